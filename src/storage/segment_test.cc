// Segments written and read back: plain, cut, crashed at every operation with every kind of loss,
// and damaged.
#include <gtest/gtest.h>

#include "base/coding.h"
#include "base/split_mix.h"
#include "env/simulated_disk.h"
#include "storage/segment_reader.h"
#include "storage/segment_writer.h"

namespace keystone::storage {
namespace {

constexpr char kPath[] = "./000001.wal";

SegmentHeader Header() {
  SegmentHeader header;
  header.number = 1;
  header.id = 42;
  return header;
}

std::string Framed(Bytes record) {
  std::string out;
  AppendU32(&out, static_cast<uint32_t>(record.size()));
  out += record;
  return out;
}

struct Found {
  Status status;
  std::vector<std::string> records;
  uint64_t end = 0;
  LogPosition durable_max;     // stated by what was read
  LogPosition durable_behind;  // stated by whole blocks behind the end
};

Found ReadAll(FileSystem& files, uint64_t end = SegmentReader::kNoEnd) {
  Found found;
  auto reader = SegmentReader::Open(files, kPath, SegmentKind::kLog);
  found.status = reader.status();
  if (!reader.ok()) return found;
  std::string carried;
  found.status = (*reader)->ReadRecords(end, &carried, [&](Bytes record) {
    found.records.emplace_back(record);
    return Status::Ok();
  });
  found.end = (*reader)->end();
  found.durable_max = (*reader)->durable_max();
  auto behind = (*reader)->DurableBehindEnd();
  EXPECT_TRUE(behind.ok());
  found.durable_behind = *behind;
  return found;
}

// A script: groups of records of all sizes, some synced. `acknowledged` grows as syncs return.
std::vector<std::string> Groups(uint64_t seed) {
  SplitMix random(seed);
  std::vector<std::string> groups;
  for (int i = 0; i < 12; ++i) {
    const size_t size = random.Below(8) == 0 ? 5000 : random.Below(300);
    groups.push_back(std::to_string(i) + std::string(size, static_cast<char>('a' + i)));
  }
  return groups;
}

// Returns how many records were acknowledged as durable, and tried.
std::pair<size_t, size_t> RunScript(FileSystem& files, const std::vector<std::string>& groups,
                                    uint64_t seed) {
  SplitMix random(seed + 1);
  auto writer = SegmentWriter::Create(files, ".", "000001.wal", Header(), {});
  if (!writer.ok()) return {0, 0};
  size_t acknowledged = 0, tried = 0;
  for (const std::string& group : groups) {
    ++tried;
    if (!(*writer)->Append(Framed(group)).ok()) break;
    if (random.Below(3) != 0) continue;
    if (!(*writer)->Sync().ok()) break;
    acknowledged = tried;
  }
  return {acknowledged, tried};
}

TEST(Segment, WhatIsWrittenIsReadWithSyncsAnywhere) {
  for (uint64_t seed = 0; seed < 50; ++seed) {
    SimulatedDisk disk(seed);
    const auto groups = Groups(seed);
    RunScript(disk, groups, seed);
    const Found found = ReadAll(disk);
    EXPECT_TRUE(found.status.ok()) << found.status.ToString();
    EXPECT_EQ(found.records, groups) << "seed " << seed;
  }
}

TEST(Segment, RecordsSpanBlocksAndShareThem) {
  SimulatedDisk disk(1);
  auto writer = SegmentWriter::Create(disk, ".", "000001.wal", Header(), {});
  ASSERT_TRUE(writer.ok());
  // The second record's length straddles the border of the first block.
  const std::vector<std::string> records = {std::string(kBlockPayloadBytesMax - 6, 'a'),
                                            std::string(3 * kBlockPayloadBytesMax, 'b'), "", "c"};
  std::string stream;
  for (const auto& record : records) stream += Framed(record);
  ASSERT_TRUE((*writer)->Append(stream).ok());
  // A stream that ends exactly with a block.
  const std::string exact(kBlockPayloadBytesMax - 4, 'd');
  ASSERT_TRUE((*writer)->Append(Framed(exact) + Framed("e")).ok());
  const Found found = ReadAll(disk);
  ASSERT_TRUE(found.status.ok()) << found.status.ToString();
  ASSERT_EQ(found.records.size(), 6u);
  for (size_t i = 0; i < records.size(); ++i) EXPECT_TRUE(found.records[i] == records[i]) << i;
  EXPECT_TRUE(found.records[4] == exact);
  EXPECT_EQ(found.records[5], "e");
}

TEST(Segment, SyncedSectorsAreNeverWrittenAgain) {
  SimulatedDisk disk(1);
  auto writer = SegmentWriter::Create(disk, ".", "000001.wal", Header(), {});
  ASSERT_TRUE(writer.ok());
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE((*writer)->Append(Framed("x")).ok() && (*writer)->Sync().ok());
    EXPECT_EQ(disk.FileSize(kPath).value() % kSectorBytes, 0u);
  }
}

TEST(Segment, ACrashAtEveryOperationLosesNothingAcknowledged) {
  size_t points = 0;
  for (uint64_t seed = 0; seed < 40; ++seed) {
    const auto groups = Groups(seed);
    for (CrashLoss loss : {CrashLoss::kNone, CrashLoss::kAll, CrashLoss::kRandom}) {
      bool finished = false;
      for (uint64_t at = 1; !finished; ++at, ++points) {
        SimulatedDisk disk(seed * 1000 + at);
        disk.CrashAtIo(at);
        const auto [acknowledged, tried] = RunScript(disk, groups, seed);
        finished = !disk.crashed();
        disk.Crash(loss);
        const Found found = ReadAll(disk);
        const std::string where =
            "seed " + std::to_string(seed) + " operation " + std::to_string(at);
        if (!found.status.ok()) {
          ASSERT_EQ(acknowledged, 0u) << where << ": " << found.status.ToString();
          continue;
        }
        ASSERT_GE(found.records.size(), acknowledged) << where;
        ASSERT_LE(found.records.size(), tried) << where;
        for (size_t i = 0; i < found.records.size(); ++i) {
          ASSERT_EQ(found.records[i], groups[i]) << where;
        }
        // A torn tail must not look like corruption.
        ASSERT_LE(std::max(found.durable_max, found.durable_behind), (LogPosition{1, found.end}))
            << where;
      }
    }
  }
  RecordProperty("crash_points", static_cast<int>(points));
  EXPECT_GT(points, 2000u);
}

// Every bit of what is followed by a synced block is proven: a flip there is told from a torn tail.
TEST(Segment, EveryFlipBelowTheDurablePositionIsProven) {
  SimulatedDisk disk(1);
  uint64_t proven_end = 0;
  {
    auto writer = SegmentWriter::Create(disk, ".", "000001.wal", Header(), {});
    ASSERT_TRUE(writer.ok());
    ASSERT_TRUE((*writer)->Append(Framed("first")).ok() &&
                (*writer)->Append(Framed("second")).ok());
    ASSERT_TRUE((*writer)->Sync().ok());
    proven_end = (*writer)->end().offset;
    ASSERT_TRUE((*writer)->Append(Framed("third")).ok() && (*writer)->Sync().ok());
  }
  ASSERT_EQ(ReadAll(disk).records.size(), 3u);
  for (uint64_t offset = 0; offset < proven_end; ++offset) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
      const Found found = ReadAll(disk);
      if (offset < kSegmentHeaderBytes) {
        ASSERT_EQ(found.status.code(), StatusCode::kCorruption) << offset;
        ASSERT_TRUE(HoldsBlocks(disk, kPath).value());
      } else if (found.records.size() < 3) {
        ASSERT_TRUE(found.durable_behind > (LogPosition{1, found.end})) << offset << "." << bit;
        ASSERT_EQ(ReadAll(disk, proven_end).status.code(), StatusCode::kCorruption);
      } else {
        // Only the zeros that fill a block up to eight bytes may change unnoticed.
        ASSERT_EQ(found.records, (std::vector<std::string>{"first", "second", "third"}));
      }
      ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
    }
  }
}

TEST(Segment, AnUnfinishedSegmentHoldsNoBlocks) {
  SimulatedDisk disk(1);
  ASSERT_TRUE(SegmentWriter::Create(disk, ".", "000001.wal", Header(), {}).ok());
  EXPECT_FALSE(HoldsBlocks(disk, kPath).value());
}

TEST(Segment, AFailedWriteOrSyncPoisonsTheSegment) {
  for (int failing : {1, 2, 3}) {  // the append, the padding, the sync
    SimulatedDisk disk(1);
    auto writer = SegmentWriter::Create(disk, ".", "000001.wal", Header(), {});
    ASSERT_TRUE(writer.ok());
    disk.FailIo(disk.io_count() + static_cast<uint64_t>(failing), StatusCode::kIoError);
    const Status appended = (*writer)->Append(Framed("x"));
    const Status synced = (*writer)->Sync();
    EXPECT_EQ(appended.ok(), failing != 1);
    EXPECT_EQ(synced.code(), StatusCode::kIoError);
    const uint64_t operations = disk.io_count();
    EXPECT_EQ((*writer)->Append(Framed("y")).code(), StatusCode::kIoError);
    EXPECT_EQ((*writer)->Sync().code(), StatusCode::kIoError);
    EXPECT_EQ(disk.io_count(), operations) << "a failed sync is never retried";
  }
}

}  // namespace
}  // namespace keystone::storage
