// Databases that are filled first: the hot one, and the large one with all that happens to it.
#include <algorithm>
#include <cstdio>
#include <numeric>
#include <vector>

#include "bench/engine/workloads.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr uint64_t kHotItems = 100'000;
constexpr size_t kBatchItems = 25;
constexpr size_t kProgressItems = 1'000'000;  // a multiple of a batch
constexpr int kCheckedItems = 10'000;

std::vector<uint64_t> RandomOrder(uint64_t items, uint64_t seed) {
  std::vector<uint64_t> order(items);
  std::iota(order.begin(), order.end(), uint64_t{0});
  SplitMix random(seed);
  for (uint64_t i = items; i > 1; --i) std::swap(order[i - 1], order[random.Below(i)]);
  return order;
}

// Puts all items once, in batches, in random order.
Measured PutAll(System& system, uint64_t items, int version, uint64_t* logical_bytes) {
  const std::vector<uint64_t> order = RandomOrder(items, static_cast<uint64_t>(version));
  size_t next = 0;
  return Measure(system, 1, kUnlimited, [&](Worker& worker) {
    const size_t count = std::min(kBatchItems, order.size() - next);
    if (count == 0) return count;
    PutItems(worker, &order[next], count, version);
    for (const Write& write : worker.writes) {
      *logical_bytes += write.key.whole().size() + write.value.size();
    }
    next += count;
    if (next % kProgressItems == 0)
      std::fprintf(stderr, "%zu of %zu items put\n", next, order.size());
    return count;
  });
}

// PutAll, and waits until the database is settled: time and CPU include that.
Measured PutAllSettled(System& system, uint64_t items, int version, uint64_t* logical_bytes) {
  Measured measured = PutAll(system, items, version, logical_bytes);
  const int64_t cpu_before = CpuMicros();
  const int64_t begin = SteadyNanos();
  system.Settle();
  const int64_t flushed = SteadyNanos();
  const int64_t settled = std::max(flushed, WaitUntilQuiet());
  measured.seconds += static_cast<double>(settled - begin) / 1e9;
  measured.cpu_micros += static_cast<double>(CpuMicros() - cpu_before);
  return measured;
}

// A load, its rows, and a look at some of what it wrote.
void MeasureLoad(const Run& run, const OpenDatabase& database, const std::string& workload,
                 int version, bool report) {
  uint64_t logical_bytes = 0;
  const uint64_t written_before = BytesWritten();
  const Measured measured = PutAllSettled(run.system, run.items, version, &logical_bytes);
  const auto logical = static_cast<double>(logical_bytes);
  if (report) {
    Row row{.workload = workload, .durability = NameOf(Durability::kNone), .items = run.items};
    row.write_amp = static_cast<double>(BytesWritten() - written_before) / logical;
    row.space_amp = static_cast<double>(BytesOnDisk(database.path())) / logical;
    run.report.Add(row, measured);
    // The slowest call as a row of its own: all its percentiles are that one.
    Measured slowest;
    slowest.latency.Add(measured.latency.max());
    row.workload += " slowest batch";
    row.write_amp = row.space_amp = std::nullopt;
    run.report.AddLatency(row, slowest);
  }
  const auto session = run.system.NewSession();
  SplitMix random(7);
  for (int i = 0; i < kCheckedItems; ++i) {
    GetItem(*session, random.Below(run.items), version);
  }
}

void MeasureMix(const Run& run) {
  const Measured measured = Measure(run.system, 2, run.seconds, [&](Worker& worker) {
    const uint64_t item = worker.random.Below(run.items);
    if (worker.random.Below(2) == 0) {
      GetItem(worker.session, item, 1);
    } else {
      PutItems(worker, &item, 1, 3);
    }
    return 1;
  });
  run.report.Add({.workload = "MIX",
                  .threads = 2,
                  .durability = NameOf(Durability::kNone),
                  .items = run.items},
                 measured);
}

}  // namespace

void RunHot(const Run& run) {
  if (!run.Wants("R1")) return;
  const OpenDatabase database(run, "hot", Durability::kNone);
  uint64_t logical_bytes = 0;
  (void)PutAll(run.system, kHotItems, 1, &logical_bytes);
  // Not settled: what is hot may still be in memory.
  WaitUntilQuiet();
  MeasureGets(run, "R1 get", kHotItems, 1);
  MeasureGets(run, "R1 get", kHotItems, 2);
  MeasureQueries(run, "R1 query", kHotItems, 1);
}

void RunLarge(const Run& run) {
  const char* names[] = {"S1", "R2", "R3", "R4", "S2", "MIX", "reopen"};
  if (std::none_of(std::begin(names), std::end(names), [&](auto n) { return run.Wants(n); })) {
    return;
  }
  OpenDatabase database(run, "large", Durability::kNone);
  MeasureLoad(run, database, "S1", 1, run.Wants("S1"));
  if (run.Wants("reopen")) MeasureReopen(run, database, "reopen", run.items);
  for (const int threads : {1, 2}) {
    if (run.Wants("R2")) MeasureGets(run, "R2", run.items, threads);
  }
  if (run.Wants("R3")) MeasureMissing(run, "R3", run.items);
  for (const int threads : {1, 2}) {
    if (run.Wants("R4")) MeasureQueries(run, "R4", run.items, threads);
  }
  if (run.Wants("S2")) MeasureLoad(run, database, "S2", 2, true);
  if (run.Wants("MIX")) MeasureMix(run);
}

}  // namespace keystone::bench
