#include "bench/server/server_process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "bench/server/http.h"
#include "bench/server/operations.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr auto kAskEvery = std::chrono::microseconds(200);
constexpr int64_t kStartNanosMax = 60'000'000'000;
constexpr int64_t kStopNanosMax = 20'000'000'000;

int FreePort() {
  const int fd = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd, any, size) != 0 || ::getsockname(fd, any, &size) != 0) Fail("no port is free");
  ::close(fd);
  return ntohs(address.sin_port);
}

void Replace(std::string* text, Bytes name, Bytes value) {
  const size_t at = text->find(name);
  if (at != std::string::npos) text->replace(at, name.size(), value);
}

[[noreturn]] void Become(std::vector<std::string>& command, const std::string& log) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // it does not outlive a run that ends early
  const int fd = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(fd, STDOUT_FILENO);
  ::dup2(fd, STDERR_FILENO);
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  ::execvp(words[0], words.data());
  ::_exit(127);
}

}  // namespace

ServerProcess::ServerProcess(std::vector<std::string> command, const std::string& folder,
                             const std::string& log)
    : port_(FreePort()) {
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  for (std::string& word : command) {
    Replace(&word, "{port}", std::to_string(port_));
    Replace(&word, "{dir}", folder);
  }
  const std::string request = RenderRequest("ListTables", "{}");
  const int64_t begin = SteadyNanos();
  pid_ = ::fork();
  if (pid_ == 0) Become(command, log);
  for (;;) {
    const auto reply = Call(port_, request);
    start_nanos_ = SteadyNanos() - begin;
    if (reply && reply->status == 200) break;
    if (::waitpid(pid_, nullptr, WNOHANG) != 0) Fail(command[0] + " ended; see " + log);
    if (start_nanos_ > kStartNanosMax) Fail(command[0] + " does not answer; see " + log);
    std::this_thread::sleep_for(kAskEvery);
  }
  if (::clock_getcpuclockid(pid_, &cpu_clock_) != 0)
    Fail("the server has no clock of its CPU time");
}

ServerProcess::~ServerProcess() {
  ::kill(pid_, SIGTERM);
  const int64_t begin = SteadyNanos();
  while (::waitpid(pid_, nullptr, WNOHANG) == 0) {
    if (SteadyNanos() - begin > kStopNanosMax) ::kill(pid_, SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

double ServerProcess::CpuMicros() const {
  timespec used{};
  if (::clock_gettime(cpu_clock_, &used) != 0) Fail("the server has ended");
  return static_cast<double>(used.tv_sec) * 1e6 + static_cast<double>(used.tv_nsec) / 1e3;
}

uint64_t ServerProcess::StatusBytes(const std::string& name) const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string word; file >> word;) {
    uint64_t kib = 0;
    if (word == name && file >> kib) return kib << 10;
  }
  Fail("the server's status has no " + name);
}

}  // namespace keystone::bench
