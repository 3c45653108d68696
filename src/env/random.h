// Random: where ids and seeds come from. The POSIX one asks the kernel; the simulated one replays
// from its seed. Any thread may call it.
#pragma once

#include <cstdint>

namespace keystone {

class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t Next() = 0;
};

}  // namespace keystone
