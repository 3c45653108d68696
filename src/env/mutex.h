// Mutex and MutexLock: the only locks in src/. A thread never waits in a WaitQueue while it holds a
// second one.
#pragma once

#include <mutex>

namespace keystone {

class Mutex {
 public:
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

using MutexLock = std::unique_lock<Mutex>;

}  // namespace keystone
