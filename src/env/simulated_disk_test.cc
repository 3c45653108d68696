// The crash contract of env/file_system.h, clause by clause, and the faults.
#include "env/simulated_disk.h"

#include <gtest/gtest.h>

#include <set>

namespace keystone {
namespace {

std::unique_ptr<WritableFile> Create(SimulatedDisk& disk, const std::string& path, Bytes bytes) {
  auto file = disk.CreateFile(path);
  EXPECT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_TRUE((*file)->Append(bytes).ok());
  return std::move(file).value();
}
std::string Contents(SimulatedDisk& disk, const std::string& path) {
  auto bytes = ReadWholeFile(disk, path, 1 << 20);
  return bytes.ok() ? *bytes : bytes.status().ToString();
}

TEST(SimulatedDisk, SyncedBytesUnderASyncedNameSurvive) {
  for (CrashLoss loss : {CrashLoss::kNone, CrashLoss::kAll, CrashLoss::kRandom}) {
    SimulatedDisk disk(1);
    auto file = Create(disk, "a", "synced");
    EXPECT_TRUE(file->Sync().ok() && disk.SyncDirectory(".").ok());
    EXPECT_TRUE(file->Append("more").ok());
    disk.Crash(loss);
    EXPECT_EQ(Contents(disk, "a").substr(0, 6), "synced");
    EXPECT_FALSE(file->Append("from before the crash").ok());
    EXPECT_FALSE(file->Sync().ok());
    if (loss == CrashLoss::kAll) {
      EXPECT_EQ(Contents(disk, "a"), "synced");
    }
    if (loss == CrashLoss::kNone) {
      EXPECT_EQ(Contents(disk, "a"), "syncedmore");
    }
  }
}

TEST(SimulatedDisk, WhatACrashTakesFromReservedSpaceAreZeros) {
  std::set<std::string> outcomes;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    SimulatedDisk disk(seed);
    auto file = Create(disk, "a", "synced");
    EXPECT_TRUE(file->Reserve(4000).ok() && file->Sync().ok() && disk.SyncDirectory(".").ok());
    EXPECT_TRUE(file->Append(std::string(3000, 'x')).ok() && file->Reserve(9000).ok());
    const bool all = seed % 2 == 0;
    disk.Crash(all ? CrashLoss::kAll : CrashLoss::kRandom);
    const std::string bytes = Contents(disk, "a");
    EXPECT_EQ(bytes.substr(0, 6), "synced");
    EXPECT_GE(bytes.size(), 4006u);
    EXPECT_LE(bytes.size(), 12'006u);
    EXPECT_EQ(bytes.find_first_not_of(Bytes("x\0", 2), 6), std::string::npos);
    EXPECT_EQ(bytes.find('x', 3006), std::string::npos);
    if (all) {
      EXPECT_EQ(bytes, "synced" + std::string(4000, '\0'));
    }
    outcomes.insert(bytes);
  }
  EXPECT_GT(outcomes.size(), 40u);
}

TEST(SimulatedDisk, WhatAProcessLeftUnsyncedAPowerCutMayStillTake) {
  for (bool sync : {false, true}) {
    SimulatedDisk disk(1);
    Create(disk, "a", "bytes");
    disk.Crash(CrashLoss::kNone);
    EXPECT_EQ(Contents(disk, "a"), "bytes");
    if (sync) {
      EXPECT_TRUE(disk.SyncFile("a").ok() && disk.SyncDirectory(".").ok());
    }
    disk.Crash(CrashLoss::kAll);
    EXPECT_EQ(disk.Exists("a").value(), sync);
  }
}

TEST(SimulatedDisk, ASyncedFileWithoutASyncedNameIsLost) {
  SimulatedDisk disk(1);
  EXPECT_TRUE(Create(disk, "a", "bytes")->Sync().ok());
  disk.Crash(CrashLoss::kAll);
  EXPECT_FALSE(disk.Exists("a").value());
}

TEST(SimulatedDisk, RandomLossTearsLosesAndReordersSectors) {
  std::set<std::string> outcomes;
  bool reordered = false;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    SimulatedDisk disk(seed);
    auto file = Create(disk, "a", "s");
    EXPECT_TRUE(file->Sync().ok() && disk.SyncDirectory(".").ok());
    EXPECT_TRUE(file->Append(std::string(2000, 'x')).ok());
    disk.Crash(CrashLoss::kRandom);
    const std::string bytes = Contents(disk, "a");
    EXPECT_EQ(bytes[0], 's');
    EXPECT_EQ(bytes.find_first_not_of(Bytes("x\0", 2), 1), std::string::npos);
    const size_t hole = bytes.find('\0');
    reordered |= hole != std::string::npos && bytes.find('x', hole) != std::string::npos;
    outcomes.insert(bytes);
  }
  EXPECT_GT(outcomes.size(), 100u);
  EXPECT_TRUE(reordered);
}

TEST(SimulatedDisk, AFolderKeepsAPrefixOfItsChanges) {
  std::set<std::string> outcomes;
  for (uint64_t seed = 0; seed < 100; ++seed) {
    SimulatedDisk disk(seed);
    for (const char* name : {"a", "b", "c"}) Create(disk, name, "");
    disk.Crash(CrashLoss::kRandom);
    std::string left;
    const auto names = disk.ListDirectory(".");
    for (const std::string& name : names.value()) left += name;
    outcomes.insert(left);
  }
  EXPECT_EQ(outcomes, (std::set<std::string>{"", "a", "ab", "abc"}));
}

TEST(SimulatedDisk, RenameIsAtomic) {
  std::set<std::string> outcomes;
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SimulatedDisk disk(seed);
    EXPECT_TRUE(Create(disk, "a", "old")->Sync().ok() && Create(disk, "t", "new")->Sync().ok());
    EXPECT_TRUE(disk.SyncDirectory(".").ok() && disk.Rename("t", "a").ok());
    disk.Crash(CrashLoss::kRandom);
    outcomes.insert(Contents(disk, "a") + (disk.Exists("t").value() ? " and t" : ""));
  }
  EXPECT_EQ(outcomes, (std::set<std::string>{"old and t", "new"}));
}

TEST(SimulatedDisk, AnArmedCrashStopsEverythingUntilItHappens) {
  SimulatedDisk disk(1);
  auto file = Create(disk, "a", "x");
  EXPECT_TRUE(file->Sync().ok() && disk.SyncDirectory(".").ok());
  disk.CrashAtIo(disk.io_count() + 2);
  EXPECT_TRUE(file->Append("y").ok());
  EXPECT_FALSE(disk.crashed());
  EXPECT_EQ(file->Sync().code(), StatusCode::kIoError);
  EXPECT_TRUE(disk.crashed());
  EXPECT_FALSE(disk.ListDirectory(".").ok());
  disk.Crash(CrashLoss::kAll);
  EXPECT_EQ(Contents(disk, "a"), "x");
}

TEST(SimulatedDisk, OneOperationFailsAsAsked) {
  SimulatedDisk disk(3);
  auto file = Create(disk, "a", "");
  disk.FailIo(disk.io_count() + 1, StatusCode::kNoSpace);
  EXPECT_EQ(file->Append("0123456789").code(), StatusCode::kNoSpace);
  EXPECT_TRUE(file->Append("|").ok());
  const std::string bytes = Contents(disk, "a");
  EXPECT_EQ(bytes, std::string("0123456789").substr(0, bytes.size() - 1) + "|");
}

TEST(SimulatedDisk, AFullDiskRefusesAndReadsOn) {
  SimulatedDisk disk(1);
  auto file = Create(disk, "a", "12345");
  disk.SetCapacity(8);
  EXPECT_EQ(file->Append("6789").code(), StatusCode::kNoSpace);
  EXPECT_TRUE(file->Append("678").ok());
  EXPECT_EQ(disk.CreateFile("b").status().code(), StatusCode::kNoSpace);
  EXPECT_EQ(Contents(disk, "a"), "12345678");
}

TEST(SimulatedDisk, ALyingSyncKeepsNothing) {
  SimulatedDisk disk(1);
  auto file = Create(disk, "a", "x");
  EXPECT_TRUE(disk.SyncDirectory(".").ok());
  disk.LieAboutNextSync();
  EXPECT_TRUE(file->Sync().ok());
  disk.Crash(CrashLoss::kAll);
  EXPECT_EQ(Contents(disk, "a"), "");
}

TEST(SimulatedDisk, TheSameSeedLosesTheSame) {
  auto run = [](uint64_t seed) {
    SimulatedDisk disk(seed);
    auto file = Create(disk, "a", std::string(5000, 'x'));
    EXPECT_TRUE(disk.SyncDirectory(".").ok());
    disk.Crash(CrashLoss::kRandom);
    return Contents(disk, "a");
  };
  EXPECT_EQ(run(7), run(7));
  EXPECT_NE(run(7), run(8));
}

}  // namespace
}  // namespace keystone
