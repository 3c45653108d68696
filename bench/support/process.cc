#include "bench/support/process.h"

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

namespace keystone::bench {
namespace {

constexpr int kQuietSamples = 50;
constexpr auto kSampleEvery = std::chrono::milliseconds(20);
constexpr int64_t kIdleMicrosMax = 10'000;  // of CPU in all samples: this thread's own looking

// Running, ready to run, or waiting for the disk. A thread that others keep from running is ready,
// so a busy machine does not pass for a settled database.
bool AnyOtherThreadIsBusy() {
  const std::string own = std::to_string(::syscall(SYS_gettid));
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task", error)) {
    if (entry.path().filename() == own) continue;
    std::ifstream file(entry.path() / "stat");
    std::string line;
    std::getline(file, line);
    const size_t name_end = line.rfind(')');
    if (name_end == std::string::npos || name_end + 2 >= line.size()) continue;  // it has ended
    const char state = line[name_end + 2];
    if (state == 'R' || state == 'D') return true;
  }
  return false;
}

int64_t ThreadCpuMicros() {
  rusage usage{};
  ::getrusage(RUSAGE_THREAD, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

}  // namespace

void Fail(const std::string& message) {
  std::fprintf(stderr, "error: %s\n", message.c_str());
  std::_Exit(1);
}

int64_t SteadyNanos() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

int64_t CpuMicros() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1'000'000 + usage.ru_utime.tv_usec +
         usage.ru_stime.tv_usec;
}

uint64_t BytesWritten() {
  std::ifstream file("/proc/self/io");
  std::string name;
  uint64_t value = 0;
  while (file >> name >> value) {
    if (name == "write_bytes:") return value;
  }
  Fail("/proc/self/io has no write_bytes");
}

uint64_t BytesOnDisk(const std::string& folder) {
  uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    struct stat info{};
    if (entry.is_regular_file() && ::stat(entry.path().c_str(), &info) == 0) {
      bytes += static_cast<uint64_t>(info.st_blocks) * 512;
    }
  }
  return bytes;
}

int64_t WaitUntilQuiet() {
  int64_t last_busy = SteadyNanos();
  int64_t others_before = CpuMicros() - ThreadCpuMicros();
  int quiet = 0;
  while (quiet < kQuietSamples) {
    std::this_thread::sleep_for(kSampleEvery);
    const int64_t others = CpuMicros() - ThreadCpuMicros();
    if (AnyOtherThreadIsBusy() || others - others_before > kIdleMicrosMax) {
      last_busy = SteadyNanos();
      others_before = others;
      quiet = 0;
    } else {
      ++quiet;
    }
  }
  return last_busy;
}

}  // namespace keystone::bench
