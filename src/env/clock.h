// Clock: wall time for what users see and for hybrid logical clocks, steady time for measuring.
#pragma once

#include <cstdint>

namespace keystone {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t WallMicros() = 0;    // since 1970-01-01 UTC; may jump either way
  virtual int64_t SteadyMicros() = 0;  // never goes back; the origin means nothing
};

}  // namespace keystone
