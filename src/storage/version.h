// Version: the table files that make up the database at one moment. Immutable; a reader holds the
// one it began with.
#pragma once

#include <atomic>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "env/file_system.h"
#include "storage/block_cache.h"
#include "storage/manifest.h"
#include "storage/table_file.h"

namespace keystone::storage {

// A table file in use. Once it is obsolete and nobody holds it any more, it is removed from the
// disk.
class LiveFile {
 public:
  LiveFile(FileSystem* files, std::string path, std::shared_ptr<const TableFile> table,
           BlockCache* cache)
      : files_(files), path_(std::move(path)), table_(std::move(table)), cache_(cache) {}
  ~LiveFile();
  LiveFile(const LiveFile&) = delete;

  const TableFile& table() const { return *table_; }
  const TableFileInfo& info() const { return table_->info(); }
  void MarkObsolete() { obsolete_.store(true, std::memory_order_relaxed); }

 private:
  FileSystem* files_;
  std::string path_;
  std::shared_ptr<const TableFile> table_;
  BlockCache* cache_;
  std::atomic<bool> obsolete_{false};
};

using LiveFiles = std::vector<std::shared_ptr<LiveFile>>;
using LiveFileSpan = std::span<const std::shared_ptr<LiveFile>>;

struct Version {
  // Level 0: runs that may overlap, the newest first. Each further level is one run: its files are
  // in key order and no two hold the same key.
  LiveFiles levels[kLevels];

  // The one file of level `level` >= 1 that may hold `key`, or null.
  const LiveFile* FileFor(int level, const Key& key) const;
  // The files of `level` that may hold keys of `range`, or of smallest..largest, in the level's
  // order.
  LiveFiles Overlapping(int level, const KeyRange& range) const;
  LiveFileSpan OverlappingRun(int level, const KeyRange& range) const;  // level >= 1
  LiveFiles Overlapping(int level, const Key& smallest, const Key& largest) const;
  uint64_t LevelBytes(int level) const;

  // This version with the files of an edit taken out and put in.
  std::shared_ptr<const Version> With(const ManifestEdit& edit, const LiveFiles& added) const;
};

// Walks a level >= 1, or part of it, as the one run it is. Must not outlive the files.
std::unique_ptr<EntryIterator> NewLevelIterator(LiveFileSpan files, bool fill_cache);

}  // namespace keystone::storage
