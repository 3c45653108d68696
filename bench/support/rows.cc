#include "bench/support/rows.h"

#include <sys/utsname.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <ctime>
#include <sstream>

#include "bench/support/process.h"

namespace keystone::bench {
namespace {

std::string Today() {
  const std::time_t now = std::time(nullptr);
  char text[sizeof "2026-01-01T00:00:00Z"];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", std::gmtime(&now));
  return text;
}

// "AMD EPYC, 2 cores, 24 GiB, Linux 6.1".
std::string Machine() {
  std::string model = "unknown CPU";
  std::ifstream cpus("/proc/cpuinfo");
  for (std::string line; std::getline(cpus, line);) {
    if (!line.starts_with("model name")) continue;
    model = line.substr(line.find(':') + 2);
    break;
  }
  utsname system{};
  ::uname(&system);
  const double bytes =
      static_cast<double>(::sysconf(_SC_PHYS_PAGES)) * static_cast<double>(::sysconf(_SC_PAGESIZE));
  std::ostringstream text;
  text << model << ", " << ::sysconf(_SC_NPROCESSORS_ONLN) << " cores, "
       << std::lround(bytes / (1 << 30)) << " GiB, Linux " << system.release;
  return text.str();
}

std::string Number(std::optional<double> value) {
  if (!value) return "null";
  char text[32];
  std::snprintf(text, sizeof text, *value < 100 ? "%.3f" : "%.0f", *value);
  return text;
}

std::string Text(const std::string& value) {
  std::string quoted = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + '"';
}

}  // namespace

RowFile::RowFile(const std::string& path, std::string suite, std::string system,
                 std::string version, int item_bytes)
    : file_(path, std::ios::app),
      suite_(std::move(suite)),
      system_(std::move(system)),
      version_(std::move(version)),
      item_bytes_(item_bytes),
      machine_(Machine()),
      date_(Today()) {
  if (!file_) Fail(path + " cannot be written");
}

void RowFile::Write(const Row& row, const Measured* measured, bool rates) {
  std::optional<double> rate;
  std::optional<double> cpu;
  if (rates) {
    rate = static_cast<double>(measured->operations) / measured->seconds;
    cpu = measured->cpu_micros / static_cast<double>(measured->operations);
  }
  const auto micros = [&](double share) -> std::optional<double> {
    if (measured == nullptr) return std::nullopt;
    return static_cast<double>(measured->latency.Percentile(share)) / 1000;
  };
  file_ << "{\"suite\":" << Text(suite_) << ",\"workload\":" << Text(row.workload)
        << ",\"system\":" << Text(system_) << ",\"version\":" << Text(version_)
        << ",\"threads\":" << row.threads
        << ",\"durability\":" << (row.durability ? Text(*row.durability) : "null")
        << ",\"items\":" << (row.items > 0 ? std::to_string(row.items) : "null")
        << ",\"item_bytes\":" << item_bytes_ << ",\"ops_per_s\":" << Number(rate)
        << ",\"p50_us\":" << Number(micros(0.5)) << ",\"p99_us\":" << Number(micros(0.99))
        << ",\"p999_us\":" << Number(micros(0.999)) << ",\"cpu_us_per_op\":" << Number(cpu)
        << ",\"write_amp\":" << Number(row.write_amp) << ",\"space_amp\":" << Number(row.space_amp)
        << ",\"machine\":" << Text(machine_) << ",\"date\":" << Text(date_) << "}" << std::endl;
  if (!file_) Fail("the results cannot be written");
  if (measured == nullptr) return;
  std::fprintf(stderr, "%-9s %-16s %2d thread%s %12s/s  p99 %s us\n", system_.c_str(),
               row.workload.c_str(), row.threads, row.threads == 1 ? " " : "s",
               rate ? Number(rate).c_str() : "-", Number(micros(0.99)).c_str());
}

}  // namespace keystone::bench
