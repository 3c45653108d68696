// Mutex and MutexLock: the only locks in src/. A thread never waits in a WaitQueue while it holds a
// second one; the simulated executor checks that where the build counts (KEYSTONE_PLANTED_BUGS).
#pragma once

#include <mutex>

namespace keystone {

#ifdef KEYSTONE_PLANTED_BUGS

class Mutex {
 public:
  void lock() {
    mutex_.lock();
    ++held_;
  }
  void unlock() {
    --held_;
    mutex_.unlock();
  }
  static int held() { return held_; }  // by this thread

 private:
  static inline thread_local int held_ = 0;
  std::mutex mutex_;
};

#else

class Mutex {
 public:
  void lock() { mutex_.lock(); }
  void unlock() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

#endif

using MutexLock = std::unique_lock<Mutex>;

}  // namespace keystone
