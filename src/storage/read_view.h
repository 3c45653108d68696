// ReadView: what one reader sees: memtables, table files, and the sequence number up to which it
// believes them.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "storage/memtable.h"
#include "storage/store.h"
#include "storage/version.h"

namespace keystone::storage {

struct ReadView {
  std::vector<std::shared_ptr<Memtable>> memtables;  // the newest first
  std::shared_ptr<const Version> version;
  std::shared_ptr<const std::set<TableId>> retired;
  SequenceNumber sequence = 0;
};

struct FoundVersion {
  EntryKind kind = EntryKind::kDelete;
  SequenceNumber sequence = 0;  // 0: there is no version at all
  std::string value;
};

// The newest version of `key` that the view sees.
Result<FoundVersion> FindVersion(const ReadView& view, const Key& key);

Result<Counters> SumCounters(const ReadView& view, const Key& key);

// As Snapshot::Read.
Status ReadRows(const ReadView& view, const KeyRange& range, Direction direction,
                FunctionRef<bool(const Row&)> visit);

}  // namespace keystone::storage
