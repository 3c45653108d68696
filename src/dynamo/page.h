// One page of a Query or Scan: rows of a range up to the page's limits.
#pragma once

#include "dynamo/table.h"
#include "model/api_error.h"
#include "storage/store.h"

namespace keystone::dynamo {

struct PageSpec {
  storage::KeyRange range;
  storage::Direction direction = storage::Direction::kForward;
  std::optional<int64_t> limit;  // at least 1
};

// The page ends after `limit` items, or before the item that would take it over 1 MB. Then there is
// a LastEvaluatedKey, for a limit even where nothing follows.
model::ApiResult<model::PageResponse> ReadPage(const storage::Snapshot& snapshot,
                                               const Table& table, const PageSpec& spec);

}  // namespace keystone::dynamo
