#include "tests/support/memory_store.h"

#include <utility>

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/hash.h"

namespace keystone::testing {

using storage::Counters;
using storage::Key;
using storage::SequenceNumber;

class MemorySnapshot : public storage::Snapshot {
 public:
  MemorySnapshot(MemoryStore& store, SequenceNumber sequence)
      : store_(store), sequence_(sequence) {}
  SequenceNumber sequence() const override { return sequence_; }

  Result<std::optional<std::string>> Get(const Key& key) const override {
    std::lock_guard lock(store_.mutex_);
    const auto* version = store_.Find(MemoryStore::Flatten(key), sequence_);
    return version == nullptr ? std::nullopt : version->value;
  }

  Result<Counters> GetCounters(const Key& key) const override {
    std::lock_guard lock(store_.mutex_);
    const auto* version = store_.Find(MemoryStore::Flatten(key), sequence_);
    return version == nullptr ? Counters{} : version->counters;
  }

  Status Read(const storage::KeyRange& range, storage::Direction direction,
              FunctionRef<bool(const storage::Row&)> visit) const override {
    struct Found {
      MemoryStore::FlatKey key;
      SequenceNumber sequence;
      std::string value;
    };
    std::vector<Found> found;
    {
      std::lock_guard lock(store_.mutex_);
      for (const auto& [key, versions] : store_.rows_) {
        if (range.begin.Compare(key.view()) > 0 || range.end.Compare(key.view()) < 0) continue;
        SequenceNumber sequence = 0;
        const auto* version = store_.Find(key, sequence_, &sequence);
        if (version != nullptr && version->value) found.push_back({key, sequence, *version->value});
      }
    }
    if (direction == storage::Direction::kBackward) std::reverse(found.begin(), found.end());
    for (const Found& one : found) {
      if (!visit({one.key.view(), one.sequence, one.value})) break;
    }
    return Status::Ok();
  }

 private:
  MemoryStore& store_;
  const SequenceNumber sequence_;
};

class MemoryTransaction : public storage::Transaction {
 public:
  MemoryTransaction(MemoryStore& store, std::map<MemoryStore::FlatKey, SequenceNumber> rows)
      : store_(store), rows_(std::move(rows)) {}

  Result<std::optional<std::string>> Get(const Key& key) override {
    const auto flat = MemoryStore::Flatten(key);
    std::lock_guard lock(store_.mutex_);
    const auto* version = store_.Find(flat, storage::kSequenceMax);
    return version == nullptr ? std::nullopt : version->value;
  }
  void Put(const Key& key, Bytes value, storage::Role role) override {
    KS_CHECK(role == storage::Role::kDerived || rows_.contains(MemoryStore::Flatten(key)) ||
             IsOfNewTable(key));
    KS_CHECK(value.size() <= storage::kValueBytesMax);
    operations_.push_back(
        {MemoryStore::Operation::Kind::kPut, MemoryStore::Flatten(key), std::string(value)});
  }
  void Delete(const Key& key, storage::Role role) override {
    KS_CHECK(role == storage::Role::kDerived || rows_.contains(MemoryStore::Flatten(key)));
    operations_.push_back({MemoryStore::Operation::Kind::kDelete, MemoryStore::Flatten(key), {}});
  }
  void Add(const Key& key, const Counters& deltas) override {
    operations_.push_back(
        {MemoryStore::Operation::Kind::kAdd, MemoryStore::Flatten(key), {}, deltas});
  }
  void Commit(storage::CommitDurability, storage::Caller,
              std::function<void(Status)> done) override {
    done(store_.Commit(rows_, operations_));
  }

 private:
  // That there is no row of its table yet.
  bool IsOfNewTable(const Key& key) const { return store_.row_count(key.space.table) == 0; }

  MemoryStore& store_;
  const std::map<MemoryStore::FlatKey, SequenceNumber> rows_;  // as seen by Begin
  std::vector<MemoryStore::Operation> operations_;
};

MemoryStore::FlatKey MemoryStore::Flatten(const Key& key) {
  return {key.space, key.hash, std::string(key.partition), std::string(key.sort)};
}

uint64_t MemoryStore::HashPartition(Bytes partition) const {
  return Hash64(partition, 42);
}

std::unique_ptr<storage::Snapshot> MemoryStore::NewSnapshot() {
  std::lock_guard lock(mutex_);
  return std::make_unique<MemorySnapshot>(*this, last_);
}

const MemoryStore::Version* MemoryStore::Find(const FlatKey& key, SequenceNumber sequence,
                                              SequenceNumber* found) const {
  const auto row = rows_.find(key);
  if (row == rows_.end() || retired_.contains(key.space.table)) return nullptr;
  auto version = row->second.upper_bound(sequence);
  if (version == row->second.begin()) return nullptr;
  --version;
  if (found != nullptr) *found = version->first;
  return &version->second;
}

Result<std::unique_ptr<storage::Transaction>> MemoryStore::Begin(std::span<const Key> rows) {
  if (before_begin_) std::exchange(before_begin_, nullptr)();
  std::lock_guard lock(mutex_);
  std::map<FlatKey, SequenceNumber> seen;
  for (const Key& row : rows) {
    SequenceNumber sequence = 0;
    Find(Flatten(row), storage::kSequenceMax, &sequence);
    seen[Flatten(row)] = sequence;
  }
  return std::unique_ptr<storage::Transaction>(
      std::make_unique<MemoryTransaction>(*this, std::move(seen)));
}

Status MemoryStore::Commit(const std::map<FlatKey, SequenceNumber>& read,
                           const std::vector<Operation>& operations) {
  std::lock_guard lock(mutex_);
  ++commits_;
  if (failures_left_ > 0) {
    --failures_left_;
    return failure_;
  }
  for (const auto& [key, seen] : read) {
    SequenceNumber now = 0;
    Find(key, storage::kSequenceMax, &now);
    if (now != seen) return Status::Conflict("a row has changed");
  }
  for (const Operation& operation : operations) {
    Version next;
    if (operation.kind == Operation::Kind::kAdd) {
      if (const Version* old = Find(operation.key, storage::kSequenceMax)) {
        next.counters = old->counters;
      }
      for (size_t i = 0; i < next.counters.size(); ++i) next.counters[i] += operation.deltas[i];
    } else if (operation.kind == Operation::Kind::kPut) {
      next.value = operation.value;
    }
    rows_[operation.key][++last_] = std::move(next);
  }
  return Status::Ok();
}

Status MemoryStore::RetireTable(storage::TableId table) {
  std::lock_guard lock(mutex_);
  retired_.insert(table);
  return Status::Ok();
}

Status MemoryStore::Flush() {
  return Status::Ok();
}
Status MemoryStore::Close() {
  return Status::Ok();
}

void MemoryStore::FailCommits(int count, Status status) {
  std::lock_guard lock(mutex_);
  failures_left_ = count;
  failure_ = std::move(status);
}

int MemoryStore::commits() const {
  std::lock_guard lock(mutex_);
  return commits_;
}

size_t MemoryStore::row_count(storage::TableId table) const {
  std::lock_guard lock(mutex_);
  size_t count = 0;
  for (const auto& [key, versions] : rows_) {
    const Version* version = Find(key, storage::kSequenceMax);
    if (key.space.table != table || version == nullptr) continue;
    if (version->value || version->counters != Counters{}) ++count;
  }
  return count;
}

}  // namespace keystone::testing
