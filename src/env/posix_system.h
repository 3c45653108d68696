// PosixClock and PosixRandom: the kernel's clocks and randomness. Any thread may call them.
#pragma once

#include "env/clock.h"
#include "env/random.h"

namespace keystone {

class PosixClock final : public Clock {
 public:
  int64_t WallMicros() override;
  int64_t SteadyMicros() override;
};

class PosixRandom final : public Random {
 public:
  uint64_t Next() override;
};

}  // namespace keystone
