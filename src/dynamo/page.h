// One page of a Query or Scan: rows of a range up to the page's limits, filtered and projected.
#pragma once

#include "dynamo/request_expressions.h"
#include "dynamo/source.h"
#include "model/api_error.h"
#include "storage/store.h"

namespace keystone::dynamo {

struct PageSpec {
  storage::KeyRange range;
  storage::Direction direction = storage::Direction::kForward;
  std::optional<expr::Bound> filter;
  std::optional<expr::Bound> projected;  // of which `projection` is made
  std::optional<expr::Projection> projection;
  bool counts_only = false;
  bool fetches = false;  // the table's items, for what the local index does not have
};

// The page ends after `limit` items, or before the item that would take it over 1 MB: items that
// were looked at, whether the filter let them pass or not. Then there is a LastEvaluatedKey, for a
// limit even where nothing follows.
model::ApiResult<model::PageResponse> ReadPage(storage::Store& store, const Source& source,
                                               const PageSpec& spec,
                                               const model::PageOptions& options);

}  // namespace keystone::dynamo
