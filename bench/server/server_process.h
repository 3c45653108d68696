// ServerProcess: a server under test, from its start to its end.
#pragma once

#include <sys/types.h>
#include <time.h>

#include <cstdint>
#include <string>
#include <vector>

namespace keystone::bench {

class ServerProcess {
 public:
  // Starts `command`, in whose words {port} and {dir} stand for a free port and an empty folder,
  // and waits for its first answer. What it prints goes to `log`. Ends the run where it fails.
  ServerProcess(std::vector<std::string> command, const std::string& folder,
                const std::string& log);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  int port() const { return port_; }
  // From fork to the first answer.
  int64_t start_nanos() const { return start_nanos_; }
  // User and system time of all its threads so far.
  double CpuMicros() const;
  uint64_t ResidentBytes() const { return StatusBytes("VmRSS:"); }
  uint64_t PeakBytes() const { return StatusBytes("VmHWM:"); }

 private:
  uint64_t StatusBytes(const std::string& name) const;

  pid_t pid_ = -1;
  int port_ = 0;
  int64_t start_nanos_ = 0;
  clockid_t cpu_clock_ = 0;
};

}  // namespace keystone::bench
