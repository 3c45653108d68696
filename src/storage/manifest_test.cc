// The manifest: edits round trip, changes of it survive crashes whole or not at all, damage is
// found.
#include "storage/manifest.h"
#include "storage/segment_test_util.h"

#include <gtest/gtest.h>

#include "base/coding.h"
#include "env/simulated_disk.h"

namespace keystone::storage {
namespace {

TableFileInfo File(uint64_t number) {
  TableFileInfo info;
  info.number = number;
  info.bytes = number * 1000;
  info.entries = 5;
  info.tombstones = 1;
  info.sequence_min = 1;
  info.sequence_max = number * 10;
  info.smallest = OwnedKey({{TableId{1}, IndexId{0}}, number, "p", "s"});
  info.largest = OwnedKey({{TableId{1}, IndexId{0}}, number + 5, "q", ""});
  info.durable = {3, number};
  return info;
}

ManifestState FirstState() {
  ManifestState state;
  state.identity = {{'d', 'b'}, 7, 8};
  state.next_file = 2;
  return state;
}

// What each edit of the scripted history does.
ManifestEdit Step(uint64_t step) {
  ManifestEdit edit;
  edit.next_file = 10 + step + 1;
  edit.added.emplace_back(0, File(10 + step));
  if (step >= 2) edit.removed.emplace_back(0, 10 + step - 2);
  edit.last_sequence = 100 * step;
  edit.log_first = step;
  edit.log_durable = LogPosition{step, 4096};
  edit.retired.push_back(TableId{static_cast<uint32_t>(step)});
  return edit;
}

std::string Print(const ManifestState& state) {
  return EncodeManifestEdit(state.Everything());
}

TEST(ManifestEdit, RoundTripsAndRefusesDamage) {
  ManifestState state = FirstState();
  for (uint64_t step = 0; step < 4; ++step) ASSERT_TRUE(state.Apply(Step(step), "here").ok());
  const std::string bytes = Print(state);
  auto edit = DecodeManifestEdit(bytes, "here");
  ASSERT_TRUE(edit.ok());
  ManifestState again;
  ASSERT_TRUE(again.Apply(*edit, "here").ok());
  EXPECT_EQ(Print(again), bytes);
  EXPECT_EQ(again.levels[0].at(13).smallest.view(), File(13).smallest.view());
  EXPECT_EQ(again.levels[0].at(13).durable, (LogPosition{3, 13}));

  size_t refused = 0;
  for (size_t cut = 0; cut < bytes.size(); ++cut) {
    refused += !DecodeManifestEdit(std::string(bytes, 0, cut), "here").ok();
  }
  EXPECT_GT(refused, bytes.size() / 2);  // the others end between two fields
}

TEST(ManifestEdit, UnknownFieldsAreRefusedBelow64AndSkippedAbove) {
  std::string bytes;
  AppendVarint(&bytes, 64);
  AppendLengthPrefixed(&bytes, "whatever");
  EXPECT_TRUE(DecodeManifestEdit(bytes, "here").ok());
  bytes[0] = 63;
  EXPECT_EQ(DecodeManifestEdit(bytes, "here").status().code(), StatusCode::kNewerFormat);
}

TEST(ManifestState, EditsThatDoNotFitAreCorruption) {
  ManifestState state = FirstState();
  ManifestEdit edit;
  edit.removed.emplace_back(1, 5);
  EXPECT_EQ(state.Apply(edit, "here").code(), StatusCode::kCorruption);
  edit = {};
  edit.added.emplace_back(0, File(2));
  EXPECT_EQ(state.Apply(edit, "here").code(), StatusCode::kCorruption) << "2 was not given out";
}

// Opens what is there (or begins afresh), appends steps. Returns how many steps are known to be
// durable.
uint64_t WriteSteps(FileSystem& files, uint64_t steps) {
  auto writer = ManifestWriter::Create(files, ".", 1, 42, FirstState());
  if (!writer.ok()) return 0;
  for (uint64_t step = 0; step < steps; ++step) {
    if (!(*writer)->Append(Step(step)).ok()) return step;
  }
  return steps;
}

TEST(Manifest, ACrashAtEveryOperationLeavesOneOfItsStates) {
  constexpr uint64_t kSteps = 6;
  std::vector<std::string> states = {Print(FirstState())};
  ManifestState state = FirstState();
  for (uint64_t step = 0; step < kSteps; ++step) {
    ASSERT_TRUE(state.Apply(Step(step), "here").ok());
    states.push_back(Print(state));
  }
  for (CrashLoss loss : {CrashLoss::kNone, CrashLoss::kAll, CrashLoss::kRandom}) {
    for (uint64_t seed = 0; seed < 20; ++seed) {
      bool finished = false;
      for (uint64_t at = 1; !finished; ++at) {
        SimulatedDisk disk(seed);
        disk.CrashAtIo(at);
        const uint64_t durable = WriteSteps(disk, kSteps);
        finished = !disk.crashed();
        disk.Crash(loss);
        auto loaded = LoadManifest(disk, ".");
        const std::string where =
            "seed " + std::to_string(seed) + " operation " + std::to_string(at);
        if (loaded.status().code() == StatusCode::kNotFound) {
          ASSERT_EQ(durable, 0u) << where;
          continue;
        }
        ASSERT_TRUE(loaded.ok()) << where << ": " << loaded.status().ToString();
        const std::string print = Print(*loaded);
        ASSERT_TRUE(print == states[durable] || (durable < kSteps && print == states[durable + 1]))
            << where;
      }
    }
  }
}

TEST(Manifest, DamageIsFound) {
  SimulatedDisk disk(1);
  ASSERT_EQ(WriteSteps(disk, 2), 2u);
  const std::string good = Print(LoadManifest(disk, ".").value());
  const uint64_t end = WrittenEnd(disk, "./MANIFEST-000001");
  for (uint64_t offset = 0; offset < end; ++offset) {
    ASSERT_TRUE(disk.FlipBit("./MANIFEST-000001", offset, offset % 8).ok());
    auto loaded = LoadManifest(disk, ".");
    // The last edit has nothing behind it that proves it: it may look torn. Everything before is
    // proven.
    const bool in_last_edit = offset >= end - 4096;
    if (loaded.ok() && Print(*loaded) != good) {
      ASSERT_TRUE(in_last_edit) << offset;
    } else if (!loaded.ok()) {
      ASSERT_EQ(loaded.status().code(), StatusCode::kCorruption) << offset;
    }
    ASSERT_TRUE(disk.FlipBit("./MANIFEST-000001", offset, offset % 8).ok());
  }
  for (uint64_t offset = 0; offset < disk.FileSize("./CURRENT").value(); ++offset) {
    ASSERT_TRUE(disk.FlipBit("./CURRENT", offset, 0).ok());
    EXPECT_EQ(LoadManifest(disk, ".").status().code(), StatusCode::kCorruption);
    ASSERT_TRUE(disk.FlipBit("./CURRENT", offset, 0).ok());
  }
  ASSERT_TRUE(disk.RemoveFile("./MANIFEST-000001").ok());
  EXPECT_EQ(LoadManifest(disk, ".").status().code(), StatusCode::kCorruption);
}

}  // namespace
}  // namespace keystone::storage
