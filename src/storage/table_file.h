// Table files: sorted, immutable runs of entries. docs/format/table-file.md has the grammar.
#pragma once

#include <memory>
#include <string>

#include "base/function_ref.h"
#include "env/file_system.h"
#include "storage/block_cache.h"
#include "storage/block_codec.h"
#include "storage/entry.h"
#include "storage/log_position.h"
#include "storage/table_file_info.h"

namespace keystone::storage {

struct TableFileCoding {
  Codec codec = Codec::kLz4;
  int zstd_level = 3;  // for kZstd: 1..kZstdLevelMax
};

class TableFileWriter {
 public:
  // Creates `folder`/TableFileName(number).
  static Result<std::unique_ptr<TableFileWriter>> Create(FileSystem& files,
                                                         const std::string& folder, uint64_t number,
                                                         const DatabaseId& database,
                                                         const LogPosition& durable,
                                                         const TableFileCoding& coding);
  virtual ~TableFileWriter() = default;
  virtual Status Add(const Entry& entry) = 0;  // in order
  virtual uint64_t bytes_written() const = 0;  // so far, about
  // Writes the rest and syncs the file (not the folder). At least one entry must have been added.
  virtual Result<TableFileInfo> Finish() = 0;
};

class TableFile {
 public:
  // Reads and checks header, footer, properties, filter and the root of the directory. `cache`
  // outlives the file and may be shared. `info` is the manifest's: a file that says otherwise is
  // corrupt.
  static Result<std::shared_ptr<const TableFile>> Open(FileSystem& files, const std::string& folder,
                                                       const DatabaseId& database,
                                                       const TableFileInfo& info,
                                                       BlockCache* cache);
  virtual ~TableFile() = default;
  virtual const TableFileInfo& info() const = 0;
  // False: the file holds no version of a key with this FilterHash. Reads nothing.
  virtual bool MayHold(uint64_t filter_hash) const = 0;
  // Visits the newest version of `key` that is not newer than `sequence`, if the file holds one.
  virtual Status Get(const Key& key, SequenceNumber sequence,
                     FunctionRef<void(const Entry&)> visit) const = 0;
  // Must not outlive the file. `fill_cache` false: for compaction and other long walks.
  virtual std::unique_ptr<EntryIterator> NewIterator(bool fill_cache) const = 0;
  // Reads and checks every block and the order of all entries.
  virtual Status Verify() const = 0;
};

}  // namespace keystone::storage
