// The bytes of log segments: segment headers and block headers. docs/format/log.md has the grammar.
#pragma once

#include <string>

#include "base/bytes.h"
#include "keystone/status.h"
#include "storage/log_position.h"

namespace keystone::storage {

inline constexpr size_t kSegmentHeaderBytes = 4096;
inline constexpr size_t kBlockHeaderBytes = 72;
inline constexpr size_t kSectorBytes = 4096;  // what is synced is never written again, by this unit
inline constexpr size_t kBlockPayloadBytesMax = 1 << 20;
inline constexpr size_t kRecordBytesMax = 128 << 20;

enum class SegmentKind : unsigned char { kLog, kManifest };

struct SegmentHeader {
  SegmentKind kind = SegmentKind::kLog;
  DatabaseId database{};
  uint64_t history = 0;
  uint64_t number = 0;
  uint64_t id = 0;
  uint64_t previous_number = 0;
  uint64_t previous_id = 0;
  uint64_t previous_end = 0;
};

std::string EncodeSegmentHeader(const SegmentHeader& header);
// `path` is for messages. Corruption where the bytes are no header of this kind, NewerFormat where
// they are a newer one's.
Result<SegmentHeader> DecodeSegmentHeader(Bytes bytes, SegmentKind kind, const std::string& path);

struct BlockHeader {
  static constexpr uint8_t kContinues = 1;      // goes on with what the block before began
  static constexpr uint8_t kToBeContinued = 2;  // the next block goes on with it

  uint8_t flags = 0;
  uint64_t segment_id = 0;
  uint64_t previous_end = 0;
  LogPosition durable;
  uint32_t stored_length = 0;
};

// Appends header, payload and padding to 8 bytes.
void AppendBlock(std::string* out, const BlockHeader& header, Bytes payload);

enum class BlockCheck : unsigned char {
  kNone,    // no block of this segment begins here
  kBlock,   // header read; the payload is still to be checked
  kFuture,  // a whole block, but encoded in a way this version does not know
};
// Looks at the kBlockHeaderBytes bytes in `bytes`.
BlockCheck DecodeBlockHeader(Bytes bytes, uint64_t segment_id, BlockHeader* header);
// Whether the checksum over header and payload holds.
bool BlockIsWhole(Bytes header_bytes, Bytes payload, uint64_t segment_id);
// The segment id a block says it belongs to; 0 where the bytes do not begin like a block.
uint64_t BlockSegmentId(Bytes bytes);

inline uint64_t RoundUp(uint64_t value, uint64_t unit) {
  return (value + unit - 1) / unit * unit;
}

}  // namespace keystone::storage
