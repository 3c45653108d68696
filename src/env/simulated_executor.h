// SimulatedExecutor: tasks that seem to run side by side, in an order that a seed decides.
//
// Each task has a thread for as long as it runs, but one of all the threads has the turn; it keeps
// it until it waits, pauses or ends. Then the seed picks who goes on: a task not yet begun, or a
// thread that was woken or has paused. Time passes only when nothing else can happen, and when it
// cannot help either, the wait is a deadlock and ends the process. The thread that made the
// executor, the driver, takes part like the tasks' own.
#pragma once

#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <semaphore>
#include <thread>
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
  // A thread that runs tasks, or the driver's.
  struct Strand {
    std::binary_semaphore turn{0};
    Task task;  // to begin when its turn comes
    std::thread thread;
  };

  SimulatedExecutor(uint64_t seed, SimulatedClock* clock) : random_(seed), clock_(clock) {}
  ~SimulatedExecutor() override;  // no task may be under way

  void Submit(Priority priority, Task task) override;
  void SubmitAfter(Priority priority, int64_t micros, Task task) override;
  std::unique_ptr<WaitQueue> NewWaitQueue() override;

  // By the driver: runs tasks until none is due and none can go on. Time passes where one that it
  // runs waits for it.
  void RunUntilIdle();
  void DropAll();  // tasks not begun
  // Lets others run first, if the seed says so.
  void Pause();

  // For WaitQueue.
  Strand* current() const { return current_; }
  void Block() { YieldTurn(); }  // until MakeReady
  void MakeReady(Strand* strand) { ready_.push_back(strand); }

 private:
  void YieldTurn();
  Strand* Next();
  Strand* Pick(Strand* runner);
  Strand* TakeWorker();
  void HandTo(Strand* strand);
  void Work(Strand* self);
  void TakeDue();
  bool PassTime();

  SplitMix random_;
  SimulatedClock* clock_;
  std::vector<Task> due_;
  std::multimap<int64_t, Task> delayed_;  // by steady time
  std::vector<Strand*> ready_;            // may go on
  std::vector<Strand*> idle_;             // wait for a task
  std::list<Strand> workers_;
  Strand driver_;
  Strand* current_ = &driver_;
  bool driver_waits_for_idle_ = false;
  bool stopping_ = false;
};

}  // namespace keystone
