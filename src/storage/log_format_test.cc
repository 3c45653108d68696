// Log headers and blocks: round trips, and every flipped bit and every cut found.
#include "storage/log_format.h"

#include <gtest/gtest.h>

#include "base/coding.h"
#include "base/hash.h"

namespace keystone::storage {
namespace {

SegmentHeader SampleHeader() {
  SegmentHeader header;
  header.database.fill('d');
  header.history = 1;
  header.number = 2;
  header.id = 3;
  header.previous_number = 4;
  header.previous_id = 5;
  header.previous_end = 6;
  return header;
}

TEST(SegmentHeader, RoundTrips) {
  const std::string bytes = EncodeSegmentHeader(SampleHeader());
  ASSERT_EQ(bytes.size(), kSegmentHeaderBytes);
  auto header = DecodeSegmentHeader(bytes, SegmentKind::kLog, "f");
  ASSERT_TRUE(header.ok()) << header.status().ToString();
  EXPECT_EQ(header->database, SampleHeader().database);
  EXPECT_EQ(header->history, 1u);
  EXPECT_EQ(header->number, 2u);
  EXPECT_EQ(header->id, 3u);
  EXPECT_EQ(header->previous_number, 4u);
  EXPECT_EQ(header->previous_id, 5u);
  EXPECT_EQ(header->previous_end, 6u);
  EXPECT_FALSE(DecodeSegmentHeader(bytes, SegmentKind::kManifest, "f").ok());
}

TEST(SegmentHeader, EveryFlippedBitAndEveryCutIsCorruption) {
  std::string bytes = EncodeSegmentHeader(SampleHeader());
  for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
    EXPECT_EQ(DecodeSegmentHeader(bytes, SegmentKind::kLog, "f").status().code(),
              StatusCode::kCorruption)
        << bit;
    bytes[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
  for (size_t cut = 0; cut < bytes.size(); cut += 41) {
    EXPECT_EQ(
        DecodeSegmentHeader(Bytes(bytes).substr(0, cut), SegmentKind::kLog, "f").status().code(),
        StatusCode::kCorruption);
  }
}

TEST(SegmentHeader, NewerFormatsAreRefusedAsSuch) {
  for (size_t offset : {size_t{8}, size_t{24}, size_t{32}}) {  // version, read-only, incompatible
    std::string bytes = EncodeSegmentHeader(SampleHeader());
    bytes[offset] = 1;
    StoreLittle<uint64_t>(&bytes[kSegmentHeaderBytes - 8],
                          Hash64(Bytes(bytes).substr(0, kSegmentHeaderBytes - 8), 0));
    EXPECT_EQ(DecodeSegmentHeader(bytes, SegmentKind::kLog, "f").status().code(),
              StatusCode::kNewerFormat)
        << offset;
  }
}

std::string SampleBlock(Bytes payload) {
  BlockHeader header;
  header.flags = BlockHeader::kContinues;
  header.segment_id = 77;
  header.previous_end = 4096;
  header.durable = {8, 9};
  std::string block;
  AppendBlock(&block, header, payload);
  return block;
}

bool Accepted(Bytes block, uint64_t segment_id, BlockHeader* header) {
  return DecodeBlockHeader(block.substr(0, kBlockHeaderBytes), segment_id, header) !=
             BlockCheck::kNone &&
         header->stored_length <= block.size() - kBlockHeaderBytes &&
         BlockIsWhole(block, block.substr(kBlockHeaderBytes, header->stored_length), segment_id);
}

TEST(Block, RoundTripsPaddedToEight) {
  for (size_t size : {0, 1, 7, 8, 9, 1000}) {
    const std::string block = SampleBlock(std::string(size, 'x'));
    EXPECT_EQ(block.size(), kBlockHeaderBytes + RoundUp(size, 8));
    BlockHeader header;
    ASSERT_EQ(DecodeBlockHeader(block, 77, &header), BlockCheck::kBlock);
    EXPECT_TRUE(Accepted(block, 77, &header));
    EXPECT_EQ(header.flags, BlockHeader::kContinues);
    EXPECT_EQ(header.previous_end, 4096u);
    EXPECT_EQ(header.durable, (LogPosition{8, 9}));
    EXPECT_EQ(header.stored_length, size);
    EXPECT_EQ(BlockSegmentId(block), 77u);
  }
}

TEST(Block, StaleBlocksOfAnotherSegmentAreNotBlocks) {
  BlockHeader header;
  EXPECT_EQ(DecodeBlockHeader(SampleBlock("abc"), 78, &header), BlockCheck::kNone);
}

TEST(Block, EveryFlippedBitIsFound) {
  std::string block = SampleBlock("sixteen bytes :)");
  for (size_t bit = 0; bit < block.size() * 8; ++bit) {
    block[bit / 8] ^= static_cast<char>(1 << bit % 8);
    BlockHeader header;
    EXPECT_FALSE(Accepted(block, 77, &header)) << bit;
    block[bit / 8] ^= static_cast<char>(1 << bit % 8);
  }
}

TEST(Block, ShortInputIsNoBlock) {
  const std::string block = SampleBlock("abc");
  for (size_t cut = 0; cut < kBlockHeaderBytes; ++cut) {
    BlockHeader header;
    EXPECT_EQ(DecodeBlockHeader(Bytes(block).substr(0, cut), 77, &header), BlockCheck::kNone);
  }
}

}  // namespace
}  // namespace keystone::storage
