// Writing table files: entries into data blocks, their first keys into directory blocks, those into
// the root; all keys into the filter.
//
// The first data blocks wait until there are enough of them to make a dictionary of. Since keys
// are in the order of their hashes, they are a fair sample of the rows of a table.
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

constexpr size_t kSampleBytes = 256 << 10;
constexpr size_t kWriteBytes = 64 << 10;  // that go to the file at once

class Writer final : public TableFileWriter {
 public:
  Writer(std::unique_ptr<WritableFile> file, uint64_t number, const LogPosition& durable,
         const TableFileCoding& coding)
      : file_(std::move(file)), coding_(coding), sampling_(coding.codec != Codec::kNone) {
    info_.number = number;
    info_.durable = durable;
  }

  Status Begin(const DatabaseId& database) {
    unwritten_ = EncodeTableHeader(database, info_.number);
    offset_ = unwritten_.size();
    return Status::Ok();
  }

  Status Add(const Entry& entry) override {
    if (info_.entries == 0) {
      info_.smallest = OwnedKey(entry.key);
      info_.sequence_min = info_.sequence_max = entry.sequence;
    }
    info_.largest.Assign(entry.key);
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
    return offset_ + sample_.size() + data_.bytes() + directory_.bytes() + root_.bytes();
  }

  Result<TableFileInfo> Finish() override {
    if (!data_.empty()) KS_RETURN_IF_ERROR(CloseData());
    if (sampling_) KS_RETURN_IF_ERROR(EndSampling({}));  // too little to learn from
    if (!directory_.empty()) KS_RETURN_IF_ERROR(CloseDirectory());
    // Only a file far larger than any that flush and compaction cut could come here.
    if (root_.bytes() > kTableRootPayloadBytesMax) {
      return Status::ResourceExhausted(TableFileName(info_.number) + ": has too many blocks");
    }
    TableFooter footer;
    if (!dictionary_.empty()) {
      KS_ASSIGN_OR_RETURN(footer.dictionary,
                          WriteBlock(TableBlockKind::kDictionary, dictionary_, nullptr));
    }
    KS_ASSIGN_OR_RETURN(footer.filter,
                        WriteBlock(TableBlockKind::kFilter, filter_.Finish(), nullptr));
    KS_ASSIGN_OR_RETURN(footer.root, WriteBlock(TableBlockKind::kRoot, root_.Finish(), nullptr));
    std::string properties;
    AppendTableFileInfo(&properties, info_);
    KS_ASSIGN_OR_RETURN(footer.properties,
                        WriteBlock(TableBlockKind::kProperties, properties, nullptr));
    unwritten_ += EncodeTableFooter(footer, info_.number);
    KS_RETURN_IF_ERROR(WriteOut());
    if (!Planted(Bug::kFileSyncSkipped)) KS_RETURN_IF_ERROR(file_->Sync());
    KS_RETURN_IF_ERROR(file_->Close());
    TableFileInfo info = info_;
    info.bytes = offset_ + kTableFooterBytes;
    return info;
  }

 private:
  // A data block that waits for the dictionary; its payload is in sample_.
  struct Waiting {
    OwnedKey first;
    SequenceNumber sequence;
    size_t bytes;
  };

  Result<BlockHandle> WriteBlock(TableBlockKind kind, Bytes payload, BlockCompressor* compressor) {
    const size_t before = unwritten_.size();
    AppendTableBlock(&unwritten_, kind, info_.number, offset_, payload, compressor);
    const BlockHandle handle{offset_, unwritten_.size() - before};
    offset_ += handle.length;
    if (unwritten_.size() >= kWriteBytes) KS_RETURN_IF_ERROR(WriteOut());
    return handle;
  }
  Status WriteOut() {
    KS_RETURN_IF_ERROR(file_->Append(unwritten_));
    unwritten_.clear();
    return Status::Ok();
  }

  // Writes a block and notes it in `parent`.
  Status WriteChild(TableBlockKind kind, const Key& first, SequenceNumber sequence, Bytes payload,
                    EntryBlockBuilder* parent) {
    KS_ASSIGN_OR_RETURN(const BlockHandle handle, WriteBlock(kind, payload, compressor_.get()));
    parent->Add({first, sequence, EntryKind::kPut, EncodeBlockHandle(handle)});
    return Status::Ok();
  }
  Status WriteData(const Key& first, SequenceNumber sequence, Bytes payload) {
    KS_RETURN_IF_ERROR(WriteChild(TableBlockKind::kData, first, sequence, payload, &directory_));
    return directory_.bytes() >= kTableBlockBytes ? CloseDirectory() : Status::Ok();
  }

  Status CloseData() {
    const OwnedKey first = data_.first_key();
    const SequenceNumber sequence = data_.first_sequence();
    const std::string payload = data_.Finish();
    if (!sampling_) return WriteData(first.view(), sequence, payload);
    waiting_.push_back({first, sequence, payload.size()});
    sample_ += payload;
    if (sample_.size() < kSampleBytes) return Status::Ok();
    std::vector<size_t> sizes;
    for (const Waiting& block : waiting_) sizes.push_back(block.bytes);
    return EndSampling(TrainDictionary(sample_, sizes));
  }
  Status CloseDirectory() {
    const OwnedKey first = directory_.first_key();
    const SequenceNumber sequence = directory_.first_sequence();
    return WriteChild(TableBlockKind::kDirectory, first.view(), sequence, directory_.Finish(),
                      &root_);
  }

  Status EndSampling(std::string dictionary) {
    sampling_ = false;
    dictionary_ = std::move(dictionary);
    compressor_ = NewBlockCompressor(coding_.codec, coding_.zstd_level, dictionary_);
    size_t at = 0;
    for (const Waiting& block : waiting_) {
      const Bytes payload = Bytes(sample_).substr(at, block.bytes);
      KS_RETURN_IF_ERROR(WriteData(block.first.view(), block.sequence, payload));
      at += block.bytes;
    }
    waiting_ = {};
    sample_ = {};
    return Status::Ok();
  }

  std::unique_ptr<WritableFile> file_;
  TableFileInfo info_;
  uint64_t offset_ = 0;
  std::string unwritten_;
  const TableFileCoding coding_;
  bool sampling_;
  std::vector<Waiting> waiting_;
  std::string sample_;
  std::string dictionary_;
  std::unique_ptr<BlockCompressor> compressor_;
  KeyFilterBuilder filter_;
  EntryBlockBuilder data_;
  EntryBlockBuilder directory_;
  EntryBlockBuilder root_;
};

}  // namespace

Result<std::unique_ptr<TableFileWriter>> TableFileWriter::Create(
    FileSystem& files, const std::string& folder, uint64_t number, const DatabaseId& database,
    const LogPosition& durable, const TableFileCoding& coding) {
  KS_ASSIGN_OR_RETURN(auto file, files.CreateFile(folder + "/" + TableFileName(number)));
  auto writer = std::make_unique<Writer>(std::move(file), number, durable, coding);
  KS_RETURN_IF_ERROR(writer->Begin(database));
  return std::unique_ptr<TableFileWriter>(std::move(writer));
}

}  // namespace keystone::storage
