// Running compactions: the picker's plans, several at a time.
#include <algorithm>

#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/compact_entries.h"
#include "storage/engine_store.h"

namespace keystone::storage {
namespace {

// Writes what a compaction leaves, as files of a given size. A key's versions never lie in two
// files.
class Outputs {
 public:
  using NewWriter = std::function<Result<std::unique_ptr<TableFileWriter>>()>;
  Outputs(uint64_t file_bytes, NewWriter new_writer)
      : file_bytes_(file_bytes), new_writer_(std::move(new_writer)) {}

  Status Add(const Entry& entry) {
    if (writer_ != nullptr && IsFull(entry.key)) {
      KS_RETURN_IF_ERROR(Close());
      if (Planted(Bug::kWrongCompactionCut)) return Status::Ok();
    }
    if (writer_ == nullptr) {
      KS_ASSIGN_OR_RETURN(writer_, new_writer_());
    }
    last_.Assign(entry.key);
    return writer_->Add(entry);
  }
  Result<std::vector<TableFileInfo>> Finish() {
    if (writer_ != nullptr) KS_RETURN_IF_ERROR(Close());
    return std::move(infos_);
  }

 private:
  // Between two tables a file may end early, so that a table's files can go with it; then, at
  // about its size, between two stripes, between two partitions, and at last between any two keys.
  bool IsFull(const Key& next) const {
    const Key last = last_.view();
    const uint64_t bytes = writer_->bytes_written();
    if (last.space.table != next.space.table) return bytes >= file_bytes_ / 4;
    const bool same_stripe = last.space == next.space && last.hash >> 56 == next.hash >> 56;
    if (!same_stripe) return bytes >= file_bytes_ / 8 * 7;
    if (last.hash != next.hash || last.partition != next.partition) return bytes >= file_bytes_;
    return bytes >= file_bytes_ / 8 * 9 && last.sort != next.sort;
  }

  Status Close() {
    KS_ASSIGN_OR_RETURN(TableFileInfo info, writer_->Finish());
    infos_.push_back(std::move(info));
    writer_ = nullptr;
    return Status::Ok();
  }

  uint64_t file_bytes_;
  NewWriter new_writer_;
  std::unique_ptr<TableFileWriter> writer_;
  OwnedKey last_;
  std::vector<TableFileInfo> infos_;
};

// Nothing older than what a compaction into `level` writes lies below it.
bool IsBottom(const Version& version, int level) {
  for (++level; level < kLevels; ++level) {
    if (!version.levels[level].empty()) return false;
  }
  return true;
}

}  // namespace

void EngineStore::ScheduleCompaction() {
  if (closing_ || !background_error_.ok()) return;
  while (compactions_ < options_.concurrent_compactions_max) {
    std::optional<CompactionPlan> plan = picker_.Pick(*version_, compacting_, *retired_);
    if (!plan) return;
    auto compaction = std::make_shared<Compaction>();
    compaction->plan = std::move(*plan);
    compaction->version = version_;
    compaction->rules = Rules();
    compaction->durable = log_durable_;
    compaction->ForEachInput(
        [&](int, const LiveFile& file) { compacting_.insert(file.info().number); });
    ++compactions_;
    env_.executor->Submit(Priority::kBackground,
                          [this, compaction]() mutable { CompactionJob(std::move(compaction)); });
  }
}

void EngineStore::CompactionJob(std::shared_ptr<Compaction> compaction) {
  const Status status = Run(*compaction);
  MutexLock lock(mutex_);
  // Cancelled: by Close. What was written is removed at the next open.
  const bool failed = !status.ok() && status.code() != StatusCode::kCancelled;
  if (failed && background_error_.ok()) background_error_ = status;
  compaction->ForEachInput(
      [&](int, const LiveFile& file) { compacting_.erase(file.info().number); });
  lock.unlock();
  compaction = nullptr;  // lets go of its files before anybody may close the store
  lock.lock();
  --compactions_;
  ScheduleCompaction();
  changed_->NotifyAll();
}

void EngineStore::Compaction::ForEachInput(
    FunctionRef<void(int level, const LiveFile&)> visit) const {
  for (int level = 0; level < kLevels; ++level) {
    for (const auto& file : plan.inputs[level]) visit(level, *file);
  }
}

Status EngineStore::Run(const Compaction& compaction) {
  if (compaction.plan.is_drop() || compaction.plan.is_move()) return DropOrMove(compaction);
  return Merge(compaction);
}

Status EngineStore::DropOrMove(const Compaction& compaction) {
  ManifestEdit edit;
  LiveFiles moved;
  for (int level = 0; level < kLevels; ++level) {
    for (const auto& file : compaction.plan.inputs[level]) {
      edit.removed.emplace_back(level, file->info().number);
      if (compaction.plan.is_drop()) continue;
      edit.added.emplace_back(compaction.plan.output_level, file->info());
      moved.push_back(file);
    }
  }
  return Install(std::move(edit), moved, false);
}

Status EngineStore::Merge(const Compaction& compaction) {
  const int output_level = compaction.plan.output_level;
  std::vector<std::unique_ptr<EntryIterator>> runs;
  for (const auto& file : compaction.plan.inputs[0]) {
    runs.push_back(file->table().NewIterator(false));
  }
  for (int level = 1; level < kLevels; ++level) {
    const LiveFiles& files = compaction.plan.inputs[level];
    if (!files.empty()) runs.push_back(NewLevelIterator(files, false));
  }

  const TableFileCoding& coding =
      IsBottom(*compaction.version, output_level) ? options_.cold_coding : options_.coding;
  Outputs outputs(options_.table_file_bytes, [&] {
    return TableFileWriter::Create(*env_.files, path_, NextFileNumber(), identity_.id,
                                   compaction.durable, coding);
  });
  const auto nothing_below = [&](const Key& key) {
    if (Planted(Bug::kTombstoneAboveOlder)) return true;
    for (int level = output_level + 1; level < kLevels; ++level) {
      if (compaction.version->FileFor(level, key) != nullptr) return false;
    }
    return true;
  };
  KS_RETURN_IF_ERROR(CompactEntries(std::move(runs), compaction.rules, nothing_below,
                                    [&](const Entry& entry) -> Status {
                                      if (stop_compactions_.load(std::memory_order_relaxed)) {
                                        return Status::Cancelled(path_ + ": is being closed");
                                      }
                                      return outputs.Add(entry);
                                    }));
  KS_ASSIGN_OR_RETURN(const std::vector<TableFileInfo> infos, outputs.Finish());
  if (!Planted(Bug::kDirectorySyncSkipped)) KS_RETURN_IF_ERROR(env_.files->SyncDirectory(path_));

  ManifestEdit edit;
  LiveFiles added;
  for (const TableFileInfo& info : infos) {
    KS_ASSIGN_OR_RETURN(auto live, OpenLive(info));
    edit.added.emplace_back(output_level, info);
    added.push_back(std::move(live));
  }
  compaction.ForEachInput([&](int level, const LiveFile& file) {
    edit.removed.emplace_back(level, file.info().number);
  });
  return Install(std::move(edit), added, false);
}

}  // namespace keystone::storage
