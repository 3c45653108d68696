#include "storage/memtable.h"

#include <algorithm>
#include <new>
#include <vector>

#include "base/check.h"

namespace keystone::storage {
namespace {

// The newest version of a row that is not newer than `sequence`, or null.
const RowVersion* NewestUpTo(const RowVersion* newest, SequenceNumber sequence) {
  const RowVersion* version = newest;
  while (version != nullptr && version->sequence > sequence) version = version->older;
  return version;
}

Entry EntryOf(const Key& key, const RowVersion& version) {
  return {{key.space, key.hash, key.partition, version.sort()},
          version.sequence,
          version.kind,
          version.value()};
}

// Less: the partition lies before `position`, a place in its space; greater: behind it; equal: the
// place is among its rows.
std::strong_ordering ComparePartition(const Partition& partition, const Position& position) {
  using Level = Position::Level;
  const auto boundary = position.after ? std::strong_ordering::less : std::strong_ordering::greater;
  if (position.level == Level::kSpace) return boundary;
  if (auto order = partition.hash <=> position.key.hash; order != 0) return order;
  if (position.level == Level::kHash) return boundary;
  if (auto order = partition.bytes() <=> position.key.partition; order != 0) return order;
  return position.level == Level::kPartition ? boundary : std::strong_ordering::equal;
}

SortBound BoundOf(const Position& position) {
  const Bytes sort = position.key.sort;
  if (!position.after) return SortBound::Before(sort);
  return position.level == Position::Level::kSortPrefix ? SortBound::AfterPrefix(sort)
                                                        : SortBound::After(sort);
}

// The hash around which partitions cease to be before `position`.
uint64_t HashOf(const Position& position) {
  if (position.level != Position::Level::kSpace) return position.key.hash;
  return position.after ? ~uint64_t{0} : 0;
}

}  // namespace

Memtable::Memtable() : spaces_(new (arena_.Allocate(sizeof(Spaces))) Spaces) {}

PartitionList* Memtable::FindList(SpaceId space) const {
  const Spaces& all = spaces();
  PartitionList** list = all.LowerBound(space);
  return list != all.end() && (*list)->space() == space ? *list : nullptr;
}

PartitionList* Memtable::FindOrAddList(SpaceId space) {
  if (PartitionList* found = FindList(space)) return found;
  const Spaces& old = spaces();
  auto* grown = new (arena_.Allocate(sizeof(Spaces))) Spaces;
  grown->count = old.count + 1;
  char* lists = arena_.Allocate(grown->count * sizeof(PartitionList*));
  grown->lists = reinterpret_cast<PartitionList**>(lists);
  PartitionList** at = std::copy(old.begin(), old.LowerBound(space), grown->lists);
  *at = new (arena_.Allocate(sizeof(PartitionList))) PartitionList(space, &arena_);
  std::copy(old.LowerBound(space), old.end(), at + 1);
  spaces_.store(grown, std::memory_order_release);
  return *at;
}

void Memtable::Add(const Entry& entry) {
  Partition* partition =
      FindOrAddList(entry.key.space)->FindOrAdd(entry.key.hash, entry.key.partition);
  Entry stored = entry;
  std::string sum;
  if (entry.kind == EntryKind::kAdd) {
    const RowVersion* before = partition->rows.Find(entry.key.sort);
    if (before != nullptr && before->kind == EntryKind::kAdd) {
      Counters total, delta;
      KS_CHECK(DecodeCounters(before->value(), &total) && DecodeCounters(entry.value, &delta));
      AddCounters(&total, delta);
      sum = EncodeCounters(total);
      stored.value = sum;
    }
  }
  partition->rows.Add(&arena_, RowVersion::Make(&arena_, stored));
  entry_count_.fetch_add(1, std::memory_order_relaxed);
}

bool Memtable::Get(const Key& key, SequenceNumber sequence, Entry* found) const {
  const PartitionList* list = FindList(key.space);
  const Partition* partition = list == nullptr ? nullptr : list->Find(key.hash, key.partition);
  if (partition == nullptr) return false;
  const RowVersion* version = NewestUpTo(partition->rows.Find(key.sort), sequence);
  if (version == nullptr) return false;
  *found = EntryOf(key, *version);
  return true;
}

class Memtable::Iterator final : public EntryIterator {
 public:
  explicit Iterator(const Memtable& table) : table_(table) {}

  bool Valid() const override { return version_ != nullptr; }
  const Entry& entry() const override { return entry_; }
  Status status() const override { return Status::Ok(); }

  void SeekToFirst() override {
    Begin();
    EnterSpacesFrom(spaces_->begin());
  }
  void SeekToLast() override {
    Begin();
    EnterSpacesBefore(spaces_->end());
  }
  void Seek(const Position& position) override;
  void SeekBefore(const Position& position) override;
  void SeekVersion(const Key& key, SequenceNumber sequence) override;
  void Next() override;
  void Prev() override;

 private:
  void Begin() {
    spaces_ = &table_.spaces();
    version_ = nullptr;
    newer_.clear();
  }
  void Stand(const RowVersion* version);
  // Stand on the first or last entry from there on; nowhere if there is none.
  void EnterSpacesFrom(PartitionList** space);
  void EnterSpacesBefore(PartitionList** space);
  void EnterPartitionsFrom(const Partition* partition);
  void EnterPartitionsBefore(const Partition* partition);
  void EnterOldest();

  const Memtable& table_;
  const Spaces* spaces_ = nullptr;
  PartitionList** space_ = nullptr;
  const Partition* partition_ = nullptr;
  SortTree::Cursor row_;
  const RowVersion* version_ = nullptr;  // null: it stands nowhere
  // Versions only lead to older ones: those of the row, the newest first, while going backward.
  std::vector<const RowVersion*> newer_;
  Entry entry_;
};

void Memtable::Iterator::Stand(const RowVersion* version) {
  version_ = version;
  entry_ = EntryOf({(*space_)->space(), partition_->hash, partition_->bytes(), {}}, *version);
}

void Memtable::Iterator::EnterSpacesFrom(PartitionList** space) {
  for (space_ = space; space_ != spaces_->end(); ++space_) {
    EnterPartitionsFrom((*space_)->FirstNotBefore(0, [](const Partition&) { return false; }));
    if (Valid()) return;
  }
}

void Memtable::Iterator::EnterSpacesBefore(PartitionList** space) {
  for (space_ = space; space_ != spaces_->begin();) {
    --space_;
    EnterPartitionsBefore(
        (*space_)->LastBefore(~uint64_t{0}, [](const Partition&) { return true; }));
    if (Valid()) return;
  }
}

// A partition is there a moment before its first row is.
void Memtable::Iterator::EnterPartitionsFrom(const Partition* partition) {
  for (partition_ = partition; partition_ != nullptr; partition_ = partition_->Next()) {
    row_.Seek(partition_->rows, SortBound::First());
    if (row_.row() != nullptr) return Stand(row_.row());
  }
  version_ = nullptr;
}

void Memtable::Iterator::EnterPartitionsBefore(const Partition* partition) {
  for (partition_ = partition; partition_ != nullptr;) {
    row_.SeekBefore(partition_->rows, SortBound::Last());
    if (row_.row() != nullptr) return EnterOldest();
    partition_ = (*space_)->Before(*partition_);
  }
  version_ = nullptr;
}

void Memtable::Iterator::EnterOldest() {
  newer_.clear();
  const RowVersion* version = row_.row();
  for (; version->older != nullptr; version = version->older) newer_.push_back(version);
  Stand(version);
}

void Memtable::Iterator::Seek(const Position& position) {
  Begin();
  space_ = spaces_->LowerBound(position.key.space);
  if (space_ == spaces_->end()) return;
  if ((*space_)->space() != position.key.space) return EnterSpacesFrom(space_);
  const Partition* partition = (*space_)->FirstNotBefore(
      HashOf(position), [&](const Partition& p) { return ComparePartition(p, position) < 0; });
  if (partition != nullptr && ComparePartition(*partition, position) == 0) {
    partition_ = partition;
    row_.Seek(partition->rows, BoundOf(position));
    if (row_.row() != nullptr) return Stand(row_.row());
    partition = partition->Next();
  }
  EnterPartitionsFrom(partition);
  if (!Valid()) EnterSpacesFrom(space_ + 1);
}

void Memtable::Iterator::SeekBefore(const Position& position) {
  Begin();
  space_ = spaces_->LowerBound(position.key.space);
  if (space_ == spaces_->end() || (*space_)->space() != position.key.space) {
    return EnterSpacesBefore(space_);
  }
  const Partition* partition = (*space_)->LastBefore(
      HashOf(position), [&](const Partition& p) { return ComparePartition(p, position) <= 0; });
  if (partition != nullptr && ComparePartition(*partition, position) == 0) {
    partition_ = partition;
    row_.SeekBefore(partition->rows, BoundOf(position));
    if (row_.row() != nullptr) return EnterOldest();
    partition = (*space_)->Before(*partition);
  }
  EnterPartitionsBefore(partition);
  if (!Valid()) EnterSpacesBefore(space_);
}

void Memtable::Iterator::SeekVersion(const Key& key, SequenceNumber sequence) {
  Seek(Position::Before(Position::Level::kSort, key));
  if (!Valid() || entry_.key != key) return;
  while (version_->sequence > sequence) {
    if (version_->older == nullptr) return Next();
    newer_.push_back(version_);
    version_ = version_->older;
  }
  Stand(version_);
}

void Memtable::Iterator::Next() {
  if (version_->older != nullptr) {
    newer_.push_back(version_);
    return Stand(version_->older);
  }
  newer_.clear();
  row_.Next();
  if (row_.row() != nullptr) return Stand(row_.row());
  EnterPartitionsFrom(partition_->Next());
  if (!Valid()) EnterSpacesFrom(space_ + 1);
}

void Memtable::Iterator::Prev() {
  if (!newer_.empty()) {
    const RowVersion* version = newer_.back();
    newer_.pop_back();
    return Stand(version);
  }
  row_.Prev(partition_->rows);
  if (row_.row() != nullptr) return EnterOldest();
  EnterPartitionsBefore((*space_)->Before(*partition_));
  if (!Valid()) EnterSpacesBefore(space_);
}

std::unique_ptr<EntryIterator> Memtable::NewIterator() const {
  return std::make_unique<Iterator>(*this);
}

}  // namespace keystone::storage
