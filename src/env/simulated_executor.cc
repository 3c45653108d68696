#include "env/simulated_executor.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace keystone {
namespace {

void CheckNoOtherMutexIsHeld() {
#ifdef KEYSTONE_PLANTED_BUGS
  KS_CHECK(Mutex::held() == 0);
#endif
}

class SimulatedWaitQueue final : public WaitQueue {
 public:
  explicit SimulatedWaitQueue(SimulatedExecutor* executor)
      : executor_(executor), waiting_(std::make_shared<Strands>()) {}

  void Wait(MutexLock& lock) override {
    waiting_->push_back(executor_->current());
    lock.unlock();
    CheckNoOtherMutexIsHeld();
    executor_->Block();
    lock.lock();
  }

  void WaitFor(MutexLock& lock, int64_t micros) override {
    // The queue may be gone when the time has come, but the waiter is not: it is still in the list.
    auto wake = [executor = executor_, waiting = waiting_, strand = executor_->current()] {
      const auto found = std::find(waiting->begin(), waiting->end(), strand);
      if (found == waiting->end()) return;
      waiting->erase(found);
      executor->MakeReady(strand);
    };
    executor_->SubmitAfter(Priority::kForeground, micros, std::move(wake));
    Wait(lock);
  }

  void NotifyAll() override {
    for (auto* strand : *waiting_) executor_->MakeReady(strand);
    waiting_->clear();
  }

 private:
  using Strands = std::vector<SimulatedExecutor::Strand*>;
  SimulatedExecutor* executor_;
  std::shared_ptr<Strands> waiting_;
};

}  // namespace

SimulatedExecutor::~SimulatedExecutor() {
  KS_CHECK(idle_.size() == workers_.size());
  stopping_ = true;
  for (Strand& worker : workers_) {
    worker.turn.release();
    worker.thread.join();
  }
}

void SimulatedExecutor::Submit(Priority, Task task) {
  due_.push_back(std::move(task));
}

void SimulatedExecutor::SubmitAfter(Priority, int64_t micros, Task task) {
  delayed_.emplace(clock_->SteadyMicros() + micros, std::move(task));
}

std::unique_ptr<WaitQueue> SimulatedExecutor::NewWaitQueue() {
  return std::make_unique<SimulatedWaitQueue>(this);
}

// Tasks run right here, which saves most of the switching between threads; one that waits keeps the
// driver until it ends.
void SimulatedExecutor::RunUntilIdle() {
  KS_CHECK(current_ == &driver_);
  while (Strand* strand = Pick(&driver_)) {
    if (strand == &driver_) {
      std::exchange(driver_.task, nullptr)();
      continue;
    }
    driver_waits_for_idle_ = true;
    HandTo(strand);
    driver_.turn.acquire();
  }
}

void SimulatedExecutor::DropAll() {
  due_.clear();
  delayed_.clear();
}

void SimulatedExecutor::Pause() {
  if (random_.Below(2) == 0) return;
  MakeReady(current_);
  YieldTurn();
}

// Returns when the turn comes back.
void SimulatedExecutor::YieldTurn() {
  Strand* self = current_;
  Strand* next = Next();
  if (next == self) return;
  HandTo(next);
  self->turn.acquire();
}

void SimulatedExecutor::HandTo(Strand* strand) {
  current_ = strand;
  strand->turn.release();
}

SimulatedExecutor::Strand* SimulatedExecutor::Next() {
  for (;;) {
    if (Strand* strand = Pick(nullptr)) return strand;
    if (std::exchange(driver_waits_for_idle_, false)) return &driver_;
    KS_CHECK(PassTime());  // else everybody waits for what no task will ever bring
  }
}

// Who goes on now: a strand that may, or one that has been given a new task, `runner` or else an
// idle one. nullptr where nobody can.
SimulatedExecutor::Strand* SimulatedExecutor::Pick(Strand* runner) {
  TakeDue();
  if (due_.empty() && ready_.empty()) return nullptr;
  size_t pick = random_.Below(due_.size() + ready_.size());
  if (pick < ready_.size()) {
    std::swap(ready_[pick], ready_.back());
    Strand* strand = ready_.back();
    ready_.pop_back();
    return strand;
  }
  pick -= ready_.size();
  std::swap(due_[pick], due_.back());
  if (runner == nullptr) runner = TakeWorker();
  runner->task = std::move(due_.back());
  due_.pop_back();
  return runner;
}

SimulatedExecutor::Strand* SimulatedExecutor::TakeWorker() {
  if (idle_.empty()) {
    Strand* fresh = &workers_.emplace_back();
    fresh->thread = std::thread([this, fresh] { Work(fresh); });
    return fresh;
  }
  Strand* worker = idle_.back();
  idle_.pop_back();
  return worker;
}

void SimulatedExecutor::Work(Strand* self) {
  for (;;) {
    self->turn.acquire();
    if (stopping_) return;
    for (;;) {
      std::exchange(self->task, nullptr)();
      idle_.push_back(self);
      Strand* next = Next();  // often this one, with another task
      current_ = next;
      if (next == self) continue;
      HandTo(next);
      break;
    }
  }
}

void SimulatedExecutor::TakeDue() {
  while (!delayed_.empty() && delayed_.begin()->first <= clock_->SteadyMicros()) {
    due_.push_back(std::move(delayed_.begin()->second));
    delayed_.erase(delayed_.begin());
  }
}

// Until the next task is due; false where there is none.
bool SimulatedExecutor::PassTime() {
  if (delayed_.empty()) return false;
  const int64_t wait = delayed_.begin()->first - clock_->SteadyMicros();
  if (wait > 0) clock_->Advance(wait);
  return true;
}

}  // namespace keystone
