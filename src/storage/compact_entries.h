// CompactEntries: what flush and compaction write of the runs they merge.
//
// A version is dropped when no reader can see it: a newer one of its key is visible to every
// snapshot that would see it. A deletion goes too when nothing older is left below. Counters are
// summed up. Rows of retired tables vanish.
#pragma once

#include <memory>
#include <set>
#include <vector>

#include "base/function_ref.h"
#include "storage/entry.h"

namespace keystone::storage {

struct CompactionRules {
  std::vector<SequenceNumber>
      snapshots;  // of live readers, ascending; every later reader sees all of the runs
  std::shared_ptr<const std::set<TableId>> retired;
};

// Writes what is left to `write`, in order. `nothing_below` tells whether no older version of a key
// can be outside the runs.
Status CompactEntries(std::vector<std::unique_ptr<EntryIterator>> runs,
                      const CompactionRules& rules, FunctionRef<bool(const Key&)> nothing_below,
                      FunctionRef<Status(const Entry&)> write);

}  // namespace keystone::storage
