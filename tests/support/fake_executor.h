// FakeExecutor: runs tasks when a test says so, on its thread.
#pragma once

#include <cstdlib>
#include <memory>
#include <utility>
#include <vector>

#include "env/clock.h"
#include "env/executor.h"

namespace keystone::testing {

class FakeExecutor : public Executor {
 public:
  explicit FakeExecutor(Clock& clock) : clock_(clock) {}
  void Submit(Priority priority, Task task) override { SubmitAfter(priority, 0, std::move(task)); }
  void SubmitAfter(Priority, int64_t micros, Task task) override {
    tasks_.push_back({clock_.SteadyMicros() + micros, std::move(task)});
  }
  std::unique_ptr<WaitQueue> NewWaitQueue() override { return std::make_unique<NoQueue>(); }

  // All whose time has come, those they submit too.
  void RunDue() {
    for (bool found = true; found;) {
      found = false;
      for (size_t i = 0; i < tasks_.size() && !found; ++i) {
        if (tasks_[i].due > clock_.SteadyMicros()) continue;
        const Task task = std::move(tasks_[i].task);
        tasks_.erase(tasks_.begin() + static_cast<ptrdiff_t>(i));
        task();
        found = true;
      }
    }
  }

 private:
  struct Waiting {
    int64_t due;
    Task task;
  };
  // With one thread there is nobody to wait for.
  class NoQueue : public WaitQueue {
    void Wait(MutexLock&) override { std::abort(); }
    void WaitFor(MutexLock&, int64_t) override { std::abort(); }
    void NotifyAll() override {}
  };

  Clock& clock_;
  std::vector<Waiting> tasks_;
};

}  // namespace keystone::testing
