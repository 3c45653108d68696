// NewPosixEnv: everything from the operating system.
#include "env/env.h"
#include "env/posix_executor.h"
#include "env/posix_files.h"
#include "env/posix_system.h"

namespace keystone {
namespace {

class PosixEnv final : public OwnedEnv {
 public:
  explicit PosixEnv(int background_threads) : executor_(background_threads) {}
  Env env() override { return {files_.get(), &clock_, &random_, &executor_}; }

 private:
  std::unique_ptr<FileSystem> files_ = NewPosixFileSystem();
  PosixClock clock_;
  PosixRandom random_;
  PosixExecutor executor_;  // last: its threads end before what they use
};

}  // namespace

std::unique_ptr<OwnedEnv> NewPosixEnv(int background_threads) {
  return std::make_unique<PosixEnv>(background_threads);
}

}  // namespace keystone
