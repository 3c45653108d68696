#include "storage/segment_reader.h"

#include <algorithm>

#include "base/coding.h"
#include "base/planted.h"
#include "base/status_macros.h"

namespace keystone::storage {
namespace {

constexpr size_t kScanBytes = 1 << 20;

// Visits every multiple of 8 from `begin` on at which a block seems to stand, with the id it
// states.
Status ScanForBlocks(const RandomAccessFile& file, uint64_t begin,
                     FunctionRef<Status(uint64_t offset, uint64_t id)> visit) {
  // Most files end soon behind the place where one looks.
  const uint64_t left = file.size() - std::min(begin, file.size());
  std::string window(std::min<uint64_t>(kScanBytes, left) + kBlockHeaderBytes, '\0');
  for (uint64_t at = RoundUp(begin, 8); at < file.size(); at += kScanBytes) {
    KS_ASSIGN_OR_RETURN(const size_t size, file.ReadAt(at, window.size(), window.data()));
    for (size_t i = 0; i < kScanBytes && i + kBlockHeaderBytes <= size; i += 8) {
      const uint64_t id = BlockSegmentId(Bytes(window.data() + i, kBlockHeaderBytes));
      if (id != 0) KS_RETURN_IF_ERROR(visit(at + i, id));
    }
  }
  return Status::Ok();
}

// Reads the block of segment `id` at `offset`; false where none stands there whole.
Result<bool> ReadBlockAt(const RandomAccessFile& file, const std::string& path, uint64_t offset,
                         uint64_t id, BlockHeader* header, std::string* payload) {
  char head[kBlockHeaderBytes];
  KS_ASSIGN_OR_RETURN(const size_t head_size, file.ReadAt(offset, sizeof head, head));
  const Bytes head_bytes(head, head_size);
  const BlockCheck check = DecodeBlockHeader(head_bytes, id, header);
  if (check == BlockCheck::kNone) return false;
  payload->resize(header->stored_length);
  KS_ASSIGN_OR_RETURN(const size_t size,
                      file.ReadAt(offset + sizeof head, payload->size(), payload->data()));
  if (size != payload->size() || !BlockIsWhole(head_bytes, *payload, id)) return false;
  if (check == BlockCheck::kFuture) {
    return Status::NewerFormat(path + " at " + std::to_string(offset) +
                               ": a block encoded by a newer version of KeystoneDB");
  }
  return true;
}

}  // namespace

Result<std::unique_ptr<SegmentReader>> SegmentReader::Open(FileSystem& files,
                                                           const std::string& path,
                                                           SegmentKind kind) {
  KS_ASSIGN_OR_RETURN(auto file, files.OpenFile(path));
  auto reader = std::unique_ptr<SegmentReader>(new SegmentReader(std::move(file), path));
  std::string head(kSegmentHeaderBytes, '\0');
  KS_ASSIGN_OR_RETURN(const size_t size, reader->file_->ReadAt(0, head.size(), head.data()));
  head.resize(size);
  KS_ASSIGN_OR_RETURN(reader->header_, DecodeSegmentHeader(head, kind, path));
  return reader;
}

Status SegmentReader::Damage(const char* what) const {
  return Status::Corruption(path_ + " at " + std::to_string(end_) + ": " + what);
}

Result<bool> SegmentReader::ReadBlock(uint64_t offset, BlockHeader* header,
                                      std::string* payload) const {
  return ReadBlockAt(*file_, path_, offset, header_.id, header, payload);
}

// The block after end_: right there, or at the next sector when the writer synced in between.
Result<bool> SegmentReader::NextBlock(BlockHeader* header, std::string* payload,
                                      uint64_t* next_end) const {
  for (const uint64_t offset : {RoundUp(end_, 8), RoundUp(end_, kSectorBytes)}) {
    KS_ASSIGN_OR_RETURN(const bool found, ReadBlock(offset, header, payload));
    if (!found || header->previous_end != end_) continue;
    *next_end = offset + kBlockHeaderBytes + RoundUp(payload->size(), 8);
    return true;
  }
  return false;
}

Status SegmentReader::ReadRecords(uint64_t end, std::string* carried,
                                  FunctionRef<Status(Bytes)> visit) {
  BlockHeader block;
  std::string payload;
  while (end_ < end) {
    uint64_t next_end = 0;
    KS_ASSIGN_OR_RETURN(const bool found, NextBlock(&block, &payload, &next_end));
    if (!found && end == kNoEnd) return Status::Ok();
    if (!found || next_end > end) return Damage("a block is missing or damaged");
    if (Planted(Bug::kRecoveryStopsEarly) && next_end == end) return Status::Ok();
    KS_RETURN_IF_ERROR(TakeRecords(block, payload, carried, visit));
    durable_ = std::max(durable_, block.durable);
    end_ = next_end;
  }
  return Status::Ok();
}

Status SegmentReader::TakeRecords(const BlockHeader& block, Bytes payload, std::string* carried,
                                  FunctionRef<Status(Bytes)> visit) const {
  const bool continues = (block.flags & BlockHeader::kContinues) != 0;
  const bool first = end_ == kSegmentHeaderBytes;
  if (!continues && !carried->empty()) {
    // Only a cut, which lies at a segment's end, may take a record's rest away.
    if (!first) return Damage("a record's rest is missing");
    carried->clear();
  }
  if (continues && first && carried->empty()) return Damage("a record's beginning is missing");
  if (carried->size() + payload.size() > kRecordBytesMax + kBlockPayloadBytesMax) {
    return Damage("a record is longer than the limit");
  }
  carried->append(payload);
  Bytes rest = *carried;
  while (rest.size() >= sizeof(uint32_t)) {
    const uint32_t length = LoadU32(rest.data());
    if (length > kRecordBytesMax) return Damage("a record is longer than the limit");
    if (rest.size() - sizeof length < length) break;
    KS_RETURN_IF_ERROR(visit(rest.substr(sizeof length, length)));
    rest.remove_prefix(sizeof length + length);
  }
  const bool last = (block.flags & BlockHeader::kToBeContinued) == 0;
  if (last && !rest.empty()) return Damage("a record's rest is missing");
  carried->erase(0, carried->size() - rest.size());
  return Status::Ok();
}

Result<LogPosition> SegmentReader::DurableBehindEnd() const {
  LogPosition highest;
  BlockHeader block;
  std::string payload;
  KS_RETURN_IF_ERROR(ScanForBlocks(*file_, end_, [&](uint64_t offset, uint64_t id) -> Status {
    if (id != header_.id) return Status::Ok();
    KS_ASSIGN_OR_RETURN(const bool found, ReadBlock(offset, &block, &payload));
    if (found) highest = std::max(highest, block.durable);
    return Status::Ok();
  }));
  return highest;
}

Result<bool> HoldsBlocks(FileSystem& files, const std::string& path) {
  KS_ASSIGN_OR_RETURN(auto file, files.OpenFile(path));
  bool found = false;
  BlockHeader block;
  std::string payload;
  KS_RETURN_IF_ERROR(ScanForBlocks(*file, 0, [&](uint64_t offset, uint64_t id) -> Status {
    if (found) return Status::Ok();
    KS_ASSIGN_OR_RETURN(found, ReadBlockAt(*file, path, offset, id, &block, &payload));
    return Status::Ok();
  }));
  return found;
}

}  // namespace keystone::storage
