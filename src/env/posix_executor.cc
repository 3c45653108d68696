// Thread groups: a queue of tasks that are due, a queue of those that are not yet, and threads that
// take from them.
#include "env/posix_executor.h"

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <limits>
#include <map>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "env/posix_system.h"

namespace keystone {
namespace {

constexpr int kForegroundThreads = 2;
constexpr int kBackgroundNice = 10;
constexpr int64_t kWaitMicrosMax = 3'600'000'000;  // then look again: no sum can overflow

int64_t SteadyMicros() {
  return PosixClock().SteadyMicros();
}

void WaitMicros(std::condition_variable_any& wake, MutexLock& lock, int64_t micros) {
  wake.wait_for(lock, std::chrono::microseconds(std::clamp<int64_t>(micros, 0, kWaitMicrosMax)));
}

class PosixWaitQueue final : public WaitQueue {
 public:
  void Wait(MutexLock& lock) override { wake_.wait(lock); }
  void WaitFor(MutexLock& lock, int64_t micros) override { WaitMicros(wake_, lock, micros); }
  void NotifyAll() override { wake_.notify_all(); }

 private:
  std::condition_variable_any wake_;
};

// Where the kernel refuses, the work is done all the same, only less politely.
void LowerOwnPriority() {
  (void)setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), kBackgroundNice);
  const sched_param parameters = {};
  (void)sched_setscheduler(0, SCHED_BATCH, &parameters);
}

const char* ThreadName(Priority priority) {
  switch (priority) {
    case Priority::kLog:
      return "ks-log";
    case Priority::kForeground:
      return "ks-foreground";
    case Priority::kFlush:
      return "ks-flush";
    case Priority::kBackground:
      return "ks-background";
  }
  return "ks";
}

}  // namespace

class PosixExecutor::ThreadGroup {
 public:
  ThreadGroup(Priority priority, int thread_count) {
    for (int i = 0; i < thread_count; ++i) {
      threads_.emplace_back([this, priority] {
        (void)pthread_setname_np(pthread_self(), ThreadName(priority));
        if (priority >= Priority::kFlush) LowerOwnPriority();
        Run();
      });
    }
  }

  void BeginStop() {
    MutexLock lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }

  void Join() {
    for (std::thread& thread : threads_) thread.join();
  }

  void Add(int64_t delay_micros, Task task) {
    MutexLock lock(mutex_);
    if (stopping_) return;
    if (delay_micros <= 0) {
      due_.push_back(std::move(task));
    } else {
      const int64_t now = SteadyMicros();
      const int64_t longest = std::numeric_limits<int64_t>::max() - now;
      delayed_.emplace(now + std::min(delay_micros, longest), std::move(task));
    }
    wake_.notify_one();
  }

 private:
  void Run() {
    MutexLock lock(mutex_);
    while (!stopping_) {
      CollectDue();
      if (due_.empty()) {
        WaitForTask(lock);
        continue;
      }
      Task task = std::move(due_.front());
      due_.pop_front();
      lock.unlock();
      task();
      task = nullptr;  // what it holds is let go without the lock
      lock.lock();
    }
  }

  void CollectDue() {
    const int64_t now = delayed_.empty() ? 0 : SteadyMicros();
    while (!delayed_.empty() && delayed_.begin()->first <= now) {
      due_.push_back(std::move(delayed_.begin()->second));
      delayed_.erase(delayed_.begin());
    }
    // Whoever collects several may have to share them.
    if (due_.size() > 1) wake_.notify_one();
  }

  void WaitForTask(MutexLock& lock) {
    if (delayed_.empty()) {
      wake_.wait(lock);
    } else {
      WaitMicros(wake_, lock, delayed_.begin()->first - SteadyMicros());
    }
  }

  Mutex mutex_;
  std::condition_variable_any wake_;
  bool stopping_ = false;
  std::deque<Task> due_;
  std::multimap<int64_t, Task> delayed_;  // by steady time; equal times in order of submission
  std::vector<std::thread> threads_;
};

PosixExecutor::PosixExecutor(int background_threads) {
  KS_CHECK(background_threads >= 1);
  const int counts[kPriorities] = {1, kForegroundThreads, 1, background_threads};
  for (size_t i = 0; i < kPriorities; ++i) {
    groups_[i] = std::make_unique<ThreadGroup>(static_cast<Priority>(i), counts[i]);
  }
}

// Every thread has ended before the first queue is destroyed: a running task may submit to any.
PosixExecutor::~PosixExecutor() {
  for (auto& group : groups_) group->BeginStop();
  for (auto& group : groups_) group->Join();
}

void PosixExecutor::Submit(Priority priority, Task task) {
  groups_[static_cast<size_t>(priority)]->Add(0, std::move(task));
}

void PosixExecutor::SubmitAfter(Priority priority, int64_t micros, Task task) {
  groups_[static_cast<size_t>(priority)]->Add(micros, std::move(task));
}

std::unique_ptr<WaitQueue> PosixExecutor::NewWaitQueue() {
  return std::make_unique<PosixWaitQueue>();
}

}  // namespace keystone
