// Memtables to table files, the changes of the manifest, and who waits for them.
#include <algorithm>

#include "base/check.h"
#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/engine_store.h"
#include "storage/file_names.h"

namespace keystone::storage {

// What comes after belongs to a new memtable and a new segment, so that the old segments can go
// when the old memtable is flushed.
void EngineStore::RotateMemtable() {
  immutable_.push_front(std::move(active_));
  active_ = MemtableSlot();
  active_.first_segment = ++last_segment_;
  active_.last_sequence = last_sequence_;
  ShowReaders();
  groups_.push_back(std::make_shared<Group>());
  groups_.back()->new_segment = last_segment_;
  ScheduleFlush();
}

bool EngineStore::MustStall() const {
  return immutable_.size() >= kImmutableMemtablesMax ||
         version_->levels[0].size() >= kLevel0FilesMax;
}

void EngineStore::ScheduleFlush() {
  if (flushing_ || immutable_.empty() || !background_error_.ok()) return;
  flushing_ = true;
  env_.executor->Submit(Priority::kFlush, [this] { FlushJob(); });
}

void EngineStore::FlushJob() {
  const Status status = FlushOldest();
  MutexLock lock(mutex_);
  if (!status.ok() && background_error_.ok()) background_error_ = status;
  flushing_ = false;
  ScheduleFlush();
  ScheduleCompaction();
  changed_->NotifyAll();
}

CompactionRules EngineStore::Rules() const {
  CompactionRules rules;
  rules.snapshots.assign(snapshots_.begin(), snapshots_.end());
  rules.snapshots.erase(std::unique(rules.snapshots.begin(), rules.snapshots.end()),
                        rules.snapshots.end());
  rules.retired = retired_;
  return rules;
}

uint64_t EngineStore::NextFileNumber() {
  MutexLock lock(mutex_);
  return state_.next_file++;
}

Status EngineStore::FlushOldest() {
  MemtableSlot slot;
  CompactionRules rules;
  LogPosition durable;
  {
    MutexLock lock(mutex_);
    slot = immutable_.back();
    // Later snapshots must see everything in it: then only the present ones can need an older
    // version.
    while (visible_sequence_ < slot.last_sequence && log_error_.ok()) {
      if (Planted(Bug::kInvisibleBeforeFlush)) break;
      changed_->Wait(lock);
    }
    KS_RETURN_IF_ERROR(log_error_);
    rules = Rules();
    durable = log_durable_;
  }
  const uint64_t number = NextFileNumber();
  std::unique_ptr<TableFileWriter> writer;
  std::vector<std::unique_ptr<EntryIterator>> runs;
  runs.push_back(slot.table->NewIterator());
  KS_RETURN_IF_ERROR(CompactEntries(
      std::move(runs), rules, [](const Key&) { return Planted(Bug::kLostTombstone); },
      [&](const Entry& entry) -> Status {
        if (writer == nullptr) {
          KS_ASSIGN_OR_RETURN(
              writer, TableFileWriter::Create(*env_.files, path_, number, identity_.id, durable,
                                              options_.coding));
        }
        return writer->Add(entry);
      }));
  ManifestEdit edit;
  LiveFiles added;
  if (writer != nullptr) {  // else all its tables are retired
    KS_ASSIGN_OR_RETURN(const TableFileInfo info, writer->Finish());
    if (!Planted(Bug::kDirectorySyncSkipped)) KS_RETURN_IF_ERROR(env_.files->SyncDirectory(path_));
    KS_ASSIGN_OR_RETURN(auto live, OpenLive(info));
    edit.added.emplace_back(0, info);
    added.push_back(std::move(live));
  }
  edit.last_sequence = slot.last_sequence;
  return Install(std::move(edit), added, true);
}

Result<std::shared_ptr<LiveFile>> EngineStore::OpenLive(const TableFileInfo& info) {
  KS_ASSIGN_OR_RETURN(auto table, TableFile::Open(*env_.files, path_, identity_.id, info, &cache_));
  return std::make_shared<LiveFile>(env_.files, PathOf(TableFileName(info.number)),
                                    std::move(table), &cache_);
}

// Makes an edit durable, then true in memory. `flushed`: it replaces the oldest memtable.
Status EngineStore::Install(ManifestEdit edit, const LiveFiles& added, bool flushed) {
  MutexLock install_lock(install_mutex_);
  {
    MutexLock lock(mutex_);
    edit.next_file = state_.next_file;
    edit.log_durable = log_durable_;
    // With every edit: what a compaction dropped must not be missed from a table that lives.
    edit.retired.assign(retired_->begin(), retired_->end());
    if (flushed) {
      edit.log_first = immutable_.size() > 1 ? immutable_[immutable_.size() - 2].first_segment
                                             : active_.first_segment;
    }
  }
  KS_RETURN_IF_ERROR(manifest_->Append(edit));
  std::shared_ptr<const ReadState> before;
  {
    MutexLock lock(mutex_);
    version_ = version_->With(edit, added);
    if (flushed) immutable_.pop_back();
    before = ShowReaders();
    changed_->NotifyAll();
  }
  std::set<uint64_t> gone;
  for (const auto& [level, number] : edit.removed) gone.insert(number);
  for (const auto& [level, info] : edit.added) gone.erase(info.number);  // moved
  for (const LiveFiles& files : before->version->levels) {
    for (const auto& file : files) {
      if (gone.contains(file->info().number)) file->MarkObsolete();
    }
  }
  if (edit.log_first) RemoveOldSegments(*edit.log_first);
  return Status::Ok();
}

// Segments that replay does not need. What cannot be removed now is removed at the next open.
void EngineStore::RemoveOldSegments(uint64_t log_first) {
  const auto names = env_.files->ListDirectory(path_);
  if (!names.ok()) return;
  for (const std::string& name : *names) {
    const uint64_t number = LogFileNumber(name);
    if (number == 0 || number >= log_first) continue;
    if (Status ignored = env_.files->RemoveFile(PathOf(name)); !ignored.ok()) return;
  }
}

Status EngineStore::Flush() {
  MutexLock lock(mutex_);
  KS_RETURN_IF_ERROR(WriteError());
  if (!active_.table->empty()) RotateMemtable();
  while (!immutable_.empty() && WriteError().ok()) WaitOrWrite(lock);
  return immutable_.empty() ? Status::Ok() : WriteError();
}

}  // namespace keystone::storage
