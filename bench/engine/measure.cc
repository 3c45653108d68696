#include "bench/engine/measure.h"

#include <barrier>
#include <thread>

#include "bench/support/process.h"

namespace keystone::bench {
namespace {

// Nothing of it is shared while it runs, so threads do not disturb each other.
struct ThreadResult {
  uint64_t operations = 0;
  int64_t end = 0;
  Histogram latency;
  std::vector<uint64_t> written;
};

void RunThread(System& system, int index, double seconds, Step step, std::barrier<>& start,
               ThreadResult* result) {
  const auto session = system.NewSession();
  Worker worker{index, *session, SplitMix(static_cast<uint64_t>(index) + 1), {}, {}, {}};
  start.arrive_and_wait();
  int64_t now = SteadyNanos();
  const int64_t deadline = now + static_cast<int64_t>(seconds * 1e9);
  while (now < deadline) {
    const uint64_t operations = step(worker);
    if (operations == 0) break;
    const int64_t before = now;
    now = SteadyNanos();
    result->latency.Add(static_cast<uint64_t>(now - before));
    result->operations += operations;
  }
  result->end = now;
  result->written = std::move(worker.written);
}

}  // namespace

MeasuredSteps Measure(System& system, int threads, double seconds, Step step) {
  std::vector<ThreadResult> results(static_cast<size_t>(threads));
  std::barrier start(threads + 1);
  std::vector<std::thread> running;
  for (int i = 0; i < threads; ++i) {
    running.emplace_back(RunThread, std::ref(system), i, seconds, step, std::ref(start),
                         &results[static_cast<size_t>(i)]);
  }
  const int64_t cpu_before = CpuMicros();
  const int64_t begin = SteadyNanos();
  start.arrive_and_wait();
  for (std::thread& thread : running) thread.join();

  MeasuredSteps measured;
  measured.cpu_micros = static_cast<double>(CpuMicros() - cpu_before);
  int64_t end = begin;
  for (ThreadResult& result : results) {
    measured.operations += result.operations;
    measured.latency.Merge(result.latency);
    measured.written.insert(measured.written.end(), result.written.begin(), result.written.end());
    end = std::max(end, result.end);
  }
  measured.seconds = static_cast<double>(end - begin) / 1e9;
  return measured;
}

}  // namespace keystone::bench
