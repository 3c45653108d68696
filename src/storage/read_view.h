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

// What there is to read at one moment. Immutable: replaced as a whole when any of it changes, so
// that a reader takes it by one reference.
struct ReadState {
  std::vector<std::shared_ptr<const Memtable>> memtables;  // the newest first
  std::shared_ptr<const Version> version;
  std::shared_ptr<const std::set<TableId>> retired;
};

struct ReadView {
  std::shared_ptr<const ReadState> state;
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
