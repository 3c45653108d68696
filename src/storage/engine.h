// OpenStore: the engine, a Store in a folder of files. docs/format/manifest.md says what lies in
// the folder.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "env/env.h"
#include "storage/store.h"
#include "storage/table_file.h"

namespace keystone::storage {

enum class CompactionStyle : unsigned char { kLeveled, kLazy };

struct StoreOptions {
  CommitDurability durability =
      CommitDurability::kSync;            // what kDefault means; not kDefault itself
  int64_t interval_ms = 100;              // for kInterval
  uint64_t memtable_bytes = 32ull << 20;  // flushed to a table file at this size
  uint64_t cache_bytes = 64ull << 20;     // of table-file blocks
  TableFileCoding coding;                 // of table files with older ones below
  TableFileCoding cold_coding;            // of those at the bottom, where most of the data is
  bool create_if_missing = true;          // else NotFound
  CompactionStyle compaction_style = CompactionStyle::kLazy;
  int concurrent_compactions_max = 2;
  // Sizes that only tests change.
  uint64_t table_file_bytes = 32ull << 20;  // a compaction's output is cut at this size
  uint64_t level_bytes = 128ull << 20;      // the most in the first level below level 0
};

// Opens or creates the database in folder `path`, whose parent must exist. Everything in `env` must
// outlive the store. Busy, NotFound, NewerFormat, Corruption with file and offset, IoError, NoSpace
// or ReadOnly where it cannot be opened.
Result<std::unique_ptr<Store>> OpenStore(const Env& env, const std::string& path,
                                         const StoreOptions& options);

}  // namespace keystone::storage
