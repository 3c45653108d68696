// Reading table files: opening, walking and verifying them.
#include <array>

#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/entry_block.h"
#include "storage/file_names.h"
#include "storage/key_filter.h"
#include "storage/read_ahead.h"
#include "storage/table_file.h"
#include "storage/table_format.h"

namespace keystone::storage {
namespace {

enum class CacheUse : unsigned char { kFill, kLook, kNone };

class Reader final : public TableFile {
 public:
  Reader(std::unique_ptr<RandomAccessFile> file, std::string path, const TableFileInfo& info,
         BlockCache* cache)
      : file_(std::move(file)), path_(std::move(path)), info_(info), cache_(cache) {}

  Status Load(const DatabaseId& database);
  const TableFileInfo& info() const override { return info_; }
  bool MayHold(uint64_t filter_hash) const override { return filter_.MayHold(filter_hash); }
  Status Get(const Key& key, SequenceNumber sequence,
             FunctionRef<void(const Entry&)> visit) const override;
  std::unique_ptr<EntryIterator> NewIterator(bool fill_cache) const override;
  Status Verify() const override;

  // `ahead` may be null: where data blocks are read one after the other, it reads more at a time.
  Result<BlockCache::Handle> ReadBlock(TableBlockKind kind, const BlockHandle& handle, CacheUse use,
                                       const RandomAccessFile* ahead) const;
  const RandomAccessFile& file() const { return *file_; }
  Bytes root() const { return root_.payload(); }
  Status Unreadable() const {
    return Status::Corruption(path_ + ": a block holds something that is no entry");
  }

 private:
  Result<std::string> ReadAt(uint64_t offset, size_t size) const {
    std::string bytes(size, '\0');
    KS_ASSIGN_OR_RETURN(const size_t got, file_->ReadAt(offset, size, bytes.data()));
    bytes.resize(got);
    return bytes;
  }
  Result<TableBlock> ReadUncached(TableBlockKind kind, const BlockHandle& handle) const {
    return ReadUncached(*file_, kind, handle);
  }
  Result<TableBlock> ReadUncached(const RandomAccessFile& file, TableBlockKind kind,
                                  const BlockHandle& handle) const {
    return ReadTableBlock(file, path_, info_.number, kind, handle, decompressor_);
  }
  Status LoadFilter(const BlockHandle& handle);
  Status LoadDictionary(const BlockHandle& handle);
  Status CheckProperties(Bytes payload) const;

  std::unique_ptr<RandomAccessFile> file_;
  std::string path_;
  TableFileInfo info_;
  BlockCache* cache_;
  TableBlock root_;
  KeyFilter filter_;
  BlockDecompressor decompressor_;
};

Status Reader::Load(const DatabaseId& database) {
  const uint64_t size = file_->size();
  if (size != info_.bytes || size < kTableHeaderBytes + kTableFooterBytes) {
    return Status::Corruption(path_ + " at " + std::to_string(size) +
                              ": the file ends here, not at " + std::to_string(info_.bytes));
  }
  KS_ASSIGN_OR_RETURN(const std::string header, ReadAt(0, kTableHeaderBytes));
  KS_RETURN_IF_ERROR(CheckTableHeader(header, database, info_.number, path_));
  KS_ASSIGN_OR_RETURN(const std::string end, ReadAt(size - kTableFooterBytes, kTableFooterBytes));
  KS_ASSIGN_OR_RETURN(const TableFooter footer, DecodeTableFooter(end, info_.number, path_));
  KS_ASSIGN_OR_RETURN(root_, ReadUncached(TableBlockKind::kRoot, footer.root));
  KS_ASSIGN_OR_RETURN(const TableBlock properties,
                      ReadUncached(TableBlockKind::kProperties, footer.properties));
  KS_RETURN_IF_ERROR(CheckProperties(properties.payload()));
  KS_RETURN_IF_ERROR(LoadDictionary(footer.dictionary));
  return LoadFilter(footer.filter);
}

Status Reader::LoadDictionary(const BlockHandle& handle) {
  if (handle.length == 0) return Status::Ok();
  KS_ASSIGN_OR_RETURN(const TableBlock block, ReadUncached(TableBlockKind::kDictionary, handle));
  if (block.payload().size() > kDictionaryBytesMax) {
    return Status::Corruption(path_ + " at " + std::to_string(handle.offset) +
                              ": the dictionary is larger than any");
  }
  decompressor_.SetDictionary(std::string(block.payload()));
  return Status::Ok();
}

Status Reader::LoadFilter(const BlockHandle& handle) {
  if (handle.length == 0) return Status::Ok();
  KS_ASSIGN_OR_RETURN(const TableBlock block, ReadUncached(TableBlockKind::kFilter, handle));
  if (filter_.Load(block.payload())) return Status::Ok();
  return Status::Corruption(path_ + " at " + std::to_string(handle.offset) +
                            ": the filter is not made of whole lines");
}

Status Reader::CheckProperties(Bytes payload) const {
  TableFileInfo expected = info_;
  expected.bytes = 0;
  std::string bytes;
  AppendTableFileInfo(&bytes, expected);
  if (payload == bytes) return Status::Ok();
  return Status::Corruption(path_ + ": its properties are not those in the manifest");
}

Result<BlockCache::Handle> Reader::ReadBlock(TableBlockKind kind, const BlockHandle& handle,
                                             CacheUse use, const RandomAccessFile* ahead) const {
  if (cache_ == nullptr) use = CacheUse::kNone;
  const uint64_t number = Planted(Bug::kStaleBlockCache) ? 0 : info_.number;
  if (use != CacheUse::kNone) {
    if (BlockCache::Handle block = cache_->Find(number, handle.offset)) return block;
  }
  const bool sequential = ahead != nullptr && kind == TableBlockKind::kData;
  KS_ASSIGN_OR_RETURN(TableBlock block, ReadUncached(sequential ? *ahead : *file_, kind, handle));
  if (use == CacheUse::kFill) return cache_->Insert(number, handle.offset, std::move(block));
  return BlockCache::Handle(std::move(block));
}

// Three cursors: into the root, into one of its directory blocks, into one of that one's data
// blocks.
class Iterator final : public EntryIterator {
 public:
  Iterator(const Reader* file, CacheUse use) : file_(file), cache_use_(use) {
    cursors_[0].block = EntryBlock(file_->root());
    if (use != CacheUse::kFill) ahead_ = std::make_unique<ReadAhead>(file->file());
  }

  bool Valid() const override { return valid_; }
  const Entry& entry() const override { return cursors_[kData].entry; }
  Status status() const override { return status_; }

  void SeekToFirst() override { Start() && Descend(0, Edge::kFirst); }
  void SeekToLast() override { Start() && Descend(0, Edge::kLast); }
  void Seek(const Position& position) override {
    SeekTo([&](const Entry& e) { return position.Compare(e.key) > 0; });
  }
  void SeekVersion(const Key& key, SequenceNumber sequence) override {
    SeekTo([&](const Entry& e) { return CompareVersions(e.key, e.sequence, key, sequence) < 0; });
  }
  void SeekBefore(const Position& position) override;
  void Next() override { Step(+1); }
  void Prev() override { Step(-1); }

 private:
  static constexpr int kData = 2;
  enum class Edge : unsigned char { kFirst, kLast };
  using IsBefore = FunctionRef<bool(const Entry&)>;

  struct Cursor {
    BlockCache::Handle held;
    EntryBlock block;
    size_t index = 0;
    Entry entry;
    void Hold(BlockCache::Handle handle) {
      held = std::move(handle);
      block = EntryBlock(held.payload());
    }
  };

  bool Start() {
    valid_ = false;
    return status_.ok();
  }
  bool Fail(Status status) {
    status_ = std::move(status);
    valid_ = false;
    return false;
  }
  bool Go(int level, size_t index);
  bool Load(int level);
  bool Descend(int level, Edge edge);
  void SeekTo(IsBefore is_before);
  void Step(int direction);
  size_t CountBefore(int level, IsBefore is_before, bool* readable) const {
    return cursors_[level].block.CountBefore(is_before, readable);
  }

  const Reader* file_;
  CacheUse cache_use_;
  std::unique_ptr<ReadAhead> ahead_;  // for long walks
  bool valid_ = false;
  Status status_;
  std::array<Cursor, 3> cursors_;
};

// Stands on entry `index` of the block at `level`.
bool Iterator::Go(int level, size_t index) {
  Cursor& cursor = cursors_[level];
  cursor.index = index;
  if (index >= cursor.block.size() || !cursor.block.Get(index, &cursor.entry)) {
    return Fail(file_->Unreadable());
  }
  if (level == kData) valid_ = true;
  return true;
}

// Brings in the block that the cursor above stands on.
bool Iterator::Load(int level) {
  BlockHandle handle;
  if (!DecodeBlockHandle(cursors_[level - 1].entry.value, &handle))
    return Fail(file_->Unreadable());
  auto block = file_->ReadBlock(level == kData ? TableBlockKind::kData : TableBlockKind::kDirectory,
                                handle, cache_use_, ahead_.get());
  if (!block.ok()) return Fail(block.status());
  cursors_[level].Hold(std::move(block).value());
  return cursors_[level].block.valid() || Fail(file_->Unreadable());
}

// From a block in place at `level`, to its first or last data entry.
bool Iterator::Descend(int level, Edge edge) {
  for (;; ++level) {
    const size_t size = cursors_[level].block.size();
    if (!Go(level, edge == Edge::kFirst || size == 0 ? 0 : size - 1)) return false;
    if (level == kData) return true;
    if (!Load(level + 1)) return false;
  }
}

void Iterator::SeekTo(IsBefore is_before) {
  if (!Start()) return;
  bool readable = true;
  for (int level = 0; level < kData; ++level) {
    const size_t before = CountBefore(level, is_before, &readable);
    if (!readable) return void(Fail(file_->Unreadable()));
    if (!Go(level, before == 0 ? 0 : before - 1) || !Load(level + 1)) return;
  }
  const size_t before = CountBefore(kData, is_before, &readable);
  if (!readable) return void(Fail(file_->Unreadable()));
  if (before < cursors_[kData].block.size()) {
    Go(kData, before);
  } else if (Go(kData, before - 1)) {
    Step(+1);
  }
}

void Iterator::SeekBefore(const Position& position) {
  if (!Start()) return;
  const auto is_before = [&](const Entry& e) { return position.Compare(e.key) > 0; };
  for (int level = 0; level <= kData; ++level) {
    bool readable = true;
    const size_t before = CountBefore(level, is_before, &readable);
    if (!readable) return void(Fail(file_->Unreadable()));
    if (before == 0) return;  // only the root can say so: below it, a block's first entry is before
    if (!Go(level, before - 1)) return;
    if (level < kData && !Load(level + 1)) return;
  }
}

void Iterator::Step(int direction) {
  valid_ = false;
  for (int level = kData; level >= 0; --level) {
    Cursor& cursor = cursors_[level];
    const bool at_end = direction > 0 ? cursor.index + 1 >= cursor.block.size() : cursor.index == 0;
    if (at_end) continue;
    const size_t index = direction > 0 ? cursor.index + 1 : cursor.index - 1;
    if (!Go(level, index) || level == kData) return;
    if (Load(level + 1)) Descend(level + 1, direction > 0 ? Edge::kFirst : Edge::kLast);
    return;
  }
}

Status Reader::Get(const Key& key, SequenceNumber sequence,
                   FunctionRef<void(const Entry&)> visit) const {
  Iterator it(this, CacheUse::kFill);
  it.SeekVersion(key, sequence);
  if (it.Valid() && it.entry().key == key) visit(it.entry());
  return it.status();
}

std::unique_ptr<EntryIterator> Reader::NewIterator(bool fill_cache) const {
  return std::make_unique<Iterator>(this, fill_cache ? CacheUse::kFill : CacheUse::kLook);
}

// Walks past the cache: what is verified is what the file holds.
Status Reader::Verify() const {
  Iterator it(this, CacheUse::kNone);
  TableFileInfo seen = info_;
  seen.entries = seen.tombstones = 0;
  OwnedKey last;
  SequenceNumber last_sequence = 0;
  for (it.SeekToFirst(); it.Valid(); it.Next()) {
    const Entry& entry = it.entry();
    const bool in_order = seen.entries == 0 || CompareVersions(last.view(), last_sequence,
                                                               entry.key, entry.sequence) < 0;
    if (!in_order || entry.key < info_.smallest.view() || entry.key > info_.largest.view() ||
        entry.sequence < info_.sequence_min || entry.sequence > info_.sequence_max) {
      return Status::Corruption(path_ + ": entry " + std::to_string(seen.entries) +
                                " is out of order");
    }
    if (!filter_.MayHold(FilterHash(entry.key))) {
      return Status::Corruption(path_ + ": the filter denies entry " +
                                std::to_string(seen.entries));
    }
    last = OwnedKey(entry.key);
    last_sequence = entry.sequence;
    seen.tombstones += entry.kind == EntryKind::kDelete;
    ++seen.entries;
  }
  KS_RETURN_IF_ERROR(it.status());
  if (seen.entries == info_.entries && seen.tombstones == info_.tombstones) return Status::Ok();
  return Status::Corruption(path_ + ": holds " + std::to_string(seen.entries) + " entries, not " +
                            std::to_string(info_.entries));
}

}  // namespace

Result<std::shared_ptr<const TableFile>> TableFile::Open(FileSystem& files,
                                                         const std::string& folder,
                                                         const DatabaseId& database,
                                                         const TableFileInfo& info,
                                                         BlockCache* cache) {
  const std::string path = folder + "/" + TableFileName(info.number);
  auto file = files.OpenFile(path);
  if (file.status().code() == StatusCode::kNotFound) {
    return Status::Corruption(path + ": the manifest names it, but it is missing");
  }
  KS_RETURN_IF_ERROR(file.status());
  auto reader = std::make_shared<Reader>(std::move(file).value(), path, info, cache);
  KS_RETURN_IF_ERROR(reader->Load(database));
  return std::shared_ptr<const TableFile>(std::move(reader));
}

}  // namespace keystone::storage
