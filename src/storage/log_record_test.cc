// Records: round trips, and no cut or flipped bit that reads outside the bytes.
#include "storage/log_record.h"

#include <gtest/gtest.h>

#include "base/coding.h"

namespace keystone::storage {
namespace {

std::string Sample(RecordKind kind = RecordKind::kCommit) {
  RecordBuilder builder;
  const Key key{{TableId{300}, IndexId{2}}, 99, "partition", "sort"};
  builder.Add(EntryKind::kPut, Role::kBase, key, "value");
  builder.Add(EntryKind::kDelete, Role::kDerived, {key.space, 0, "p", ""}, "");
  builder.Add(EntryKind::kAdd, Role::kDerived, key, EncodeCounters({1, -2, 3, 4}));
  std::string out;
  builder.AppendTo(&out, kind, 77, 88);
  return out;
}

std::string Read(Bytes record, bool* ok, bool* newer) {
  RecordHeader header;
  std::string text;
  *ok = ReadRecord(record, &header, newer, [&](EntryKind kind, const Key& key, Bytes value) {
    text += std::to_string(static_cast<int>(kind)) + ":" +
            std::to_string(static_cast<uint32_t>(key.space.table)) + "." +
            std::to_string(static_cast<uint32_t>(key.space.index)) + ":" +
            std::string(key.partition) + ":" + std::string(key.sort) + ":" +
            std::to_string(value.size()) + " ";
  });
  return text + std::to_string(header.sequence) + "@" + std::to_string(header.hybrid_time) + "#" +
         std::to_string(header.operation_count);
}

TEST(LogRecord, RoundTrips) {
  const std::string framed = Sample();
  ASSERT_EQ(LoadU32(framed.data()), framed.size() - 4);
  bool ok = false, newer = true;
  EXPECT_EQ(Read(Bytes(framed).substr(4), &ok, &newer),
            "1:300.2:partition:sort:5 2:300.2:p::0 3:300.2:partition:sort:32 77@88#3");
  EXPECT_TRUE(ok && !newer);
}

TEST(LogRecord, EveryCutIsRefusedAndNoFlipReadsOutside) {
  std::string record = Sample().substr(4);
  bool ok = false, newer = false;
  for (size_t cut = 0; cut < record.size(); ++cut) {
    Read(std::string(record, 0, cut), &ok, &newer);
    EXPECT_FALSE(ok) << cut;
  }
  for (size_t bit = 0; bit < record.size() * 8; ++bit) {
    record[bit / 8] ^= static_cast<char>(1 << bit % 8);
    Read(std::string(record), &ok, &newer);  // the sanitizers judge
    record[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  Read(record + "x", &ok, &newer);
  EXPECT_FALSE(ok) << "bytes behind the last operation";
}

TEST(LogRecord, ACounterOfTheWrongSizeIsRefused) {
  RecordBuilder builder;
  builder.Add(EntryKind::kAdd, Role::kBase, {{TableId{1}, IndexId{0}}, 0, "p", ""}, "short");
  std::string framed;
  builder.AppendTo(&framed, RecordKind::kCommit, 1, 1);
  bool ok = true, newer = false;
  Read(Bytes(framed).substr(4), &ok, &newer);
  EXPECT_FALSE(ok);
}

TEST(LogRecord, UnknownKindsAreRefusedOnlyWhereTheyMustBeUnderstood) {
  std::string record = Sample().substr(4);
  bool ok = false, newer = false;
  record[0] = static_cast<char>(0x80 | 99);
  Read(record, &ok, &newer);
  EXPECT_TRUE(!ok && newer);
  record[0] = 99;
  EXPECT_EQ(Read(record, &ok, &newer), "77@88#3");
  EXPECT_TRUE(ok && !newer);
}

}  // namespace
}  // namespace keystone::storage
