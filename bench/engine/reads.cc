// Gets and queries, each answer looked at.
#include "bench/engine/workloads.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr uint64_t kQueryItems = 20;
constexpr double kWarmUpShare = 0.25;  // of the time that is measured

Measured MeasureWarm(const Run& run, int threads, Step step) {
  (void)Measure(run.system, threads, run.seconds * kWarmUpShare, step);
  return Measure(run.system, threads, run.seconds, step);
}

// Twenty items of one partition, from a random one on.
void QueryItems(Session& session, uint64_t partition, uint64_t from) {
  uint64_t item = partition * kItemsPerPartition + from;
  const uint64_t end = item + kQueryItems;
  session.Query(ItemKey(item), kQueryItems, [&](Bytes sort, Bytes value) {
    if (sort != ItemKey(item).sort()) Fail("a query skipped item " + std::to_string(item));
    CheckValue(item++, value);
  });
  if (item != end) Fail("a query ended before item " + std::to_string(item));
}

}  // namespace

void GetItem(Session& session, uint64_t item, int version_min) {
  int version = 0;
  const bool found =
      session.Get(ItemKey(item), [&](Bytes value) { version = CheckValue(item, value); });
  if (!found) Fail("item " + std::to_string(item) + " is missing");
  if (version < version_min) {
    Fail("item " + std::to_string(item) + " came back as version " + std::to_string(version));
  }
}

void MeasureGets(const Run& run, const std::string& workload, uint64_t items, int threads) {
  const Measured measured = MeasureWarm(run, threads, [&](Worker& worker) {
    GetItem(worker.session, worker.random.Below(items), 1);
    return 1;
  });
  run.report.Add({.workload = workload, .threads = threads, .items = items}, measured);
}

void MeasureMissing(const Run& run, const std::string& workload, uint64_t items) {
  const Measured measured = MeasureWarm(run, 1, [&](Worker& worker) {
    const uint64_t item = worker.random.Below(items);
    if (worker.session.Get(ItemKey::Missing(item), [](Bytes) {})) {
      Fail("a key beside item " + std::to_string(item) + " is there, but was never put");
    }
    return 1;
  });
  run.report.Add({.workload = workload, .items = items}, measured);
}

void MeasureQueries(const Run& run, const std::string& workload, uint64_t items, int threads) {
  const Measured measured = MeasureWarm(run, threads, [&](Worker& worker) {
    const uint64_t partition = worker.random.Below(items / kItemsPerPartition);
    QueryItems(worker.session, partition,
               worker.random.Below(kItemsPerPartition - kQueryItems + 1));
    return 1;
  });
  run.report.Add({.workload = workload, .threads = threads, .items = items}, measured);
}

}  // namespace keystone::bench
