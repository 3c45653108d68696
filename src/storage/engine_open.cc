// Opening: folder and lock, manifest, table files, replay of the log; and closing.
#include <algorithm>

#include "base/coding.h"
#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/engine_store.h"
#include "storage/file_names.h"

namespace keystone::storage {

Result<std::unique_ptr<Store>> OpenStore(const Env& env, const std::string& path,
                                         const StoreOptions& options) {
  auto store = std::make_unique<EngineStore>(env, path, options);
  KS_RETURN_IF_ERROR(store->Open());
  return std::unique_ptr<Store>(std::move(store));
}

EngineStore::EngineStore(const Env& env, std::string path, const StoreOptions& options)
    : env_(env),
      path_(std::move(path)),
      options_(options),
      cache_(options.cache_bytes),
      changed_(env.executor->NewWaitQueue()),
      picker_(options) {}

EngineStore::~EngineStore() {
  if (Status ignored = Close(); !ignored.ok()) return;
}

Status EngineStore::Open() {
  KS_RETURN_IF_ERROR(OpenFolder());
  auto loaded = LoadManifest(*env_.files, path_);
  if (loaded.status().code() == StatusCode::kNotFound) {
    KS_RETURN_IF_ERROR(CreateState());
  } else {
    KS_RETURN_IF_ERROR(loaded.status());
    state_ = std::move(loaded).value();
  }
  identity_ = state_.identity;
  retired_ = std::make_shared<const std::set<TableId>>(state_.retired);
  KS_RETURN_IF_ERROR(OpenTableFiles());
  KS_ASSIGN_OR_RETURN(const RecoveredLog log, ReplayLog());
  // Only now: a damaged manifest may not name what holds the only copy of something.
  KS_RETURN_IF_ERROR(RemoveLeftovers());
  // The manifest first: segments without one are refused as the remains of a database.
  KS_RETURN_IF_ERROR(BeginManifest());
  KS_RETURN_IF_ERROR(BeginLog(log));
  MutexLock lock(mutex_);
  open_ = true;
  ShowReaders();
  ScheduleFlush();
  ScheduleCompaction();
  return Status::Ok();
}

Status EngineStore::OpenFolder() {
  if (!options_.create_if_missing) {
    KS_ASSIGN_OR_RETURN(const bool found,
                        env_.files->Exists(PathOf(std::string(kCurrentFileName))));
    if (!found) return Status::NotFound(path_ + ": no such database");
  }
  KS_RETURN_IF_ERROR(env_.files->CreateDirectory(path_));
  KS_ASSIGN_OR_RETURN(lock_, env_.files->Lock(PathOf(std::string(kLockFileName))));
  return Status::Ok();
}

// A new database, unless the folder holds a database's files but not the one that names them.
Status EngineStore::CreateState() {
  // The folder too must last, whoever made it: a process that died before this line, or the user.
  KS_RETURN_IF_ERROR(env_.files->SyncDirectory(DirectoryOf(path_)));
  KS_ASSIGN_OR_RETURN(const auto names, env_.files->ListDirectory(path_));
  for (const std::string& name : names) {
    if (LogFileNumber(name) != 0 || TableFileNumber(name) != 0) {
      return Status::Corruption(PathOf(std::string(kCurrentFileName)) + ": missing, but " + name +
                                " is there");
    }
  }
  const uint64_t id[2] = {env_.random->Next(), env_.random->Next()};
  std::memcpy(state_.identity.id.data(), id, sizeof id);
  state_.identity.history = env_.random->Next();
  state_.identity.hash_seed = env_.random->Next();
  // A manifest of a creation that a crash cut short may be there.
  for (const std::string& name : names) {
    state_.next_file = std::max(state_.next_file, ManifestFileNumber(name) + 1);
  }
  return Status::Ok();
}

Status EngineStore::RemoveLeftovers() {
  std::set<uint64_t> live;
  for (const auto& level : state_.levels) {
    for (const auto& [number, info] : level) live.insert(number);
  }
  KS_ASSIGN_OR_RETURN(const auto names, env_.files->ListDirectory(path_));
  for (const std::string& name : names) {
    const uint64_t table = TableFileNumber(name);
    const uint64_t segment = LogFileNumber(name);
    const bool leftover = (table != 0 && !live.contains(table)) ||
                          (segment != 0 && segment < state_.log_first) ||
                          name.ends_with(kTemporarySuffix);
    if (leftover) KS_RETURN_IF_ERROR(env_.files->RemoveFile(PathOf(name)));
    // A number may have been used and not noted: never use it again.
    state_.next_file = std::max({state_.next_file, table + 1, ManifestFileNumber(name) + 1});
  }
  return Status::Ok();
}

Status EngineStore::OpenTableFiles() {
  const ManifestEdit everything = state_.Everything();
  LiveFiles files;
  for (const auto& [level, info] : everything.added) {
    KS_ASSIGN_OR_RETURN(auto live, OpenLive(info));
    files.push_back(std::move(live));
  }
  version_ = version_->With(everything, files);
  return Status::Ok();
}

// Sequence numbers are given out one by one, and a table file holds whole records. Anything else
// would show a wrong version or add to a counter twice.
bool EngineStore::Follows(const RecordHeader& header) const {
  const SequenceNumber behind = header.sequence + header.operation_count;
  if (header.sequence == 0 || behind < header.sequence) return false;
  if (header.sequence <= state_.last_sequence) return behind - 1 <= state_.last_sequence;
  return header.sequence == last_sequence_ + 1;
}

// Records whose entries are all in table files are passed over: counters must not be added twice.
Status EngineStore::Replay(uint64_t segment, Bytes record) {
  RecordHeader header;
  bool newer = false;
  std::set<TableId> retired;
  SequenceNumber sequence = 0;
  bool skip = false;
  const bool valid =
      ReadRecord(record, &header, &newer, [&](EntryKind kind, const Key& key, Bytes value) {
        if (sequence == 0) {
          sequence = header.sequence;
          skip = header.sequence <= state_.last_sequence && !Planted(Bug::kCounterAddedTwice);
        }
        if (header.kind == RecordKind::kRetiredIds) {
          retired.insert(key.space.table);
        } else if (!skip) {
          Key hashed = key;
          hashed.hash = HashPartition(key.partition);
          active_.table->Add({hashed, sequence, kind, value});
        }
        ++sequence;
      });
  const std::string where =
      PathOf(LogFileName(segment)) + ": record " + std::to_string(header.sequence);
  if (newer) return Status::NewerFormat(where + ": written by a newer version of KeystoneDB");
  if (!valid) return Status::Corruption(where + ": cannot be read");
  if (!Follows(header)) {
    return Status::Corruption(where + ": does not follow " + std::to_string(last_sequence_));
  }
  if (!retired.empty()) {
    retired.insert(retired_->begin(), retired_->end());
    retired_ = std::make_shared<const std::set<TableId>>(std::move(retired));
  }
  last_sequence_ = std::max(last_sequence_, header.sequence + header.operation_count - 1);
  hybrid_time_ = std::max(hybrid_time_, header.hybrid_time);
  active_.last_sequence = last_sequence_;
  if (active_.table->bytes_used() >= options_.memtable_bytes) {
    immutable_.push_front(std::move(active_));
    active_ = MemtableSlot();
    active_.first_segment = state_.log_first;
  }
  return Status::Ok();
}

Result<RecoveredLog> EngineStore::ReplayLog() {
  LogPosition durable = state_.log_durable;
  for (const auto& level : state_.levels) {
    for (const auto& [number, info] : level) durable = std::max(durable, info.durable);
  }
  last_sequence_ = state_.last_sequence;
  active_.first_segment = state_.log_first;
  KS_ASSIGN_OR_RETURN(
      const RecoveredLog log,
      RecoverLog(*env_.files, path_, identity_.id, state_.log_first, durable,
                 [&](uint64_t segment, Bytes record) { return Replay(segment, record); }));
  // What was read may still be in the operating system's memory alone; the next segment's header
  // will vouch for it.
  if (log.last.number != 0) {
    KS_RETURN_IF_ERROR(env_.files->SyncFile(PathOf(LogFileName(log.last.number))));
  }
  log_durable_ = {log.last.number, log.end};
  visible_sequence_ = durable_sequence_ = last_sequence_;
  return log;
}

Status EngineStore::BeginLog(const RecoveredLog& log) {
  SegmentHeader header;
  header.database = identity_.id;
  header.history = identity_.history;
  header.number = std::max(state_.log_first, log.last.number + 1);
  header.id = env_.random->Next() | 1;
  header.previous_number = log.last.number;
  header.previous_id = log.last.id;
  header.previous_end = log.end;
  last_segment_ = header.number;
  KS_ASSIGN_OR_RETURN(
      segment_,
      SegmentWriter::Create(*env_.files, path_, LogFileName(header.number), header, log_durable_));
  return Status::Ok();
}

Status EngineStore::BeginManifest() {
  const uint64_t number = state_.next_file++;
  state_.retired = *retired_;
  state_.log_durable = std::max(state_.log_durable, log_durable_);
  KS_ASSIGN_OR_RETURN(manifest_, ManifestWriter::Create(*env_.files, path_, number,
                                                        env_.random->Next() | 1, state_));
  KS_ASSIGN_OR_RETURN(const auto names, env_.files->ListDirectory(path_));
  for (const std::string& name : names) {
    const uint64_t other = ManifestFileNumber(name);
    if (other != 0 && other != number) KS_RETURN_IF_ERROR(env_.files->RemoveFile(PathOf(name)));
  }
  return Status::Ok();
}

Status EngineStore::Close() {
  {
    MutexLock lock(mutex_);
    if (!open_) return Status::Ok();
    if (!closing_) {
      closing_ = true;
      stop_compactions_.store(true, std::memory_order_relaxed);
      WaitingGroup()->durability = CommitDurability::kSync;
    }
    while (writing_ || !groups_.empty() || log_job_scheduled_ || flushing_ || compactions_ != 0 ||
           delayed_tasks_ != 0) {
      WaitOrWrite(lock);
    }
    open_ = false;
  }
  Status status = log_error_.ok() ? background_error_ : log_error_;
  if (status.ok()) {
    ManifestEdit edit;
    edit.next_file = state_.next_file;
    edit.log_durable = log_durable_;
    status = manifest_->Append(edit);
  }
  segment_ = nullptr;
  manifest_ = nullptr;
  lock_ = nullptr;
  return status;
}

}  // namespace keystone::storage
