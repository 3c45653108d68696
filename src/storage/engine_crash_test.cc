// The engine crashed at every I/O operation, refused at every one, and damaged in every file. What
// was acknowledged is always there; what was not is there as a whole or not at all; nothing else
// ever is.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "storage/engine_test_util.h"
#include "storage/file_names.h"
#include "storage/segment_test_util.h"

namespace keystone::storage {
namespace {

// How far a serial history got: step i was tried before step i + 1, so the survivors are a prefix.
struct Progress {
  size_t tried = 0;
  size_t acknowledged = 0;
};

uint64_t FirstSeed() {
  const char* text = std::getenv("KEYSTONE_TEST_SEED");
  return text == nullptr ? 1 : std::strtoull(text, nullptr, 10);
}

// Runs `history` from step `progress->tried` on until it ends or something fails. Several steps are
// under way at a time.
Status WriteHistory(SimulatedEnv& simulated, const StoreOptions& options,
                    const std::vector<Step>& history, Progress* progress) {
  auto store = OpenStore(simulated.env(), kFolder, options);
  if (!store.ok()) return store.status();
  Status failure;
  while (progress->tried < history.size() && failure.ok()) {
    const size_t step = progress->tried++;
    const auto done = [&, step](Status status) {
      if (status.ok()) progress->acknowledged = std::max(progress->acknowledged, step + 1);
      if (!status.ok() && failure.ok()) failure = status;
    };
    Start(**store, history[step], done, step % 7 == 6 ? Caller::kWaits : Caller::kGoesOn);
    if (step % 3 == 0) simulated.RunUntilIdle();
  }
  simulated.RunUntilIdle();
  const Status closed = (*store)->Close();
  return failure.ok() ? closed : failure;
}

// The prefix of the history that the store shows; npos where it shows none.
size_t FindPrefix(const std::vector<Step>& history, const Progress& progress, const Model& shown) {
  Model model;
  for (size_t i = 0; i < progress.acknowledged; ++i) history[i].ApplyTo(&model);
  for (size_t i = progress.acknowledged;; ++i) {
    if (model == shown) return i;
    if (i == progress.tried) return std::string::npos;
    history[i].ApplyTo(&model);
  }
}

void ExpectPrefix(SimulatedEnv& simulated, const StoreOptions& options,
                  const std::vector<Step>& history, Progress* progress) {
  auto store = OpenStore(simulated.env(), kFolder, options);
  ASSERT_TRUE(store.ok()) << store.status().ToString();
  auto shown = ReadEverything(**store, *(*store)->NewSnapshot());
  ASSERT_TRUE(shown.ok()) << shown.status().ToString();
  const size_t prefix = FindPrefix(history, *progress, *shown);
  ASSERT_NE(prefix, std::string::npos)
      << "acknowledged " << progress->acknowledged << ", tried " << progress->tried;
  progress->tried = progress->acknowledged = prefix;
  ASSERT_TRUE((*store)->Close().ok());
}

struct Losses {
  const char* name;
  CrashLoss first;
  CrashLoss second;
};
class Crash : public testing::TestWithParam<Losses> {};

// One crash at operation `at`; then another one somewhere in what follows, so that recovery itself
// is crashed too.
TEST_P(Crash, AtEveryOperationAndAgainDuringRecovery) {
  const StoreOptions options = SmallOptions();
  const uint64_t seed = FirstSeed();
  const auto history = RandomHistory(seed, 300, 4000);
  size_t points = 0;
  bool finished = false;
  for (uint64_t at = 1; !finished; ++at) {
    SCOPED_TRACE("KEYSTONE_TEST_SEED=" + std::to_string(seed) + " operation " + std::to_string(at));
    SimulatedEnv simulated(seed * 7919 + at);
    Progress progress;
    simulated.CrashAtIo(at);
    WriteHistory(simulated, options, history, &progress).ok();
    finished = !simulated.crashed();
    simulated.Crash(GetParam().first);
    SplitMix random(at);
    simulated.CrashAtIo(simulated.io_count() + 1 + random.Below(60));
    Progress nothing;
    WriteHistory(simulated, options, {}, &nothing).ok();
    simulated.Crash(GetParam().second);
    ExpectPrefix(simulated, options, history, &progress);
    if (at % 16 == 0) {  // what survived is a database like any other
      ASSERT_TRUE(WriteHistory(simulated, options, history, &progress).ok());
      ASSERT_EQ(progress.acknowledged, history.size());
      ExpectPrefix(simulated, options, history, &progress);
    }
    if (HasFatalFailure()) return;
    points += 2;
  }
  RecordProperty("crash_points", static_cast<int>(points));
  std::printf("%zu crash points\n", points);
  EXPECT_GT(points, 1000u);
}

// The last: what a killed process has not synced, its successor believes; then the power is cut.
INSTANTIATE_TEST_SUITE_P(
    All, Crash,
    testing::Values(Losses{"ProcessDies", CrashLoss::kNone, CrashLoss::kNone},
                    Losses{"AllUnsyncedIsLost", CrashLoss::kAll, CrashLoss::kAll},
                    Losses{"SomeUnsyncedIsLost", CrashLoss::kRandom, CrashLoss::kRandom},
                    Losses{"ProcessDiesThenSomeIsLost", CrashLoss::kNone, CrashLoss::kRandom}),
    [](const auto& test) { return test.param.name; });

class Refusal : public testing::TestWithParam<StatusCode> {};

TEST_P(Refusal, OfEveryOperationLosesNothingAcknowledged) {
  const StoreOptions options = SmallOptions();
  const auto history = RandomHistory(FirstSeed(), 300, 4000);
  bool finished = false;
  for (uint64_t at = 1; !finished; ++at) {
    SCOPED_TRACE("operation " + std::to_string(at));
    SimulatedEnv simulated(at);
    Progress progress;
    simulated.FailIo(at, GetParam());
    const Status status = WriteHistory(simulated, options, history, &progress);
    finished = simulated.io_count() < at;
    if (!status.ok() && status.code() != GetParam()) {
      // Later operations may fail as a consequence, but say what stopped them.
      ASSERT_EQ(status.code(), StatusCode::kCancelled) << status.ToString();
    }
    simulated.Crash(CrashLoss::kAll);
    ExpectPrefix(simulated, options, history, &progress);
    if (HasFatalFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Codes, Refusal,
                         testing::Values(StatusCode::kIoError, StatusCode::kNoSpace),
                         [](const auto& test) { return StatusCodeName(test.param); });

// After a clean close every bit that matters is proven: each flip is reported, or changes nothing
// that is shown.
TEST(Damage, AFlippedBitInAnyFileIsReportedOrHarmless) {
  const StoreOptions options = SmallOptions();
  const auto history = RandomHistory(FirstSeed(), 500, 2500);
  auto prepare = [&](SimulatedEnv& simulated, Progress* progress) {
    ASSERT_TRUE(WriteHistory(simulated, options, history, progress).ok());
    simulated.Crash(CrashLoss::kNone);
  };
  SimulatedEnv first(1);
  Progress done;
  prepare(first, &done);
  const auto names = first.env().files->ListDirectory(kFolder);
  ASSERT_TRUE(names.ok());
  size_t reported = 0, harmless = 0;
  for (const std::string& name : *names) {
    const std::string path = std::string(kFolder) + "/" + name;
    const uint64_t size = first.env().files->FileSize(path).value();
    SplitMix random(size);
    for (int flip = 0; flip < 12 && size != 0; ++flip) {
      SimulatedEnv simulated(1);
      Progress progress;
      prepare(simulated, &progress);
      const uint64_t offset =
          flip < 3 ? random.Below(std::min<uint64_t>(size, 100)) : random.Below(size);
      SCOPED_TRACE(name + " at " + std::to_string(offset));
      ASSERT_TRUE(simulated.FlipBit(path, offset, static_cast<unsigned>(random.Below(8))).ok());
      auto store = OpenStore(simulated.env(), kFolder, options);
      Result<Model> shown = store.ok() ? ReadEverything(**store, *(*store)->NewSnapshot())
                                       : Result<Model>(store.status());
      if (shown.ok()) {
        ASSERT_EQ(FindPrefix(history, progress, *shown), history.size());
        ++harmless;
      } else {
        ASSERT_TRUE(shown.status().code() == StatusCode::kCorruption) << shown.status().ToString();
        ASSERT_NE(shown.status().message().find(kFolder), std::string::npos) << "no file named";
        ++reported;
      }
    }
  }
  EXPECT_GT(reported, harmless);
}

TEST(Damage, ALogCutShortIsReported) {
  const auto history = RandomHistory(FirstSeed(), 60, 300);
  for (const uint64_t cut : {1, 100, 5000}) {
    SimulatedEnv simulated(1);
    Progress progress;
    ASSERT_TRUE(WriteHistory(simulated, SmallOptions(), history, &progress).ok());
    const std::string path = std::string(kFolder) + "/" + LogFileName(1);
    const uint64_t end = WrittenEnd(*simulated.env().files, path);
    ASSERT_TRUE(simulated.Truncate(path, end - 4096 - cut).ok());
    auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
    ASSERT_EQ(store.status().code(), StatusCode::kCorruption) << cut;
    EXPECT_NE(store.status().message().find("000001.wal at "), std::string::npos);
  }
}

TEST(Full, ADiskThatFillsUpRefusesAndKeepsEverything) {
  const auto history = RandomHistory(FirstSeed(), 400, 4000);
  StoreOptions options = SmallOptions();  // as large on the disk as it is
  options.coding.codec = options.cold_coding.codec = Codec::kNone;
  for (const uint64_t capacity : {20'000, 100'000, 300'000, 500'000}) {
    SimulatedEnv simulated(1);
    simulated.SetCapacity(capacity);
    Progress progress;
    const Status status = WriteHistory(simulated, options, history, &progress);
    EXPECT_EQ(status.code(), StatusCode::kNoSpace) << capacity << " " << status.ToString();
    simulated.Crash(CrashLoss::kRandom);
    simulated.SetCapacity(1 << 30);
    ExpectPrefix(simulated, options, history, &progress);
    if (HasFatalFailure()) return;
  }
}

}  // namespace
}  // namespace keystone::storage
