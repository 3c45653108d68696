#include "storage/segment_writer.h"

#include <algorithm>

namespace keystone::storage {
namespace {

constexpr uint64_t kReserveBytesMin = 64 << 10;
constexpr uint64_t kReserveBytesMax = 1 << 20;

}  // namespace

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::Create(FileSystem& files,
                                                             const std::string& folder,
                                                             const std::string& name,
                                                             const SegmentHeader& header,
                                                             const LogPosition& durable) {
  auto file = files.CreateFile(folder + "/" + name);
  if (!file.ok()) return file.status();
  auto writer = std::unique_ptr<SegmentWriter>(new SegmentWriter(std::move(file).value(), header));
  writer->durable_ = durable;
  if (Status s = writer->file_->Append(EncodeSegmentHeader(header)); !s.ok()) return s;
  if (Status s = writer->file_->Sync(); !s.ok()) return s;
  if (Status s = files.SyncDirectory(folder); !s.ok()) return s;
  return writer;
}

Status SegmentWriter::Poison(Status status) {
  poison_ = status;
  return status;
}

Status SegmentWriter::Append(Bytes records) {
  if (!poison_.ok()) return poison_;
  buffer_.clear();
  uint64_t at = written_;
  BlockHeader block;
  block.segment_id = header_.id;
  block.durable = durable_;
  uint64_t end = end_;
  for (size_t done = 0; done < records.size();) {
    const Bytes payload = records.substr(done, kBlockPayloadBytesMax);
    done += payload.size();
    block.previous_end = end;
    block.flags = static_cast<uint8_t>((done > payload.size() ? BlockHeader::kContinues : 0) |
                                       (done < records.size() ? BlockHeader::kToBeContinued : 0));
    AppendBlock(&buffer_, block, payload);
    end = written_ + buffer_.size();
  }
  at += buffer_.size();
  if (Status s = file_->Append(buffer_); !s.ok()) return Poison(s);
  written_ = at;
  end_ = end;
  return Status::Ok();
}

Status SegmentWriter::Sync() {
  if (!poison_.ok()) return poison_;
  if (durable_ == end()) return Status::Ok();
  // Padded first, so that what is durable from here on is never in a sector that is written again.
  const uint64_t padded = RoundUp(written_, kSectorBytes);
  if (padded != written_) {
    if (Status s = file_->Append(std::string(padded - written_, '\0')); !s.ok()) return Poison(s);
    written_ = padded;
  }
  if (Status s = ReserveMore(); !s.ok()) return Poison(s);
  if (Status s = file_->Sync(); !s.ok()) return Poison(s);
  durable_ = end();
  synced_before_ = true;
  return Status::Ok();
}

// Where syncs follow one another, the one that finds the file grown lets it grow ahead of the next
// ones. A segment that is synced once, at its end, needs none of this.
Status SegmentWriter::ReserveMore() {
  if (!synced_before_ || written_ <= reserved_) return Status::Ok();
  const uint64_t more = std::clamp(written_, kReserveBytesMin, kReserveBytesMax);
  const Status status = file_->Reserve(more);
  reserved_ = written_ + more;  // on a full disk too: then the next try is as far away
  return status.code() == StatusCode::kNoSpace ? Status::Ok() : status;
}

}  // namespace keystone::storage
