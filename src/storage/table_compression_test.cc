// Table files with compressed blocks: every codec holds the same rows, in less space.
#include <gtest/gtest.h>

#include "base/check.h"
#include "env/simulated_disk.h"
#include "storage/file_names.h"
#include "storage/run_test_util.h"
#include "storage/table_file.h"
#include "storage/table_format.h"

namespace keystone::storage {
namespace {

constexpr DatabaseId kDatabase{'d', 'b'};
constexpr char kPath[] = "./000007.sst";

std::vector<OwnedEntry> JsonRows(int count) {
  std::vector<OwnedEntry> rows;
  SplitMix random(1);
  for (int i = 0; i < count; ++i) {
    OwnedEntry row;
    row.key = OwnedKey({{TableId{1}, IndexId{0}},
                        static_cast<uint64_t>(i / 20),
                        "customer" + std::to_string(i / 20),
                        "order" + std::to_string(100 + i % 20)});
    row.sequence = static_cast<SequenceNumber>(i + 1);
    row.value = "{\"token\":\"" + std::to_string(random.Next()) + "\",\"status\":\"waiting\"," +
                "\"address\":{\"city\":\"Lisbon\"}}";
    rows.push_back(row);
  }
  return rows;
}

TableFileInfo Write(FileSystem& files, const std::vector<OwnedEntry>& rows, Codec codec) {
  auto writer = TableFileWriter::Create(files, ".", 7, kDatabase, {3, 4096}, {codec, 3});
  KS_CHECK(writer.ok());
  for (const OwnedEntry& row : rows) KS_CHECK((*writer)->Add(row.entry()).ok());
  auto info = (*writer)->Finish();
  KS_CHECK(info.ok());
  return std::move(info).value();
}

Status OpenAndVerify(FileSystem& files, const TableFileInfo& info) {
  auto file = TableFile::Open(files, ".", kDatabase, info, nullptr);
  return file.ok() ? (*file)->Verify() : file.status();
}

TEST(TableCompression, EveryCodecHoldsTheSameRowsInLessSpace) {
  const auto rows = JsonRows(10'000);
  uint64_t bytes[3] = {};
  for (const Codec codec : {Codec::kNone, Codec::kLz4, Codec::kZstd}) {
    SimulatedDisk disk(1);
    const TableFileInfo info = Write(disk, rows, codec);
    bytes[static_cast<size_t>(codec)] = info.bytes;
    BlockCache cache(1 << 20);
    auto file = TableFile::Open(disk, ".", kDatabase, info, &cache);
    ASSERT_TRUE(file.ok()) << file.status().ToString();
    EXPECT_TRUE((*file)->Verify().ok()) << (*file)->Verify().ToString();
    for (int round = 0; round < 2; ++round) {  // from the file, then from the cache
      size_t index = 0;
      const auto it = (*file)->NewIterator(true);
      for (it->SeekToFirst(); it->Valid(); it->Next()) {
        ASSERT_TRUE(OwnedEntry(it->entry()) == rows.at(index++));
      }
      ASSERT_EQ(index, rows.size()) << it->status().ToString();
    }
  }
  EXPECT_LT(bytes[1] * 2, bytes[0]);
  EXPECT_LT(bytes[2], bytes[1]);
}

// The dictionary's section taken out of the footer, its checksum made to hold.
TEST(TableCompression, ALostDictionaryIsCorruption) {
  for (const Codec codec : {Codec::kLz4, Codec::kZstd}) {
    SimulatedDisk disk(1);
    const TableFileInfo info = Write(disk, JsonRows(10'000), codec);
    ASSERT_TRUE(OpenAndVerify(disk, info).ok());
    std::string bytes = ReadWholeFile(disk, kPath, info.bytes).value();
    const size_t footer_at = bytes.size() - kTableFooterBytes;
    TableFooter footer = DecodeTableFooter(Bytes(bytes).substr(footer_at), 7, kPath).value();
    ASSERT_NE(footer.dictionary.length, 0u);
    footer.dictionary = {};
    bytes.replace(footer_at, kTableFooterBytes, EncodeTableFooter(footer, 7));
    ASSERT_TRUE(disk.RemoveFile(kPath).ok());
    auto file = disk.CreateFile(kPath);
    ASSERT_TRUE(file.ok() && (*file)->Append(bytes).ok() && (*file)->Close().ok());
    EXPECT_EQ(OpenAndVerify(disk, info).code(), StatusCode::kCorruption);
  }
}

TEST(TableCompression, FlippedBitsAreFound) {
  SimulatedDisk disk(1);
  const TableFileInfo info = Write(disk, JsonRows(3000), Codec::kLz4);
  SplitMix random(1);
  for (int i = 0; i < 1000; ++i) {
    const uint64_t offset = random.Below(info.bytes);
    const auto bit = static_cast<unsigned>(random.Below(8));
    ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
    ASSERT_EQ(OpenAndVerify(disk, info).code(), StatusCode::kCorruption) << offset << "." << bit;
    ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
  }
  EXPECT_TRUE(OpenAndVerify(disk, info).ok());
}

}  // namespace
}  // namespace keystone::storage
