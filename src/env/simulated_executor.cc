#include "env/simulated_executor.h"

#include <limits>

#include "base/check.h"

namespace keystone {
namespace {

// Nobody wakes anybody: whoever waits lets one task run and looks again.
class SimulatedWaitQueue final : public WaitQueue {
 public:
  explicit SimulatedWaitQueue(SimulatedExecutor* executor) : executor_(executor) {}

  void Wait(MutexLock& lock) override {
    lock.unlock();
    // Waiting for what no task will ever bring is a deadlock.
    KS_CHECK(executor_->RunOne() ||
             (executor_->PassTime(std::numeric_limits<int64_t>::max()) && executor_->RunOne()));
    lock.lock();
  }

  void WaitFor(MutexLock& lock, int64_t micros) override {
    lock.unlock();
    SimulatedClock& clock = executor_->clock();
    const int64_t limit = clock.SteadyMicros() + micros;
    if (!executor_->RunOne() && !(executor_->PassTime(limit) && executor_->RunOne())) {
      if (clock.SteadyMicros() < limit) clock.Advance(limit - clock.SteadyMicros());
    }
    lock.lock();
  }

  void NotifyAll() override {}

 private:
  SimulatedExecutor* executor_;
};

}  // namespace

void SimulatedExecutor::Submit(Priority, Task task) {
  due_.push_back(std::move(task));
}

void SimulatedExecutor::SubmitAfter(Priority, int64_t micros, Task task) {
  delayed_.emplace(clock_->SteadyMicros() + micros, std::move(task));
}

std::unique_ptr<WaitQueue> SimulatedExecutor::NewWaitQueue() {
  return std::make_unique<SimulatedWaitQueue>(this);
}

bool SimulatedExecutor::PassTime(int64_t limit) {
  if (delayed_.empty() || delayed_.begin()->first > limit) return false;
  const int64_t wait = delayed_.begin()->first - clock_->SteadyMicros();
  if (wait > 0) clock_->Advance(wait);
  return true;
}

bool SimulatedExecutor::RunOne() {
  while (!delayed_.empty() && delayed_.begin()->first <= clock_->SteadyMicros()) {
    due_.push_back(std::move(delayed_.begin()->second));
    delayed_.erase(delayed_.begin());
  }
  if (due_.empty()) return false;
  std::swap(due_[random_.Below(due_.size())], due_.back());
  const Task task = std::move(due_.back());
  due_.pop_back();
  task();
  return true;
}

void SimulatedExecutor::RunUntilIdle() {
  while (RunOne()) {
  }
}

void SimulatedExecutor::DropAll() {
  due_.clear();
  delayed_.clear();
}

}  // namespace keystone
