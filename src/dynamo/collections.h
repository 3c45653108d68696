// Item collections: the items of one partition key and their rows in local indexes, of tables that
// have these. AWS: "Item collections in local secondary indexes": at most 10 GB each.
#pragma once

#include <optional>

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/item.h"
#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

bool HasCollections(const Table& table);

// ItemCollectionSizeLimitExceededException for a write that makes an item larger in a collection
// that is as large as it may be.
model::ApiError CheckCollection(storage::Store& store, const Table& table, const storage::Key& key,
                                model::ItemView before, model::ItemView after);

// What ReturnItemCollectionMetrics tells of the collection of `item`, which has the table's key;
// nothing for a table without collections.
std::optional<model::ItemCollectionMetrics> MetricsOf(storage::Store& store, const Table& table,
                                                      const storage::Key& key,
                                                      model::ItemView item);

}  // namespace keystone::dynamo
