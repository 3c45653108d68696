// Table files: walked like the run they hold, and every damage found.
#include "storage/table_file.h"

#include <gtest/gtest.h>

#include "env/simulated_disk.h"
#include "storage/file_names.h"
#include "storage/key_filter.h"
#include "storage/run_test_util.h"
#include "storage/table_format.h"

namespace keystone::storage {
namespace {

constexpr DatabaseId kDatabase{'d', 'b'};
constexpr char kPath[] = "./000007.sst";

Result<TableFileInfo> Write(FileSystem& files, const std::vector<OwnedEntry>& versions) {
  auto writer = TableFileWriter::Create(files, ".", 7, kDatabase, {3, 4096}, {});
  if (!writer.ok()) return writer.status();
  for (const OwnedEntry& version : versions) {
    if (Status s = (*writer)->Add(version.entry()); !s.ok()) return s;
  }
  return (*writer)->Finish();
}

Status OpenAndVerify(FileSystem& files, const TableFileInfo& info) {
  auto file = TableFile::Open(files, ".", kDatabase, info, nullptr);
  return file.ok() ? (*file)->Verify() : file.status();
}

TEST(TableFile, WalksAndFindsWhatItsRunHolds) {
  for (uint64_t seed = 0; seed < 15; ++seed) {
    SimulatedDisk disk(1);
    const RandomRun run(seed, 1 + seed * seed * 40);
    auto info = Write(disk, run.versions());
    ASSERT_TRUE(info.ok());
    EXPECT_EQ(info->entries, run.versions().size());
    EXPECT_EQ(info->sequence_min, 1u);
    EXPECT_EQ(info->sequence_max, run.versions().size());
    EXPECT_EQ(info->bytes, disk.FileSize(kPath).value());
    EXPECT_EQ(info->smallest.view(), run.versions().front().key.view());
    EXPECT_EQ(info->largest.view(), run.versions().back().key.view());
    BlockCache cache(1 << 20);
    auto file = TableFile::Open(disk, ".", kDatabase, *info, &cache);
    ASSERT_TRUE(file.ok()) << file.status().ToString();
    EXPECT_TRUE((*file)->Verify().ok());
    EXPECT_EQ(cache.bytes_used(), 0u);
    run.CheckIterator(*(*file)->NewIterator(true));
    EXPECT_GT(cache.bytes_used(), 0u);
    run.CheckIterator(*(*file)->NewIterator(true));
  }
}

TEST(TableFile, HoldsLargeEntriesAndPartitionsOfManyBlocks) {
  SimulatedDisk disk(1);
  std::vector<OwnedEntry> versions;
  for (int i = 0; i < 300; ++i) {
    OwnedEntry version;
    version.key = OwnedKey({{TableId{1}, IndexId{0}}, 5, "partition", std::to_string(1000 + i)});
    version.sequence = 7;
    version.value =
        std::string(i == 150 ? size_t{kValueBytesMax} : 1000, static_cast<char>('a' + i % 26));
    versions.push_back(version);
  }
  auto info = Write(disk, versions);
  ASSERT_TRUE(info.ok());
  auto file = TableFile::Open(disk, ".", kDatabase, *info, nullptr);
  ASSERT_TRUE(file.ok());
  auto it = (*file)->NewIterator(false);
  for (const OwnedEntry& version : versions) {
    it->SeekVersion(version.key.view(), kSequenceMax);
    ASSERT_TRUE(it->Valid());
    ASSERT_TRUE(OwnedEntry(it->entry()) == version);
  }
}

// Puts another filter into the file of `Write`, all checksums made to hold; none where `payload` is
// empty.
void ReplaceFilter(SimulatedDisk& disk, const TableFileInfo& info,
                   FunctionRef<std::string(size_t)> payload_of) {
  std::string bytes = ReadWholeFile(disk, kPath, info.bytes).value();
  const size_t footer_at = bytes.size() - kTableFooterBytes;
  TableFooter footer = DecodeTableFooter(Bytes(bytes).substr(footer_at), 7, kPath).value();
  const std::string payload = payload_of(footer.filter.length - kTableBlockHeaderBytes);
  std::string block;
  AppendTableBlock(&block, TableBlockKind::kFilter, 7, footer.filter.offset, payload, nullptr);
  footer.filter.length = payload.empty() ? 0 : block.size();
  bytes.replace(footer.filter.offset, footer.filter.length, block, 0, footer.filter.length);
  bytes.replace(footer_at, kTableFooterBytes, EncodeTableFooter(footer, 7));
  ASSERT_TRUE(disk.RemoveFile(kPath).ok());
  auto file = disk.CreateFile(kPath);
  ASSERT_TRUE(file.ok() && (*file)->Append(bytes).ok() && (*file)->Close().ok());
}

TEST(TableFile, TheFilterDeniesNothingTheFileHolds) {
  SimulatedDisk disk(1);
  const RandomRun run(1, 3000);
  auto info = Write(disk, run.versions());
  ASSERT_TRUE(info.ok());
  auto file = TableFile::Open(disk, ".", kDatabase, *info, nullptr);
  ASSERT_TRUE(file.ok());
  for (const OwnedEntry& version : run.versions()) {
    ASSERT_TRUE((*file)->MayHold(FilterHash(version.key.view())));
  }
  int passed = 0;
  for (uint64_t hash = 0; hash < 1000; ++hash) {
    passed += (*file)->MayHold(FilterHash({{TableId{9}, IndexId{0}}, hash, "p", "s"}));
  }
  EXPECT_LT(passed, 40);
}

TEST(TableFile, AFileWithoutAFilterMayHoldAnything) {
  SimulatedDisk disk(1);
  auto info = Write(disk, RandomRun(1, 60).versions());
  ASSERT_TRUE(info.ok());
  ReplaceFilter(disk, *info, [](size_t) { return std::string(); });
  auto file = TableFile::Open(disk, ".", kDatabase, *info, nullptr);
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_TRUE((*file)->Verify().ok());
  for (uint64_t hash = 0; hash < 100; ++hash) ASSERT_TRUE((*file)->MayHold(hash));
}

TEST(TableFile, AFilterThatIsNoneIsRefusedAndOneThatLiesIsFoundByVerify) {
  SimulatedDisk disk(1);
  auto info = Write(disk, RandomRun(1, 60).versions());
  ASSERT_TRUE(info.ok());
  ReplaceFilter(disk, *info, [](size_t size) { return std::string(size, '\0'); });
  auto file = TableFile::Open(disk, ".", kDatabase, *info, nullptr);
  ASSERT_TRUE(file.ok()) << file.status().ToString();
  EXPECT_EQ((*file)->Verify().code(), StatusCode::kCorruption);
  ReplaceFilter(disk, *info, [](size_t size) { return std::string(size - 1, '\xff'); });
  EXPECT_EQ(OpenAndVerify(disk, *info).code(), StatusCode::kCorruption);
}

TEST(TableFile, EveryFlippedBitIsFound) {
  SimulatedDisk disk(1);
  const RandomRun run(1, 60);
  auto info = Write(disk, run.versions());
  ASSERT_TRUE(info.ok());
  for (uint64_t offset = 0; offset < info->bytes; ++offset) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
      const Status status = OpenAndVerify(disk, *info);
      ASSERT_EQ(status.code(), StatusCode::kCorruption) << offset << "." << bit;
      ASSERT_NE(status.message().find("000007.sst"), std::string::npos);
      ASSERT_TRUE(disk.FlipBit(kPath, offset, bit).ok());
    }
  }
  EXPECT_TRUE(OpenAndVerify(disk, *info).ok());
}

TEST(TableFile, EveryCutIsFound) {
  SimulatedDisk disk(1);
  auto info = Write(disk, RandomRun(1, 60).versions());
  ASSERT_TRUE(info.ok());
  for (uint64_t size = info->bytes; size-- > 0;) {
    ASSERT_TRUE(disk.Truncate(kPath, size).ok());
    ASSERT_EQ(OpenAndVerify(disk, *info).code(), StatusCode::kCorruption) << size;
    TableFileInfo shorter = *info;
    shorter.bytes = size;
    ASSERT_EQ(OpenAndVerify(disk, shorter).code(), StatusCode::kCorruption) << size;
  }
  ASSERT_TRUE(disk.RemoveFile(kPath).ok());
  EXPECT_EQ(OpenAndVerify(disk, *info).code(), StatusCode::kCorruption);
}

TEST(TableFile, AFileInAnothersPlaceIsRefused) {
  SimulatedDisk disk(1);
  auto info = Write(disk, RandomRun(1, 60).versions());
  ASSERT_TRUE(info.ok());
  EXPECT_EQ(TableFile::Open(disk, ".", DatabaseId{'x'}, *info, nullptr).status().code(),
            StatusCode::kCorruption);
  ASSERT_TRUE(disk.Rename(kPath, "./000008.sst").ok());
  TableFileInfo renamed = *info;
  renamed.number = 8;
  EXPECT_EQ(OpenAndVerify(disk, renamed).code(), StatusCode::kCorruption);
  ASSERT_TRUE(disk.Rename("./000008.sst", kPath).ok());
  TableFileInfo other = *info;
  ++other.entries;
  EXPECT_EQ(OpenAndVerify(disk, other).code(), StatusCode::kCorruption);
}

TEST(TableFile, FailedReadsAreReportedNotSkipped) {
  SimulatedDisk disk(1);
  auto info = Write(disk, RandomRun(1, 3000).versions());
  ASSERT_TRUE(info.ok());
  auto file = TableFile::Open(disk, ".", kDatabase, *info, nullptr);
  ASSERT_TRUE(file.ok());
  for (uint64_t at = 1; at < 15; ++at) {
    disk.FailIo(disk.io_count() + at, StatusCode::kIoError);
    auto it = (*file)->NewIterator(true);
    it->SeekToFirst();
    while (it->Valid()) it->Next();
    EXPECT_EQ(it->status().code(), StatusCode::kIoError) << at;
  }
}

}  // namespace
}  // namespace keystone::storage
