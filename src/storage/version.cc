#include "storage/version.h"

#include <algorithm>

#include "base/check.h"

namespace keystone::storage {
namespace {

// Whether all its keys lie before the range.
bool EndsBefore(const LiveFile& file, const KeyRange& range) {
  return range.begin.Compare(file.info().largest.view()) > 0;
}
// Whether any may lie in the range or before it.
bool BeginsBefore(const LiveFile& file, const KeyRange& range) {
  return range.end.Compare(file.info().smallest.view()) > 0;
}

// One file open at a time, the one that holds the entry stood on.
class LevelIterator final : public EntryIterator {
 public:
  LevelIterator(LiveFileSpan files, bool fill_cache) : files_(files), fill_cache_(fill_cache) {}

  bool Valid() const override { return it_ != nullptr && it_->Valid(); }
  const Entry& entry() const override { return it_->entry(); }
  Status status() const override { return it_ == nullptr ? Status::Ok() : it_->status(); }

  void SeekToFirst() override {
    if (Open(0)) it_->SeekToFirst();
  }
  void SeekToLast() override {
    if (Open(files_.size() - 1)) it_->SeekToLast();
  }
  void Seek(const Position& position) override {
    const size_t index = CountBefore(
        [&](const TableFileInfo& info) { return position.Compare(info.largest.view()) > 0; });
    if (Open(index)) it_->Seek(position);
  }
  void SeekBefore(const Position& position) override {
    const size_t index = CountBefore(
        [&](const TableFileInfo& info) { return position.Compare(info.smallest.view()) > 0; });
    if (Open(index - 1)) it_->SeekBefore(position);
  }
  void SeekVersion(const Key& key, SequenceNumber sequence) override {
    const size_t index =
        CountBefore([&](const TableFileInfo& info) { return info.largest.view() < key; });
    if (!Open(index)) return;
    it_->SeekVersion(key, sequence);
    if (!it_->Valid() && it_->status().ok() && Open(index + 1)) it_->SeekToFirst();
  }
  void Next() override {
    it_->Next();
    if (!it_->Valid() && it_->status().ok() && Open(index_ + 1)) it_->SeekToFirst();
  }
  void Prev() override {
    it_->Prev();
    if (!it_->Valid() && it_->status().ok() && Open(index_ - 1)) it_->SeekToLast();
  }

 private:
  // False, and nothing is stood on, for an index outside the level, -1 included.
  bool Open(size_t index) {
    if (index >= files_.size()) {
      it_ = nullptr;
      return false;
    }
    if (it_ == nullptr || index != index_) it_ = files_[index]->table().NewIterator(fill_cache_);
    index_ = index;
    return true;
  }
  template <typename IsBefore>
  size_t CountBefore(IsBefore is_before) const {
    const auto found = std::partition_point(
        files_.begin(), files_.end(), [&](const auto& file) { return is_before(file->info()); });
    return static_cast<size_t>(found - files_.begin());
  }

  LiveFileSpan files_;
  bool fill_cache_;
  size_t index_ = 0;
  std::unique_ptr<EntryIterator> it_;
};

}  // namespace

LiveFile::~LiveFile() {
  if (!obsolete_.load(std::memory_order_relaxed)) return;
  if (cache_ != nullptr) cache_->EraseFile(info().number);
  // A file that cannot be removed now is removed at the next open.
  if (Status ignored = files_->RemoveFile(path_); !ignored.ok()) return;
}

const LiveFile* Version::FileFor(int level, const Key& key) const {
  const LiveFiles& files = levels[level];
  const auto found = std::partition_point(files.begin(), files.end(), [&](const auto& file) {
    return file->info().largest.view() < key;
  });
  if (found == files.end() || (*found)->info().smallest.view() > key) return nullptr;
  return found->get();
}

LiveFiles Version::Overlapping(int level, const KeyRange& range) const {
  if (level > 0) {
    const LiveFileSpan run = OverlappingRun(level, range);
    return {run.begin(), run.end()};
  }
  LiveFiles found;
  for (const auto& file : levels[level]) {
    if (!EndsBefore(*file, range) && BeginsBefore(*file, range)) found.push_back(file);
  }
  return found;
}

LiveFileSpan Version::OverlappingRun(int level, const KeyRange& range) const {
  const LiveFileSpan files = levels[level];
  const auto first = std::partition_point(
      files.begin(), files.end(), [&](const auto& file) { return EndsBefore(*file, range); });
  const auto last = std::partition_point(
      first, files.end(), [&](const auto& file) { return BeginsBefore(*file, range); });
  return {first, last};
}

LiveFiles Version::Overlapping(int level, const Key& smallest, const Key& largest) const {
  return Overlapping(level, {Position::Before(Position::Level::kSort, smallest),
                             Position::After(Position::Level::kSort, largest)});
}

uint64_t Version::LevelBytes(int level) const {
  uint64_t bytes = 0;
  for (const auto& file : levels[level]) bytes += file->info().bytes;
  return bytes;
}

std::shared_ptr<const Version> Version::With(const ManifestEdit& edit,
                                             const LiveFiles& added) const {
  auto next = std::make_shared<Version>(*this);
  for (const auto& [level, number] : edit.removed) {
    std::erase_if(next->levels[level],
                  [&](const auto& file) { return file->info().number == number; });
  }
  KS_CHECK(edit.added.size() == added.size());
  for (size_t i = 0; i < added.size(); ++i) {
    next->levels[edit.added[i].first].push_back(added[i]);
  }
  std::sort(next->levels[0].begin(), next->levels[0].end(), [](const auto& a, const auto& b) {
    return a->info().sequence_max > b->info().sequence_max;
  });
  for (int level = 1; level < kLevels; ++level) {
    std::sort(next->levels[level].begin(), next->levels[level].end(),
              [](const auto& a, const auto& b) {
                return a->info().smallest.view() < b->info().smallest.view();
              });
  }
  return next;
}

std::unique_ptr<EntryIterator> NewLevelIterator(LiveFileSpan files, bool fill_cache) {
  if (files.size() == 1) return files.front()->table().NewIterator(fill_cache);
  return std::make_unique<LevelIterator>(files, fill_cache);
}

}  // namespace keystone::storage
