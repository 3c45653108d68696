// Writing table files: entries into data blocks, their first keys into directory blocks, those into
// the root; all keys into the filter.
#include <algorithm>

#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/entry_block.h"
#include "storage/file_names.h"
#include "storage/key_filter.h"
#include "storage/table_file.h"
#include "storage/table_format.h"

namespace keystone::storage {
namespace {

class Writer final : public TableFileWriter {
 public:
  Writer(std::unique_ptr<WritableFile> file, uint64_t number, const LogPosition& durable)
      : file_(std::move(file)) {
    info_.number = number;
    info_.durable = durable;
  }

  Status Begin(const DatabaseId& database) {
    const std::string header = EncodeTableHeader(database, info_.number);
    offset_ = header.size();
    return file_->Append(header);
  }

  Status Add(const Entry& entry) override {
    if (info_.entries == 0) {
      info_.smallest = OwnedKey(entry.key);
      info_.sequence_min = info_.sequence_max = entry.sequence;
    }
    info_.largest = OwnedKey(entry.key);
    info_.sequence_min = std::min(info_.sequence_min, entry.sequence);
    info_.sequence_max = std::max(info_.sequence_max, entry.sequence);
    info_.tombstones += entry.kind == EntryKind::kDelete;
    ++info_.entries;
    filter_.Add(FilterHash(entry.key));
    // A block never grows past its size by a second entry: then a limit on entries is one on
    // blocks.
    if (!data_.empty() && data_.bytes() + entry.value.size() > kTableBlockBytes) {
      KS_RETURN_IF_ERROR(CloseData());
    }
    data_.Add(entry);
    return data_.bytes() >= kTableBlockBytes ? CloseData() : Status::Ok();
  }

  uint64_t bytes_written() const override {
    return offset_ + data_.bytes() + directory_.bytes() + root_.bytes();
  }

  Result<TableFileInfo> Finish() override {
    if (!data_.empty()) KS_RETURN_IF_ERROR(CloseData());
    if (!directory_.empty()) KS_RETURN_IF_ERROR(CloseDirectory());
    // Only a file far larger than any that flush and compaction cut could come here.
    if (root_.bytes() > kTableRootPayloadBytesMax) {
      return Status::ResourceExhausted(TableFileName(info_.number) + ": has too many blocks");
    }
    TableFooter footer;
    KS_ASSIGN_OR_RETURN(footer.filter, WriteBlock(TableBlockKind::kFilter, filter_.Finish()));
    KS_ASSIGN_OR_RETURN(footer.root, WriteBlock(TableBlockKind::kRoot, root_.Finish()));
    std::string properties;
    AppendTableFileInfo(&properties, info_);
    KS_ASSIGN_OR_RETURN(footer.properties, WriteBlock(TableBlockKind::kProperties, properties));
    KS_RETURN_IF_ERROR(file_->Append(EncodeTableFooter(footer, info_.number)));
    if (!Planted(Bug::kFileSyncSkipped)) KS_RETURN_IF_ERROR(file_->Sync());
    KS_RETURN_IF_ERROR(file_->Close());
    TableFileInfo info = info_;
    info.bytes = offset_ + kTableFooterBytes;
    return info;
  }

 private:
  Result<BlockHandle> WriteBlock(TableBlockKind kind, Bytes payload) {
    buffer_.clear();
    AppendTableBlock(&buffer_, kind, info_.number, offset_, payload);
    KS_RETURN_IF_ERROR(file_->Append(buffer_));
    const BlockHandle handle{offset_, buffer_.size()};
    offset_ += buffer_.size();
    return handle;
  }

  // Writes `block` and notes it in `parent`.
  Status Close(TableBlockKind kind, EntryBlockBuilder* block, EntryBlockBuilder* parent) {
    const OwnedKey first = block->first_key();
    const SequenceNumber sequence = block->first_sequence();
    KS_ASSIGN_OR_RETURN(const BlockHandle handle, WriteBlock(kind, block->Finish()));
    parent->Add({first.view(), sequence, EntryKind::kPut, EncodeBlockHandle(handle)});
    return Status::Ok();
  }
  Status CloseData() {
    KS_RETURN_IF_ERROR(Close(TableBlockKind::kData, &data_, &directory_));
    return directory_.bytes() >= kTableBlockBytes ? CloseDirectory() : Status::Ok();
  }
  Status CloseDirectory() { return Close(TableBlockKind::kDirectory, &directory_, &root_); }

  std::unique_ptr<WritableFile> file_;
  TableFileInfo info_;
  uint64_t offset_ = 0;
  std::string buffer_;
  KeyFilterBuilder filter_;
  EntryBlockBuilder data_;
  EntryBlockBuilder directory_;
  EntryBlockBuilder root_;
};

}  // namespace

Result<std::unique_ptr<TableFileWriter>> TableFileWriter::Create(FileSystem& files,
                                                                 const std::string& folder,
                                                                 uint64_t number,
                                                                 const DatabaseId& database,
                                                                 const LogPosition& durable) {
  KS_ASSIGN_OR_RETURN(auto file, files.CreateFile(folder + "/" + TableFileName(number)));
  auto writer = std::make_unique<Writer>(std::move(file), number, durable);
  KS_RETURN_IF_ERROR(writer->Begin(database));
  return std::unique_ptr<TableFileWriter>(std::move(writer));
}

}  // namespace keystone::storage
