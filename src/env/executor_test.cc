// Executors: every task runs once, delays hold, waits end; the simulated one replays from its seed.
#include "env/executor.h"

#include <gtest/gtest.h>

#include <atomic>

#include "env/env.h"
#include "env/simulated_env.h"

namespace keystone {
namespace {

TEST(PosixExecutor, TasksOfAllPrioritiesRunAndWaitersWake) {
  auto owned = NewPosixEnv(2);
  Executor& executor = *owned->env().executor;
  Mutex mutex;
  auto queue = executor.NewWaitQueue();
  int done = 0;
  for (int i = 0; i < 300; ++i) {
    executor.Submit(static_cast<Priority>(i % 3), [&] {
      MutexLock lock(mutex);
      ++done;
      queue->NotifyAll();
    });
  }
  MutexLock lock(mutex);
  while (done < 300) queue->Wait(lock);
  EXPECT_EQ(done, 300);
}

TEST(PosixExecutor, DelayedTasksComeLaterAndInOrder) {
  auto owned = NewPosixEnv(1);
  Env env = owned->env();
  Mutex mutex;
  auto queue = env.executor->NewWaitQueue();
  std::string order;
  const int64_t begin = env.clock->SteadyMicros();
  int64_t first = 0;
  auto note = [&](char c) {
    MutexLock lock(mutex);
    if (order.empty()) first = env.clock->SteadyMicros();
    order += c;
    queue->NotifyAll();
  };
  env.executor->SubmitAfter(Priority::kLog, 40'000, [&] { note('b'); });
  env.executor->SubmitAfter(Priority::kLog, 10'000, [&] { note('a'); });
  MutexLock lock(mutex);
  while (order.size() < 2) queue->Wait(lock);
  EXPECT_EQ(order, "ab");
  EXPECT_GE(first - begin, 10'000);
}

TEST(PosixExecutor, WaitForEndsByItself) {
  auto owned = NewMemoryEnv(1);
  Mutex mutex;
  MutexLock lock(mutex);
  const int64_t begin = owned->env().clock->SteadyMicros();
  owned->env().executor->NewWaitQueue()->WaitFor(lock, 5'000);
  EXPECT_GT(owned->env().clock->SteadyMicros(), begin);
  EXPECT_TRUE(lock.owns_lock());
}

TEST(PosixExecutor, TasksNotBegunAreDroppedAtTheEnd) {
  std::atomic<int> ran = 0;
  {
    auto owned = NewPosixEnv(1);
    owned->env().executor->SubmitAfter(Priority::kBackground, 3'600'000'000, [&] { ++ran; });
  }
  EXPECT_EQ(ran, 0);
}

TEST(Env, TheMemoryEnvKeepsFilesAndRandomNumbersDiffer) {
  auto owned = NewMemoryEnv(1);
  Env env = owned->env();
  auto file = env.files->CreateFile("a");
  ASSERT_TRUE(file.ok());
  EXPECT_TRUE((*file)->Append("x").ok());
  EXPECT_EQ(env.files->FileSize("a").value(), 1u);
  EXPECT_NE(env.random->Next(), env.random->Next());
  EXPECT_GT(env.clock->WallMicros(), 1'600'000'000'000'000);
}

std::string Interleaving(uint64_t seed) {
  SimulatedEnv simulated(seed);
  Executor& executor = *simulated.env().executor;
  Mutex mutex;
  auto queue = executor.NewWaitQueue();
  std::string order;
  bool open = false;
  for (char c = 'a'; c < 'h'; ++c) executor.Submit(Priority::kForeground, [&, c] { order += c; });
  executor.SubmitAfter(Priority::kLog, 1000, [&] {
    open = true;
    queue->NotifyAll();
  });
  MutexLock lock(mutex);
  while (!open) queue->Wait(lock);
  return order;
}

TEST(SimulatedExecutor, ASeedDecidesTheOrder) {
  EXPECT_EQ(Interleaving(1), Interleaving(1));
  EXPECT_NE(Interleaving(1), Interleaving(2));
  EXPECT_EQ(Interleaving(3).size(), 7u) << "time passes only when nothing else can happen";
}

// One task waits for another that began later and waits itself: on one stack that were a deadlock.
TEST(SimulatedExecutor, TasksThatWaitForOneAnotherGoOn) {
  SimulatedEnv simulated(1);
  Executor& executor = *simulated.env().executor;
  Mutex mutex;
  auto queue = executor.NewWaitQueue();
  int turn = 0;
  for (int i = 0; i < 3; ++i) {
    executor.Submit(Priority::kForeground, [&, i] {
      MutexLock lock(mutex);
      while (turn % 3 != i) queue->Wait(lock);
      ++turn;
      queue->NotifyAll();
      while (turn < 3 + i) queue->Wait(lock);
      ++turn;
      queue->NotifyAll();
    });
  }
  simulated.RunUntilIdle();
  EXPECT_EQ(turn, 6);
}

TEST(SimulatedExecutor, APauseAtIoLetsOthersRun) {
  SimulatedEnv simulated(1);
  Env env = simulated.env();
  simulated.PauseAtIo();
  std::string order;
  for (const char c : {'a', 'b'}) {
    env.executor->Submit(Priority::kForeground, [&, c] {
      auto file = env.files->CreateFile(std::string(1, c));
      for (int i = 0; i < 8 && (*file)->Append("x").ok(); ++i) order += c;
    });
  }
  simulated.RunUntilIdle();
  EXPECT_EQ(order.size(), 16u);
  EXPECT_NE(order, std::string(8, 'a') + std::string(8, 'b'));
  EXPECT_NE(order, std::string(8, 'b') + std::string(8, 'a'));
}

TEST(SimulatedExecutor, DelaysWaitForTheirTimeAndCrashesDropTasks) {
  SimulatedEnv simulated(1);
  Env env = simulated.env();
  int ran = 0;
  env.executor->SubmitAfter(Priority::kLog, 500, [&] { ++ran; });
  simulated.RunUntilIdle();
  EXPECT_EQ(ran, 0);
  simulated.AdvanceMicros(500);
  simulated.RunUntilIdle();
  EXPECT_EQ(ran, 1);
  env.executor->Submit(Priority::kLog, [&] { ++ran; });
  simulated.Crash(CrashLoss::kAll);
  simulated.RunUntilIdle();
  EXPECT_EQ(ran, 1);

  const int64_t steady = env.clock->SteadyMicros();
  const int64_t wall = env.clock->WallMicros();
  simulated.JumpWallMicros(-1'000'000);
  EXPECT_EQ(env.clock->SteadyMicros(), steady);
  EXPECT_EQ(env.clock->WallMicros(), wall - 1'000'000);
}

TEST(SimulatedExecutor, WaitForPassesItsTimeWhenNothingHappens) {
  SimulatedEnv simulated(1);
  Env env = simulated.env();
  Mutex mutex;
  MutexLock lock(mutex);
  const int64_t begin = env.clock->SteadyMicros();
  env.executor->NewWaitQueue()->WaitFor(lock, 700);
  EXPECT_EQ(env.clock->SteadyMicros(), begin + 700);
}

}  // namespace
}  // namespace keystone
