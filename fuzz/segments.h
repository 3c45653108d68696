// Segments of the log, or of the manifest, made block by block from choices: true or lying, whole
// or damaged afterwards. Checksums hold except where damage is done, so that what lies behind them
// is reached.
#pragma once

#include <string>
#include <vector>

#include "fuzz/source.h"
#include "storage/log_format.h"

namespace keystone::fuzz {

struct MadeSegment {
  std::string bytes;
  std::vector<std::string> records;  // of blocks that hold whole records
  std::vector<uint64_t> ends;        // where each of those records is whole
  bool lies = false;                 // something a writer would not write
  bool damaged = false;              // changed afterwards
  uint64_t end = storage::kSegmentHeaderBytes;
};

// Adds a block, true unless the source says otherwise.
inline void MakeBlock(Source* source, const storage::SegmentHeader& segment, MadeSegment* made) {
  const uint8_t choice = source->U8();
  const Bytes payload = source->Chunk();
  storage::BlockHeader header;
  header.segment_id = segment.id;
  header.previous_end = made->end;
  std::string framed;
  AppendU32(&framed, static_cast<uint32_t>(payload.size()));
  framed += payload;
  const bool lies = (choice & 0x80) != 0;
  if (!lies && (choice & 32) != 0) header.durable = {segment.number, made->end};
  if (lies) {
    made->lies = true;
    header.flags = choice & 3;
    if ((choice & 4) != 0) framed = payload;
    if ((choice & 8) != 0) header.previous_end = source->Number();
    if ((choice & 16) != 0) header.durable = {source->Number(), source->Number()};
    if ((choice & 32) != 0) header.segment_id = source->Number();
  }
  const size_t unit = (choice & 64) != 0 ? storage::kSectorBytes : 8;
  made->bytes.resize(storage::RoundUp(made->bytes.size(), unit), '\0');
  storage::AppendBlock(&made->bytes, header, framed);
  made->end = made->bytes.size();
  if (lies) return;
  made->records.emplace_back(payload);
  made->ends.push_back(made->end);
}

inline MadeSegment MakeSegment(Source* source, const storage::SegmentHeader& header) {
  MadeSegment made;
  made.bytes = storage::EncodeSegmentHeader(header);
  for (uint64_t blocks = source->Below(8); blocks > 0; --blocks) {
    MakeBlock(source, header, &made);
  }
  return made;
}

// Flips bits, cuts the end off or puts something behind it.
inline void Damage(Source* source, MadeSegment* made) {
  const uint8_t choice = source->U8();
  if (choice == 0) return;
  made->damaged = true;
  for (int flips = choice & 3; flips > 0; --flips) {
    const size_t at = source->U16() % made->bytes.size();
    made->bytes[at] = static_cast<char>(made->bytes[at] ^ (1 << (source->U8() & 7)));
  }
  if ((choice & 4) != 0)
    made->bytes.resize(made->bytes.size() - source->U16() % made->bytes.size());
  if ((choice & 8) != 0) made->bytes += source->Chunk();
}

}  // namespace keystone::fuzz
