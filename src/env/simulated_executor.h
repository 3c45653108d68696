// SimulatedExecutor: one thread, and a seed that picks which waiting task runs next. A task runs
// inside WaitQueue::Wait or RunUntilIdle; while it waits, others run inside it. Time passes only
// when nothing else can happen.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

#include "base/split_mix.h"
#include "env/clock.h"
#include "env/executor.h"

namespace keystone {

class SimulatedClock final : public Clock {
 public:
  int64_t WallMicros() override { return wall_; }
  int64_t SteadyMicros() override { return steady_; }
  void Advance(int64_t micros) {
    steady_ += micros;
    wall_ += micros;
  }
  void JumpWall(int64_t micros) { wall_ += micros; }

 private:
  int64_t steady_ = 0;
  int64_t wall_ = 1'700'000'000'000'000;
};

class SimulatedExecutor final : public Executor {
 public:
  SimulatedExecutor(uint64_t seed, SimulatedClock* clock) : random_(seed), clock_(clock) {}

  void Submit(Priority priority, Task task) override;
  void SubmitAfter(Priority priority, int64_t micros, Task task) override;
  std::unique_ptr<WaitQueue> NewWaitQueue() override;

  void RunUntilIdle();
  void DropAll();
  // Runs one task that is due, if there is one.
  bool RunOne();
  // Lets time pass until the next task is due, but not beyond steady time `limit`. False where
  // there is none before it.
  bool PassTime(int64_t limit);
  SimulatedClock& clock() { return *clock_; }

 private:
  SplitMix random_;
  SimulatedClock* clock_;
  std::vector<Task> due_;
  std::multimap<int64_t, Task> delayed_;  // by steady time
};

}  // namespace keystone
