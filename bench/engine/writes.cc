// W1 to W4: puts and batches into an empty database, of items drawn at random from many.
#include <array>
#include <filesystem>

#include "bench/engine/workloads.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr uint64_t kItemSpace = 10'000'000;
constexpr size_t kBatchItems = 25;
constexpr uint64_t kCheckOneIn = 64;
constexpr size_t kCheckedMax = 4096;  // a thread
constexpr int kReopens = 5;

void MeasureWrites(const Run& run, const std::string& workload, int threads, size_t batch,
                   Durability durability) {
  const OpenDatabase database(run, workload, durability);
  const MeasuredSteps measured = Measure(run.system, threads, run.seconds, [&](Worker& worker) {
    std::array<uint64_t, kBatchItems> items{};
    for (size_t i = 0; i < batch; ++i) items[i] = worker.random.Below(kItemSpace);
    PutItems(worker, items.data(), batch, 1);
    if (worker.random.Below(kCheckOneIn) == 0 && worker.written.size() < kCheckedMax) {
      worker.written.push_back(items[batch - 1]);
    }
    return batch;
  });
  run.report.Add({.workload = workload, .threads = threads, .durability = NameOf(durability)},
                 measured);
  const auto session = run.system.NewSession();
  for (const uint64_t item : measured.written) GetItem(*session, item, 1);
}

}  // namespace

OpenDatabase::OpenDatabase(const Run& run, const std::string& name, Durability durability)
    : system_(run.system), path_(run.folder + "/" + name), durability_(durability) {
  std::filesystem::create_directories(path_);
  system_.Open(path_, durability_);
}

OpenDatabase::~OpenDatabase() {
  system_.Close();
  std::filesystem::remove_all(path_);
}

void PutItems(Worker& worker, const uint64_t* items, size_t count, int version) {
  worker.values.resize(count);
  worker.writes.clear();
  for (size_t i = 0; i < count; ++i) {
    MakeValue(items[i], version, &worker.values[i]);
    worker.writes.push_back({ItemKey(items[i]), worker.values[i]});
  }
  if (count == 1) {
    worker.session.Put(worker.writes[0]);
  } else {
    worker.session.Batch(worker.writes);
  }
}

void MeasureReopen(const Run& run, OpenDatabase& database, const std::string& workload,
                   uint64_t items) {
  Measured measured;
  SplitMix random(1);
  for (int i = 0; i < kReopens; ++i) {
    run.system.Close();
    const int64_t cpu_before = CpuMicros();
    const int64_t begin = SteadyNanos();
    run.system.Open(database.path(), Durability::kNone);
    const auto session = run.system.NewSession();
    if (items > 0) {
      GetItem(*session, random.Below(items), 1);
    } else if (session->Get(ItemKey(0), [](Bytes) {})) {
      Fail("an empty database holds an item");
    }
    const int64_t nanos = SteadyNanos() - begin;
    measured.cpu_micros += static_cast<double>(CpuMicros() - cpu_before);
    measured.latency.Add(static_cast<uint64_t>(nanos));
    measured.seconds += static_cast<double>(nanos) / 1e9;
    ++measured.operations;
  }
  run.report.Add({.workload = workload, .items = items}, measured);
}

void RunWrites(const Run& run) {
  using enum Durability;
  if (run.Wants("W1")) MeasureWrites(run, "W1", 1, 1, kSync);
  if (run.Wants("W2")) MeasureWrites(run, "W2", 8, 1, kSync);
  if (run.Wants("W3")) MeasureWrites(run, "W3", 1, 1, kNone);
  if (run.Wants("W3")) MeasureWrites(run, "W3", 2, 1, kNone);
  if (run.Wants("W4")) MeasureWrites(run, "W4", 1, kBatchItems, kNone);
  if (run.Wants("W4")) MeasureWrites(run, "W4", 1, kBatchItems, kSync);
  if (run.Wants("reopen-empty")) {
    OpenDatabase database(run, "empty", Durability::kNone);
    MeasureReopen(run, database, "reopen-empty", 0);
  }
}

}  // namespace keystone::bench
