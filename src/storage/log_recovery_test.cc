// The chain of segments: joined, cut at a torn tail, and refused where something durable is
// missing.
#include "storage/log_recovery.h"

#include <gtest/gtest.h>

#include "base/coding.h"
#include "env/simulated_disk.h"
#include "storage/file_names.h"
#include "storage/segment_test_util.h"
#include "storage/segment_writer.h"

namespace keystone::storage {
namespace {

constexpr DatabaseId kDatabase{'d', 'b'};

std::string Framed(Bytes record) {
  std::string out;
  AppendU32(&out, static_cast<uint32_t>(record.size()));
  out += record;
  return out;
}

class LogRecovery : public testing::Test {
 protected:
  struct Recovered {
    Result<RecoveredLog> log;
    std::string records;
  };
  Recovered Recover(uint64_t first = 1, LogPosition durable = {}) {
    std::string records;
    auto log = RecoverLog(disk_, ".", kDatabase, first, durable, [&](uint64_t, Bytes record) {
      records += std::string(record) + " ";
      return Status::Ok();
    });
    return {std::move(log), records};
  }

  // Goes on behind what recovery found, as an open does.
  std::unique_ptr<SegmentWriter> Begin(const RecoveredLog& log) {
    SegmentHeader header;
    header.database = kDatabase;
    header.number = log.number_max + 1;
    header.id = 1000 + header.number;
    header.previous_number = log.last.number;
    header.previous_id = log.last.id;
    header.previous_end = log.end;
    auto writer = SegmentWriter::Create(disk_, ".", LogFileName(header.number), header, {});
    EXPECT_TRUE(writer.ok()) << writer.status().ToString();
    return std::move(writer).value();
  }
  void Write(const std::vector<std::string>& records, bool sync) {
    auto log = Recover().log;
    ASSERT_TRUE(log.ok()) << log.status().ToString();
    auto writer = Begin(*log);
    for (const auto& record : records) {
      ASSERT_TRUE(writer->Append(Framed(record)).ok());
      if (sync) {
        ASSERT_TRUE(writer->Sync().ok());
      }
    }
  }

  SimulatedDisk disk_{1};
};

TEST_F(LogRecovery, AnEmptyFolderIsAnEmptyLog) {
  const Recovered found = Recover();
  ASSERT_TRUE(found.log.ok());
  EXPECT_EQ(found.log->last.number, 0u);
  EXPECT_FALSE(Recover(1, {1, 5000}).log.ok()) << "something durable is missing";
}

TEST_F(LogRecovery, SegmentsJoin) {
  Write({"a", "b"}, true);
  Write({"c"}, true);
  Write({}, true);
  Write({"d"}, true);
  EXPECT_EQ(Recover().records, "a b c d ");
  EXPECT_EQ(Recover(2).records, "c d ");
  EXPECT_EQ(Recover().log->number_max, 4u);
}

TEST_F(LogRecovery, ATornTailIsCutForGood) {
  Write({"a", "b"}, true);
  Write({"unsynced", "too"}, false);
  // The first of the two unsynced blocks is lost, the second one is not.
  ASSERT_TRUE(disk_.FlipBit("./000002.wal", kSegmentHeaderBytes + 80, 1).ok());
  EXPECT_EQ(Recover().records, "a b ");
  Write({"c"}, true);
  EXPECT_EQ(Recover().records, "a b c ") << "the cut tail must not come back";
}

TEST_F(LogRecovery, DamageThatIsProvenDurableIsCorruption) {
  Write({"a", "b", "c"}, true);
  for (const uint64_t offset :
       {uint64_t{100}, uint64_t{kSegmentHeaderBytes + 5}, uint64_t{2 * 4096 + 75}}) {
    ASSERT_TRUE(disk_.FlipBit("./000001.wal", offset, 3).ok());
    const Recovered found = Recover();
    EXPECT_EQ(found.log.status().code(), StatusCode::kCorruption) << offset;
    EXPECT_NE(found.log.status().message().find("000001.wal at "), std::string::npos);
    ASSERT_TRUE(disk_.FlipBit("./000001.wal", offset, 3).ok());
  }
  EXPECT_TRUE(Recover().log.ok());
}

TEST_F(LogRecovery, TheManifestProvesTheLastBlock) {
  Write({"a"}, true);
  const uint64_t end = Recover().log->end;
  ASSERT_TRUE(disk_.FlipBit("./000001.wal", end - 8, 0).ok());
  EXPECT_EQ(Recover().records, "") << "nothing proves the last block: it may be a torn tail";
  EXPECT_EQ(Recover(1, {1, end}).log.status().code(), StatusCode::kCorruption);
}

TEST_F(LogRecovery, AnOlderSegmentMustBeWholeToItsEnd) {
  Write({"a", "b"}, true);
  Write({"c"}, true);
  const uint64_t end = WrittenEnd(disk_, "./000001.wal");
  ASSERT_TRUE(disk_.Truncate("./000001.wal", end - 4096).ok());
  EXPECT_EQ(Recover().log.status().code(), StatusCode::kCorruption);
}

TEST_F(LogRecovery, AMissingSegmentIsCorruption) {
  for (int i = 0; i < 3; ++i) Write({"x"}, true);
  ASSERT_TRUE(disk_.RemoveFile("./000002.wal").ok());
  EXPECT_EQ(Recover().log.status().code(), StatusCode::kCorruption);
  EXPECT_EQ(Recover(2).log.status().code(), StatusCode::kCorruption);
  EXPECT_TRUE(Recover(3).log.ok());
}

TEST_F(LogRecovery, ASegmentThatWasNeverBegunIsRemoved) {
  Write({"a"}, true);
  Write({}, true);
  ASSERT_TRUE(disk_.Truncate("./000002.wal", 700).ok());
  EXPECT_EQ(Recover().records, "a ");
  EXPECT_FALSE(disk_.Exists("./000002.wal").value());
}

TEST_F(LogRecovery, AnotherDatabasesSegmentIsRefused) {
  Write({"a"}, true);
  auto log =
      RecoverLog(disk_, ".", DatabaseId{'x'}, 1, {}, [](uint64_t, Bytes) { return Status::Ok(); });
  EXPECT_EQ(log.status().code(), StatusCode::kCorruption);
}

TEST(LogFileName, RoundTripsAndRefusesOthers) {
  for (uint64_t number : {1ull, 999999ull, 1000000ull, 123456789012ull}) {
    EXPECT_EQ(LogFileNumber(LogFileName(number)), number);
  }
  for (const char* name :
       {"", "1.wal", "000001.sst", "000001.wal.tmp", "x00001.wal", "-00001.wal"}) {
    EXPECT_EQ(LogFileNumber(name), 0u) << name;
  }
}

}  // namespace
}  // namespace keystone::storage
