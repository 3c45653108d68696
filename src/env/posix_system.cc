// clock_gettime and getrandom.
#include "env/posix_system.h"

#include <sys/random.h>
#include <time.h>

#include <cerrno>

#include "base/check.h"

namespace keystone {
namespace {

int64_t Micros(clockid_t clock) {
  timespec now = {};
  KS_CHECK(clock_gettime(clock, &now) == 0);
  return static_cast<int64_t>(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

int64_t PosixClock::WallMicros() {
  return Micros(CLOCK_REALTIME);
}

int64_t PosixClock::SteadyMicros() {
  return Micros(CLOCK_MONOTONIC);
}

uint64_t PosixRandom::Next() {
  uint64_t value = 0;
  ssize_t got = 0;
  do {
    got = getrandom(&value, sizeof(value), 0);
  } while (got < 0 && errno == EINTR);
  KS_CHECK(got == sizeof(value));  // up to 256 bytes come whole
  return value;
}

}  // namespace keystone
