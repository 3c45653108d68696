// PosixExecutor: real threads, a group for each priority: one for the log, two for the foreground,
// one for flushes, as many as asked for in the background. Tasks of a group begin in the order in
// which they fell due.
#pragma once

#include <memory>

#include "env/executor.h"

namespace keystone {

class PosixExecutor final : public Executor {
 public:
  explicit PosixExecutor(int background_threads);  // >= 1
  ~PosixExecutor() override;

  void Submit(Priority priority, Task task) override;
  void SubmitAfter(Priority priority, int64_t micros, Task task) override;
  std::unique_ptr<WaitQueue> NewWaitQueue() override;

 private:
  class ThreadGroup;

  static constexpr size_t kPriorities = 4;
  std::unique_ptr<ThreadGroup> groups_[kPriorities];
};

}  // namespace keystone
