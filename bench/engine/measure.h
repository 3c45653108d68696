// Measure: a step, again and again, in some threads, until the time is over or there is no more.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/split_mix.h"
#include "bench/engine/system.h"
#include "bench/support/rows.h"

namespace keystone::bench {

// A thread of a workload, and what it needs to itself.
struct Worker {
  int index;
  Session& session;
  SplitMix random;
  std::vector<std::string> values;  // room for the values of a batch
  std::vector<Write> writes;
  std::vector<uint64_t> written;  // some of the items that were put, to be looked at afterwards
};

struct MeasuredSteps : Measured {
  std::vector<uint64_t> written;
};

// Does one call; the operations it was worth, 0 where there is nothing left to do.
using Step = FunctionRef<uint64_t(Worker&)>;

inline constexpr double kUnlimited = 1e9;

MeasuredSteps Measure(System& system, int threads, double seconds, Step step);

}  // namespace keystone::bench
