// The manifest: which table files make up the database, where replay of the log begins, and the few
// facts that must outlive every file. docs/format/manifest.md has the grammar.
//
// A manifest file is a log of edits in the log's own framing, begun with one edit that holds
// everything. CURRENT names the file that counts. Every open writes a new one.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "storage/segment_writer.h"
#include "storage/table_file_info.h"

namespace keystone::storage {

inline constexpr int kLevels = 7;

struct DatabaseIdentity {
  DatabaseId id{};         // random, made with the database
  uint64_t history = 0;    // random, new at every restore or fork
  uint64_t hash_seed = 0;  // of Store::HashPartition
};

struct ManifestEdit {
  std::optional<DatabaseIdentity> identity;
  std::optional<uint64_t> next_file;
  std::optional<SequenceNumber> last_sequence;
  std::optional<uint64_t> log_first;
  std::optional<LogPosition> log_durable;
  std::vector<std::pair<int, TableFileInfo>> added;  // level, file
  std::vector<std::pair<int, uint64_t>> removed;     // level, number
  std::vector<TableId> retired;
};

struct ManifestState {
  DatabaseIdentity identity;
  uint64_t next_file = 1;            // numbers from here on are free, for table files and manifests
  SequenceNumber last_sequence = 0;  // none higher is in a table file
  uint64_t log_first = 1;            // replay begins with this segment
  LogPosition log_durable;           // the log was durable to here
  std::map<uint64_t, TableFileInfo> levels[kLevels];
  std::set<TableId> retired;

  // Corruption where the edit does not fit: a file added twice or removed without being there.
  Status Apply(const ManifestEdit& edit, const std::string& where);
  ManifestEdit Everything() const;
};

std::string EncodeManifestEdit(const ManifestEdit& edit);
Result<ManifestEdit> DecodeManifestEdit(Bytes bytes, const std::string& where);

// NotFound where the folder has no CURRENT. What it returns is durable.
Result<ManifestState> LoadManifest(FileSystem& files, const std::string& folder);

class ManifestWriter {
 public:
  // Writes manifest file `number` with everything in `state` and makes CURRENT name it; both are
  // durable afterwards.
  static Result<std::unique_ptr<ManifestWriter>> Create(FileSystem& files,
                                                        const std::string& folder, uint64_t number,
                                                        uint64_t segment_id,
                                                        const ManifestState& state);
  // Durable when it returns. After a failure nothing more is written.
  Status Append(const ManifestEdit& edit);

 private:
  explicit ManifestWriter(std::unique_ptr<SegmentWriter> segment) : segment_(std::move(segment)) {}
  std::unique_ptr<SegmentWriter> segment_;
};

}  // namespace keystone::storage
