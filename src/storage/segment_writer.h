// SegmentWriter: writes one segment of the log, or of the manifest, from its start to its end.
// docs/format/log.md.
#pragma once

#include <memory>
#include <string>

#include "env/file_system.h"
#include "storage/log_format.h"

namespace keystone::storage {

// After a failed call the segment is poisoned: every further call fails, nothing is retried. One
// thread at a time.
class SegmentWriter {
 public:
  // Creates `folder`/`name`; the header and the name are durable when this returns.
  static Result<std::unique_ptr<SegmentWriter>> Create(FileSystem& files, const std::string& folder,
                                                       const std::string& name,
                                                       const SegmentHeader& header,
                                                       const LogPosition& durable);

  // `records`: whole records, each with its length in front.
  Status Append(Bytes records);
  Status Sync();

  const SegmentHeader& header() const { return header_; }
  LogPosition end() const { return {header_.number, end_}; }
  LogPosition durable() const { return durable_; }  // everything before it is on disk

 private:
  SegmentWriter(std::unique_ptr<WritableFile> file, const SegmentHeader& header)
      : file_(std::move(file)), header_(header) {}
  Status ReserveMore();
  Status Poison(Status status);

  std::unique_ptr<WritableFile> file_;
  SegmentHeader header_;
  uint64_t end_ = kSegmentHeaderBytes;      // of the last block
  uint64_t written_ = kSegmentHeaderBytes;  // padding included
  uint64_t reserved_ = 0;                   // the file reaches to here, if that is further
  bool synced_before_ = false;
  LogPosition durable_;
  Status poison_;
  std::string buffer_;
};

}  // namespace keystone::storage
