// Snapshots: a view under a sequence number that compaction respects while the snapshot lives.
#include <utility>

#include "base/planted.h"
#include "storage/engine_store.h"

namespace keystone::storage {

class EngineSnapshot final : public Snapshot {
 public:
  EngineSnapshot(EngineStore* store, ReadView view) : store_(store), view_(std::move(view)) {}
  ~EngineSnapshot() override {
    MutexLock lock(store_->mutex_);
    store_->snapshots_.erase(store_->snapshots_.find(view_.sequence));
  }

  SequenceNumber sequence() const override { return view_.sequence; }
  Result<std::optional<std::string>> Get(const Key& key) const override {
    auto found = FindVersion(view_, key);
    if (!found.ok()) return found.status();
    if (found->kind != EntryKind::kPut) return std::optional<std::string>();
    return std::optional<std::string>(std::move(found->value));
  }
  Result<Counters> GetCounters(const Key& key) const override { return SumCounters(view_, key); }
  Status Read(const KeyRange& range, Direction direction,
              FunctionRef<bool(const Row&)> visit) const override {
    return ReadRows(view_, range, direction, visit);
  }

 private:
  EngineStore* store_;
  ReadView view_;
};

std::shared_ptr<const ReadState> EngineStore::ShowReaders() {
  auto state = std::make_shared<ReadState>();
  state->memtables.push_back(active_.table);
  for (const MemtableSlot& slot : immutable_) state->memtables.push_back(slot.table);
  state->version = version_;
  state->retired = retired_;
  return std::exchange(read_state_, std::move(state));
}

std::unique_ptr<Snapshot> EngineStore::NewSnapshot() {
  MutexLock lock(mutex_);
  const SequenceNumber seen = Planted(Bug::kSnapshotSeesAll) ? kSequenceMax : visible_sequence_;
  snapshots_.insert(seen);
  return std::make_unique<EngineSnapshot>(this, ReadView{read_state_, seen});
}

}  // namespace keystone::storage
