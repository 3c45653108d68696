// SegmentReader: the records of one segment of the log, or of the manifest, as far as its blocks
// hold together. docs/format/log.md, "Blocks" and "What recovery believes".
#pragma once

#include <memory>
#include <string>

#include "base/function_ref.h"
#include "env/file_system.h"
#include "storage/log_format.h"

namespace keystone::storage {

class SegmentReader {
 public:
  // Corruption or NewerFormat where the header says so; see DecodeSegmentHeader.
  static Result<std::unique_ptr<SegmentReader>> Open(FileSystem& files, const std::string& path,
                                                     SegmentKind kind);

  const SegmentHeader& header() const { return header_; }

  // Reads from the first block to `end` (a segment that has a successor, whose header states it)
  // or, with kNoEnd, to where no valid block stands. Each whole record, without its length, goes to
  // `visit`, whose failure ends the reading. `carried` holds the beginning of a record that goes on
  // in the next segment, from call to call; a beginning whose rest never came is dropped.
  // Corruption where blocks or records below `end` do not hold together.
  static constexpr uint64_t kNoEnd = ~uint64_t{0};
  Status ReadRecords(uint64_t end, std::string* carried, FunctionRef<Status(Bytes)> visit);

  uint64_t end() const { return end_; }  // of the last valid block, after ReadRecords
  LogPosition durable_max() const {
    return durable_;
  }  // the highest one a block read so far states

  // The highest durable position that any whole block behind end() states: proof, if above end(),
  // that damage at end() is no torn tail. {0, 0} where there is none.
  Result<LogPosition> DurableBehindEnd() const;

 private:
  SegmentReader(std::unique_ptr<RandomAccessFile> file, std::string path)
      : file_(std::move(file)), path_(std::move(path)) {}
  Result<bool> ReadBlock(uint64_t offset, BlockHeader* header, std::string* payload) const;
  Result<bool> NextBlock(BlockHeader* header, std::string* payload, uint64_t* next_end) const;
  Status TakeRecords(const BlockHeader& block, Bytes payload, std::string* carried,
                     FunctionRef<Status(Bytes)> visit) const;
  Status Damage(const char* what) const;

  std::unique_ptr<RandomAccessFile> file_;
  std::string path_;
  SegmentHeader header_;
  uint64_t end_ = kSegmentHeaderBytes;
  LogPosition durable_;
};

// Whether a file whose header cannot be read holds a block that is whole by its own words: then the
// header was written and is damaged, else the segment was never begun.
Result<bool> HoldsBlocks(FileSystem& files, const std::string& path);

}  // namespace keystone::storage
