// Drive: keep-alive connections to one server, all on this thread, each with one request under way.
#pragma once

#include <cstdint>
#include <string>

#include "base/function_ref.h"
#include "bench/server/operations.h"
#include "bench/support/rows.h"

namespace keystone::bench {

struct Outcome {
  Measured measured;  // without CPU
  uint64_t reply_bytes = 0;
  std::string error;  // what was answered instead of success, the first time; nothing follows it
};

// Sends what `next` gives, on whichever connection is free, until it gives nothing. `accept` sees
// the body of each reply of status 200. Returns when every request is answered.
Outcome Drive(int port, int connections, FunctionRef<const Request*()> next,
              FunctionRef<void(const Request&, Bytes body)> accept);

}  // namespace keystone::bench
