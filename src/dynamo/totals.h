// Totals: how many items a table or an index has and how large they are, as counter rows that the
// writing transactions add to.
//
// In the table's own space under kStatisticsIndex, so that they end with its id: partition empty,
// sort empty for the table itself, the index id as u32 for a local index; a global index has a
// table id of its own. A table with local indexes also has one row for each item collection, under
// kCollectionsIndex: partition and hash those of its items.
#pragma once

#include <string>

#include "dynamo/table.h"
#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

storage::OwnedKey TotalsKey(const storage::Store& store, storage::SpaceId space);

// Of the collection that the item of this key belongs to.
storage::OwnedKey CollectionKey(const storage::Key& item);

// A counter row's sums, or what a change adds to them.
inline storage::Counters ToCounters(int64_t items, int64_t bytes) {
  return {items, bytes, 0, 0};
}

Result<model::Totals> ReadTotals(const storage::Snapshot& snapshot, const storage::OwnedKey& key);

}  // namespace keystone::dynamo
