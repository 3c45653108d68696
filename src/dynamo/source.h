// Source: what a Query or a Scan reads, a table or one of its indexes.
#pragma once

#include <optional>
#include <string>

#include "dynamo/catalog.h"
#include "model/api_error.h"
#include "model/item.h"
#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

struct Source {
  TablePtr table;
  const model::IndexDefinition* index = nullptr;  // of `table`; null: the table itself

  const model::KeySchema& keys() const { return index != nullptr ? index->keys : table->keys; }
  storage::SpaceId space() const {
    return index != nullptr ? SpaceOf(*table, *index) : table->space();
  }
};

// The index that the request names must be there and not be in the making; a global one cannot be
// read consistently.
model::ApiResult<Source> FindSource(TablePtr table, const model::PageOptions& options);

// The row an ExclusiveStartKey stands for; none where it has other attributes or types than the
// keys of the table and the index.
model::ApiResult<std::optional<storage::OwnedKey>> StartKeyOf(const storage::Store& store,
                                                              const Source& source,
                                                              model::ItemView given);

}  // namespace keystone::dynamo
