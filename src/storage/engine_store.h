// EngineStore: the Store over log, memtables, table files and manifest. Each of its parts has a
// file of its own:
//   engine_open.cc        opening, recovery, closing
//   engine_commit.cc      transactions and the log
//   engine_read.cc        snapshots
//   engine_flush.cc       memtables to table files, stalls
//   engine_compact.cc     table files to fewer, larger ones
//
// The life of a write: under mutex_ a transaction gets its sequence numbers, joins the last waiting
// group of the log, and enters the memtable; its items are unlocked. One thread at a time writes
// and syncs the next group: whoever waits works, and where nobody does, the log's thread. Once a
// group is as durable as asked, readers see it and its transactions are answered. So one sync
// serves all who wait, and a row that is written often is not bound to one write a sync: writers
// read what is newest, readers what is acknowledged.
//
// Locks, in this order: item locks, install_mutex_, mutex_. Nobody waits in a WaitQueue holding any
// but mutex_.
#pragma once

#include <array>
#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "storage/block_cache.h"
#include "storage/compact_entries.h"
#include "storage/compaction_picker.h"
#include "storage/engine.h"
#include "storage/log_record.h"
#include "storage/log_recovery.h"
#include "storage/manifest.h"
#include "storage/memtable.h"
#include "storage/read_view.h"
#include "storage/segment_writer.h"
#include "storage/version.h"

namespace keystone::storage {

class EngineStore final : public Store {
 public:
  EngineStore(const Env& env, std::string path, const StoreOptions& options);
  ~EngineStore() override;

  Status Open();  // once, first

  uint64_t HashPartition(Bytes partition) const override;
  std::unique_ptr<Snapshot> NewSnapshot() override;
  Result<std::unique_ptr<Transaction>> Begin(std::span<const Key> rows) override;
  Status RetireTable(TableId table) override;
  Status Flush() override;
  Status Close() override;

 private:
  friend class EngineTransaction;
  friend class EngineSnapshot;

  using Done = std::function<void(Status)>;
  using RetiredTables = std::shared_ptr<const std::set<TableId>>;

  // Records that reach the log together.
  struct Group {
    uint64_t new_segment = 0;  // not 0: a segment of this number begins with them
    std::string records;
    SequenceNumber last_sequence = 0;                       // of the records; 0: there are none
    CommitDurability durability = CommitDurability::kNone;  // the most that any of them asks for
    int waiting = 0;                                        // threads, in Await
    std::vector<Done> done;                                 // of callers that do not wait
    bool written = false;
    Status status;  // once it is written

    // No more than a copy to the operating system: any thread may do it.
    bool quick() const { return new_segment == 0 && durability != CommitDurability::kSync; }
  };
  using GroupPtr = std::shared_ptr<Group>;

  struct MemtableSlot {
    std::shared_ptr<Memtable> table = std::make_shared<Memtable>();
    uint64_t first_segment = 0;        // its records begin in this segment
    SequenceNumber last_sequence = 0;  // none of its entries is newer
  };

  static constexpr size_t kItemLocks = 1024;
  static constexpr size_t kImmutableMemtablesMax = 2;  // then writers wait
  static constexpr size_t kLevel0FilesMax = 20;        // then writers wait

  // --- engine_open.cc ---
  Status OpenFolder();
  Status CreateState();
  Status OpenTableFiles();
  Status RemoveLeftovers();
  bool Follows(const RecordHeader& header) const;
  Status Replay(uint64_t segment, Bytes record);
  Result<RecoveredLog> ReplayLog();
  Status BeginLog(const RecoveredLog& log);
  Status BeginManifest();
  std::string PathOf(const std::string& name) const { return path_ + "/" + name; }

  // --- engine_commit.cc ---
  std::vector<size_t> ItemLocksOf(std::span<const Key> rows) const;
  CommitDurability Resolve(CommitDurability durability) const;  // never kDefault
  // The group that a record joined; on a failure nothing is written.
  Result<GroupPtr> Join(const RecordBuilder& builder, RecordKind kind, CommitDurability durability);
  // The group that makes all up to `sequence` visible, or also durable; null: it is already.
  Result<GroupPtr> JoinForRead(SequenceNumber sequence, bool durable);
  Status Await(const GroupPtr& group);
  void Answer(const GroupPtr& group, Caller caller, Done done);
  const GroupPtr& WaitingGroup();                                      // under mutex_
  void Insert(const RecordBuilder& builder, SequenceNumber sequence);  // under mutex_
  uint64_t NextHybridTime();                                           // under mutex_
  void WaitOrWrite(MutexLock& lock);
  void WriteNextGroup(MutexLock& lock);
  void ScheduleLogJob();  // under mutex_
  void LogJob();
  Status WriteGroup(const Group& group);
  Status BeginSegment(uint64_t number);
  void ScheduleIntervalSync();  // under mutex_
  Status WriteError() const;    // under mutex_

  // --- engine_read.cc ---
  // Under mutex_, after any change of what there is to read. Returns what was shown before: where
  // it may hold the last memory of a memtable, let go of it without the lock.
  std::shared_ptr<const ReadState> ShowReaders();

  // --- engine_flush.cc ---
  void RotateMemtable();  // under mutex_
  void ScheduleFlush();   // under mutex_
  void FlushJob();
  Status FlushOldest();
  Status Install(ManifestEdit edit, const LiveFiles& added, bool flushed);
  void RemoveOldSegments(uint64_t log_first);
  Result<std::shared_ptr<LiveFile>> OpenLive(const TableFileInfo& info);
  CompactionRules Rules() const;  // under mutex_
  bool MustStall() const;         // under mutex_
  uint64_t NextFileNumber();

  // --- engine_compact.cc ---
  struct Compaction {
    CompactionPlan plan;
    std::shared_ptr<const Version> version;
    CompactionRules rules;
    LogPosition durable;

    void ForEachInput(FunctionRef<void(int level, const LiveFile&)> visit) const;
  };
  void ScheduleCompaction();  // under mutex_
  void CompactionJob(std::shared_ptr<Compaction> compaction);
  Status Run(const Compaction& compaction);
  Status DropOrMove(const Compaction& compaction);
  Status Merge(const Compaction& compaction);

  const Env env_;
  const std::string path_;
  const StoreOptions options_;
  BlockCache cache_;
  std::unique_ptr<FileLock> lock_;
  DatabaseIdentity identity_;

  std::array<Mutex, kItemLocks> item_locks_;

  // Held while the manifest and the version change together, I/O included.
  Mutex install_mutex_;
  std::unique_ptr<ManifestWriter> manifest_;

  mutable Mutex mutex_;
  std::unique_ptr<WaitQueue> changed_;  // anything below that somebody waits for
  bool open_ = false;
  bool closing_ = false;

  MemtableSlot active_;
  std::deque<MemtableSlot> immutable_;  // the newest first
  std::shared_ptr<const Version> version_ = std::make_shared<Version>();
  RetiredTables retired_ = std::make_shared<const std::set<TableId>>();
  std::shared_ptr<const ReadState> read_state_;  // of the four above
  ManifestState state_;                          // files aside, what the manifest says
  std::multiset<SequenceNumber> snapshots_;

  SequenceNumber last_sequence_ = 0;     // given out
  SequenceNumber visible_sequence_ = 0;  // acknowledged: what new snapshots see
  SequenceNumber durable_sequence_ = 0;  // synced
  uint64_t hybrid_time_ = 0;

  std::deque<GroupPtr> groups_;     // to be written, in this order
  std::vector<GroupPtr> answers_;   // written, with callbacks for the log's thread to call
  bool writing_ = false;            // somebody writes a group
  bool log_job_scheduled_ = false;  // or running
  bool interval_sync_scheduled_ = false;
  std::unique_ptr<SegmentWriter> segment_;  // theirs alone who write a group
  LogPosition log_durable_;
  uint64_t last_segment_ = 0;  // the highest number given to a segment
  Status log_error_;           // sticky: after it nothing is acknowledged

  bool flushing_ = false;
  std::atomic<bool> stop_compactions_{false};
  CompactionPicker picker_;
  int compactions_ = 0;            // submitted, or running
  std::set<uint64_t> compacting_;  // the numbers of their files
  int delayed_tasks_ = 0;          // submitted with a delay, not yet run
  Status background_error_;        // sticky: after it nothing is written
};

}  // namespace keystone::storage
