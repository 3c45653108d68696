// NewMemoryEnv: files in memory; clocks, randomness and threads of the operating system.
#include "env/env.h"
#include "env/posix_executor.h"
#include "env/posix_system.h"
#include "env/simulated_disk.h"

namespace keystone {
namespace {

class MemoryEnv final : public OwnedEnv {
 public:
  explicit MemoryEnv(int background_threads) : executor_(background_threads) {}
  Env env() override { return {&files_, &clock_, &random_, &executor_}; }

 private:
  SimulatedDisk files_{0};  // on which nothing is ever made to fail
  PosixClock clock_;
  PosixRandom random_;
  PosixExecutor executor_;  // last: its threads end before what they use
};

}  // namespace

std::unique_ptr<OwnedEnv> NewMemoryEnv(int background_threads) {
  return std::make_unique<MemoryEnv>(background_threads);
}

}  // namespace keystone
