// Leveled compaction: level 0 as a whole, or one file of a deeper level in turn, is merged with
// what it overlaps one level below.
#include <algorithm>

#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/compact_entries.h"
#include "storage/engine_store.h"

namespace keystone::storage {
namespace {

constexpr size_t kLevel0FilesWanted = 4;
constexpr uint64_t kLevelGrowth = 10;

// Writes what a compaction leaves, as files of a given size. A key's versions never lie in two
// files.
class Outputs {
 public:
  using NewWriter = std::function<Result<std::unique_ptr<TableFileWriter>>()>;
  Outputs(uint64_t file_bytes, NewWriter new_writer)
      : file_bytes_(file_bytes), new_writer_(std::move(new_writer)) {}

  Status Add(const Entry& entry) {
    const bool full = writer_ != nullptr && writer_->bytes_written() >= file_bytes_;
    if (full && last_.view() != entry.key) {
      KS_RETURN_IF_ERROR(Close());
      if (Planted(Bug::kWrongCompactionCut)) return Status::Ok();
    }
    if (writer_ == nullptr) {
      KS_ASSIGN_OR_RETURN(writer_, new_writer_());
    }
    last_ = OwnedKey(entry.key);
    return writer_->Add(entry);
  }
  Result<std::vector<TableFileInfo>> Finish() {
    if (writer_ != nullptr) KS_RETURN_IF_ERROR(Close());
    return std::move(infos_);
  }

 private:
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

// The level that is fullest in proportion to its size, or -1 where none is full.
int FullestLevel(const Version& version, uint64_t level_bytes) {
  int fullest = -1;
  double fullest_score = 1.0;
  uint64_t wanted = level_bytes;
  for (int level = 0; level < kLevels - 1; ++level) {
    double score = static_cast<double>(version.levels[0].size()) / kLevel0FilesWanted;
    if (level > 0) {
      score = static_cast<double>(version.LevelBytes(level)) / static_cast<double>(wanted);
      wanted *= kLevelGrowth;
    }
    if (score < fullest_score || (score == fullest_score && fullest >= 0)) continue;
    fullest = level;
    fullest_score = score;
  }
  return fullest;
}

}  // namespace

void EngineStore::ScheduleCompaction() {
  if (compacting_ || closing_ || !background_error_.ok()) return;
  if (FullestLevel(*version_, options_.level_bytes) < 0) return;
  compacting_ = true;
  env_.executor->Submit(Priority::kBackground, [this] { CompactionJob(); });
}

void EngineStore::CompactionJob() {
  Compaction compaction;
  bool picked = false;
  {
    MutexLock lock(mutex_);
    picked = !closing_ && PickCompaction(&compaction);
  }
  const Status status = picked ? RunCompaction(compaction) : Status::Ok();
  compaction = {};  // lets go of its files before anybody may close the store
  MutexLock lock(mutex_);
  if (!status.ok() && background_error_.ok()) background_error_ = status;
  compacting_ = false;
  ScheduleCompaction();
  changed_->NotifyAll();
}

bool EngineStore::PickCompaction(Compaction* compaction) {
  const int level = FullestLevel(*version_, options_.level_bytes);
  if (level < 0) return false;
  compaction->level = level;
  compaction->version = version_;
  compaction->rules = Rules();
  compaction->durable = log_durable_;
  const LiveFiles& files = version_->levels[level];
  if (level == 0) {
    compaction->upper = files;
  } else {
    const auto next = std::find_if(files.begin(), files.end(), [&](const auto& file) {
      return compaction_cursor_[level].view() < file->info().smallest.view();
    });
    compaction->upper = {next == files.end() ? files.front() : *next};
    compaction_cursor_[level] = compaction->upper[0]->info().largest;
  }
  OwnedKey smallest = compaction->upper[0]->info().smallest;
  OwnedKey largest = compaction->upper[0]->info().largest;
  for (const auto& file : compaction->upper) {
    if (file->info().smallest.view() < smallest.view()) smallest = file->info().smallest;
    if (largest.view() < file->info().largest.view()) largest = file->info().largest;
  }
  compaction->lower = version_->Overlapping(level + 1, smallest.view(), largest.view());
  return true;
}

Status EngineStore::RunCompaction(const Compaction& compaction) {
  std::vector<std::unique_ptr<EntryIterator>> runs;
  if (compaction.level == 0) {
    for (const auto& file : compaction.upper) runs.push_back(file->table().NewIterator(false));
  } else {
    runs.push_back(NewLevelIterator(compaction.upper, false));
  }
  if (!compaction.lower.empty()) runs.push_back(NewLevelIterator(compaction.lower, false));

  const TableFileCoding& coding =
      IsBottom(*compaction.version, compaction.level + 1) ? options_.cold_coding : options_.coding;
  Outputs outputs(options_.table_file_bytes, [&] {
    return TableFileWriter::Create(*env_.files, path_, NextFileNumber(), identity_.id,
                                   compaction.durable, coding);
  });
  const auto nothing_below = [&](const Key& key) {
    if (Planted(Bug::kTombstoneAboveOlder)) return true;
    for (int level = compaction.level + 2; level < kLevels; ++level) {
      if (compaction.version->FileFor(level, key) != nullptr) return false;
    }
    return true;
  };
  KS_RETURN_IF_ERROR(CompactEntries(std::move(runs), compaction.rules, nothing_below,
                                    [&](const Entry& entry) { return outputs.Add(entry); }));
  KS_ASSIGN_OR_RETURN(const std::vector<TableFileInfo> infos, outputs.Finish());
  if (!Planted(Bug::kDirectorySyncSkipped)) KS_RETURN_IF_ERROR(env_.files->SyncDirectory(path_));

  ManifestEdit edit;
  LiveFiles added;
  for (const TableFileInfo& info : infos) {
    KS_ASSIGN_OR_RETURN(auto live, OpenLive(info));
    edit.added.emplace_back(compaction.level + 1, info);
    added.push_back(std::move(live));
  }
  for (const auto& file : compaction.upper) {
    edit.removed.emplace_back(compaction.level, file->info().number);
  }
  for (const auto& file : compaction.lower) {
    edit.removed.emplace_back(compaction.level + 1, file->info().number);
  }
  return Install(std::move(edit), added, false);
}

}  // namespace keystone::storage
