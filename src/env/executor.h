// Executor: the only source of threads. Tasks run once, to their end, at some later time.
//
// The POSIX executor has real threads, one or more a priority class. The simulated one lets a
// single thread go on at a time, whichever its seed picks each time one waits; so the same seed
// gives the same order.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "env/mutex.h"

namespace keystone {

enum class Priority : unsigned char {
  kLog,         // writing and syncing the log: everybody waits for it
  kForeground,  // work on behalf of a caller
  kFlush,       // from memory to files: writers wait for it where it does not keep up
  kBackground,  // compaction; low priority in the kernel's eyes too, as for kFlush
};

// A condition variable. Wakes may be spurious: wait in a loop.
class WaitQueue {
 public:
  virtual ~WaitQueue() = default;
  virtual void Wait(MutexLock& lock) = 0;
  // Returns at the latest after `micros` of steady time.
  virtual void WaitFor(MutexLock& lock, int64_t micros) = 0;
  virtual void NotifyAll() = 0;
};

class Executor {
 public:
  using Task = std::function<void()>;

  virtual ~Executor() = default;  // waits for running tasks; those not begun are dropped
  virtual void Submit(Priority priority, Task task) = 0;
  // Not before `micros` from now.
  virtual void SubmitAfter(Priority priority, int64_t micros, Task task) = 0;
  virtual std::unique_ptr<WaitQueue> NewWaitQueue() = 0;
};

}  // namespace keystone
