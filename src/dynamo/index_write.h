// The rows of a table's indexes, kept in step with its items by the transaction that writes these.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dynamo/table.h"
#include "keystone/status.h"
#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

// An item of a table before and after a write; none: there is no such item.
struct ItemVersions {
  const std::optional<std::string>& before;
  const std::optional<std::string>& after;
};

// Deletes and puts what the write changes in the indexes, with their totals and those of the item's
// collection. Returns what that costs each index it changes (AWS: "Provisioned throughput
// considerations for global secondary indexes": a unit for each 1 KB of each row put or deleted).
Result<std::vector<model::IndexCapacity>> WriteIndexes(const storage::Store& store,
                                                       const Table& table, const storage::Key& key,
                                                       const ItemVersions& versions,
                                                       storage::Transaction& transaction);

// The row of an item in an index that is being made, unless a write has put it there already, or
// there is no such item any more. The transaction names the item.
Status Backfill(const storage::Store& store, const Table& table,
                const model::IndexDefinition& index, const std::optional<std::string>& item,
                storage::Transaction& transaction);

}  // namespace keystone::dynamo
