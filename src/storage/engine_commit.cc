// Transactions, and the way of their records into the log.
#include <algorithm>

#include "base/check.h"
#include "base/hash.h"
#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/engine_store.h"
#include "storage/file_names.h"

namespace keystone::storage {

class EngineTransaction final : public Transaction {
 public:
  EngineTransaction(EngineStore* store, std::vector<MutexLock> locks)
      : store_(store), locks_(std::move(locks)) {}

  Result<std::optional<std::string>> Get(const Key& key) override {
    ReadView view{nullptr, kSequenceMax};
    {
      MutexLock lock(store_->mutex_);
      view.state = store_->read_state_;
    }
    auto found = FindVersion(view, key);
    if (!found.ok()) return found.status();
    read_sequence_ = std::max(read_sequence_, found->sequence);
    if (found->kind != EntryKind::kPut) return std::optional<std::string>();
    return std::optional<std::string>(std::move(found->value));
  }

  void Put(const Key& key, Bytes value, Role role) override {
    Check(key, value);
    builder_.Add(EntryKind::kPut, role, key, value);
  }
  void Delete(const Key& key, Role role) override {
    Check(key, {});
    builder_.Add(EntryKind::kDelete, role, key, {});
  }
  void Add(const Key& key, const Counters& deltas) override {
    Check(key, {});
    builder_.Add(EntryKind::kAdd, Role::kDerived, key, EncodeCounters(deltas));
  }

  // The rows are let go before anybody is answered: the answer may lead to a transaction on the
  // same rows.
  void Commit(CommitDurability durability, Caller caller,
              std::function<void(Status)> done) override {
    durability = store_->Resolve(durability);
    auto group = Join(durability);
    locks_.clear();
    if (!group.ok()) return done(group.status());
    if (*group == nullptr) return done(Status::Ok());
    store_->Answer(*group, caller, std::move(done));
  }

 private:
  Result<EngineStore::GroupPtr> Join(CommitDurability durability) {
    KS_RETURN_IF_ERROR(invalid_);
    if (builder_.operation_count() != 0) {
      return store_->Join(builder_, RecordKind::kCommit, durability);
    }
    return store_->JoinForRead(read_sequence_, durability == CommitDurability::kSync);
  }

  void Check(const Key& key, Bytes value) {
    if (key.partition.size() > kPartitionBytesMax || key.sort.size() > kSortBytesMax ||
        value.size() > kValueBytesMax || builder_.bytes() + value.size() > kTransactionBytesMax) {
      invalid_ =
          Status::ResourceExhausted("a row or a transaction is larger than the store allows");
    }
  }

  EngineStore* store_;
  std::vector<MutexLock> locks_;
  RecordBuilder builder_;
  SequenceNumber read_sequence_ = 0;
  Status invalid_;
};

uint64_t EngineStore::HashPartition(Bytes partition) const {
  return Hash64(partition, identity_.hash_seed);
}

std::vector<size_t> EngineStore::ItemLocksOf(std::span<const Key> rows) const {
  std::vector<size_t> locks;
  for (const Key& row : rows) {
    const auto table = static_cast<uint32_t>(row.space.table);
    locks.push_back(Hash64(row.sort, row.hash + table) % kItemLocks);
  }
  std::sort(locks.begin(), locks.end());
  locks.erase(std::unique(locks.begin(), locks.end()), locks.end());
  return locks;
}

Result<std::unique_ptr<Transaction>> EngineStore::Begin(std::span<const Key> rows) {
  {
    MutexLock lock(mutex_);
    while (MustStall() && WriteError().ok()) WaitOrWrite(lock);
    KS_RETURN_IF_ERROR(WriteError());
  }
  std::vector<MutexLock> locks;
  for (const size_t index : ItemLocksOf(rows)) {
    if (!Planted(Bug::kReadBeforeLock)) locks.emplace_back(item_locks_[index]);
  }
  return std::unique_ptr<Transaction>(std::make_unique<EngineTransaction>(this, std::move(locks)));
}

Status EngineStore::WriteError() const {
  if (!open_ || closing_) return Status::Cancelled(path_ + ": the database is closed");
  return log_error_.ok() ? background_error_ : log_error_;
}

CommitDurability EngineStore::Resolve(CommitDurability durability) const {
  return durability == CommitDurability::kDefault ? options_.durability : durability;
}

// Milliseconds in the upper 48 bits; never goes back, whatever the clock does.
uint64_t EngineStore::NextHybridTime() {
  const auto now = static_cast<uint64_t>(env_.clock->WallMicros() / 1000) << 16;
  hybrid_time_ = std::max(hybrid_time_ + 1, now);
  return hybrid_time_;
}

const EngineStore::GroupPtr& EngineStore::WaitingGroup() {
  if (groups_.empty()) groups_.push_back(std::make_shared<Group>());
  return groups_.back();
}

void EngineStore::Insert(const RecordBuilder& builder, SequenceNumber sequence) {
  const bool valid = ReadOperations(builder.operations(), builder.operation_count(),
                                    [&](EntryKind kind, const Key& key, Bytes value) {
                                      Key hashed = key;
                                      hashed.hash = HashPartition(key.partition);
                                      active_.table->Add({hashed, sequence++, kind, value});
                                    });
  KS_CHECK(valid);
}

Result<EngineStore::GroupPtr> EngineStore::Join(const RecordBuilder& builder, RecordKind kind,
                                                CommitDurability durability) {
  MutexLock lock(mutex_);
  KS_RETURN_IF_ERROR(WriteError());
  const SequenceNumber sequence = last_sequence_ + 1;
  last_sequence_ += builder.operation_count();
  GroupPtr group = WaitingGroup();
  const auto before = static_cast<ptrdiff_t>(group->records.size());
  builder.AppendTo(&group->records, kind, sequence, NextHybridTime());
  if (Planted(Bug::kSwappedCommits)) {
    std::rotate(group->records.begin(), group->records.begin() + before, group->records.end());
  }
  group->last_sequence = last_sequence_;
  group->durability = std::max(group->durability, durability);
  if (kind == RecordKind::kCommit) Insert(builder, sequence);
  active_.last_sequence = last_sequence_;
  if (active_.table->bytes_used() >= options_.memtable_bytes) RotateMemtable();
  return group;
}

Result<EngineStore::GroupPtr> EngineStore::JoinForRead(SequenceNumber sequence, bool durable) {
  MutexLock lock(mutex_);
  if (sequence <= visible_sequence_ && (!durable || sequence <= durable_sequence_)) {
    return GroupPtr();
  }
  KS_RETURN_IF_ERROR(WriteError());
  const GroupPtr& group = WaitingGroup();
  if (durable) group->durability = CommitDurability::kSync;
  return group;
}

Status EngineStore::Await(const GroupPtr& group) {
  MutexLock lock(mutex_);
  ++group->waiting;
  while (!group->written) WaitOrWrite(lock);
  return group->status;
}

void EngineStore::Answer(const GroupPtr& group, Caller caller, Done done) {
  if (caller == Caller::kWaits) return done(Await(group));
  {
    MutexLock lock(mutex_);
    while (!group->written && !writing_ && groups_.front()->quick()) WriteNextGroup(lock);
    if (!group->written) {
      group->done.push_back(std::move(done));
      ScheduleLogJob();
      return;
    }
  }
  done(group->status);
}

// What was written before is synced first, whatever the mode: from the moment retired_ names the
// table, compactions drop its rows and the manifest says so, and a power cut must not take back the
// writes that led here.
Status EngineStore::RetireTable(TableId table) {
  SequenceNumber before = 0;
  {
    MutexLock lock(mutex_);
    KS_RETURN_IF_ERROR(WriteError());
    before = last_sequence_;
  }
  KS_ASSIGN_OR_RETURN(const GroupPtr until_here, JoinForRead(before, true));
  if (until_here != nullptr) KS_RETURN_IF_ERROR(Await(until_here));
  std::shared_ptr<const ReadState> before_it;
  {
    MutexLock lock(mutex_);
    KS_RETURN_IF_ERROR(WriteError());
    auto retired = std::make_shared<std::set<TableId>>(*retired_);
    retired->insert(table);
    retired_ = std::move(retired);
    before_it = ShowReaders();
  }
  RecordBuilder builder;
  builder.Add(EntryKind::kDelete, Role::kBase, {{table, IndexId{}}, 0, {}, {}}, {});
  KS_ASSIGN_OR_RETURN(const GroupPtr group,
                      Join(builder, RecordKind::kRetiredIds, CommitDurability::kSync));
  KS_RETURN_IF_ERROR(Await(group));
  MutexLock lock(mutex_);
  ScheduleCompaction();  // its files can go
  return Status::Ok();
}

// Waits for a change, or writes the next group where nobody does: so whoever waits for a group, or
// for something that waits for one, needs no other thread.
void EngineStore::WaitOrWrite(MutexLock& lock) {
  if (writing_ || groups_.empty()) {
    changed_->Wait(lock);
  } else {
    WriteNextGroup(lock);
  }
}

void EngineStore::WriteNextGroup(MutexLock& lock) {
  const GroupPtr group = std::move(groups_.front());
  groups_.pop_front();
  writing_ = true;
  Status status = log_error_;
  lock.unlock();
  if (status.ok()) status = WriteGroup(*group);
  lock.lock();
  writing_ = false;
  if (status.ok()) {
    log_durable_ = segment_->durable();
    visible_sequence_ = std::max(visible_sequence_, group->last_sequence);
    if (log_durable_ == segment_->end()) {
      durable_sequence_ = visible_sequence_;
    } else if (group->durability == CommitDurability::kInterval) {
      ScheduleIntervalSync();
    }
  } else if (log_error_.ok()) {
    log_error_ = status;
  }
  group->written = true;
  group->status = status;
  if (!group->done.empty()) answers_.push_back(group);
  if (!answers_.empty() || (!groups_.empty() && groups_.front()->waiting == 0)) ScheduleLogJob();
  changed_->NotifyAll();
}

// The log's thread calls back those who did not wait, and writes groups for which nobody waits.
void EngineStore::ScheduleLogJob() {
  if (log_job_scheduled_) {
    changed_->NotifyAll();  // its thread may itself wait, in a Begin of one it called back
    return;
  }
  log_job_scheduled_ = true;
  env_.executor->Submit(Priority::kLog, [this] { LogJob(); });
}

void EngineStore::LogJob() {
  MutexLock lock(mutex_);
  while (!answers_.empty() || (!writing_ && !groups_.empty())) {
    if (!writing_ && !groups_.empty()) WriteNextGroup(lock);
    const std::vector<GroupPtr> answers = std::exchange(answers_, {});
    lock.unlock();
    for (const GroupPtr& group : answers) {
      for (const Done& done : group->done) done(group->status);
    }
    lock.lock();
  }
  log_job_scheduled_ = false;
  changed_->NotifyAll();
}

Status EngineStore::WriteGroup(const Group& group) {
  if (group.new_segment != 0) KS_RETURN_IF_ERROR(BeginSegment(group.new_segment));
  if (!group.records.empty()) KS_RETURN_IF_ERROR(segment_->Append(group.records));
  if (Planted(Bug::kEarlyAcknowledgement)) return Status::Ok();
  return group.durability == CommitDurability::kSync ? segment_->Sync() : Status::Ok();
}

// The segment before must be whole on disk: from here on it has a successor that says so.
Status EngineStore::BeginSegment(uint64_t number) {
  if (!Planted(Bug::kNoSyncBeforeSegment)) KS_RETURN_IF_ERROR(segment_->Sync());
  const SegmentHeader& before = segment_->header();
  SegmentHeader header = before;
  header.number = number;
  header.id = env_.random->Next() | 1;
  header.previous_number = before.number;
  header.previous_id = before.id;
  header.previous_end = segment_->end().offset;
  KS_ASSIGN_OR_RETURN(segment_, SegmentWriter::Create(*env_.files, path_, LogFileName(number),
                                                      header, segment_->durable()));
  return Status::Ok();
}

void EngineStore::ScheduleIntervalSync() {
  if (interval_sync_scheduled_ || closing_) return;
  interval_sync_scheduled_ = true;
  ++delayed_tasks_;
  env_.executor->SubmitAfter(Priority::kLog, options_.interval_ms * 1000, [this] {
    MutexLock lock(mutex_);
    --delayed_tasks_;
    interval_sync_scheduled_ = false;
    WaitingGroup()->durability = CommitDurability::kSync;
    ScheduleLogJob();
    changed_->NotifyAll();
  });
}

}  // namespace keystone::storage
