// Which attributes a Query or a Scan answers with: Select against the projection, and against what
// the index that is read has.
#pragma once

#include "dynamo/page.h"
#include "dynamo/source.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

model::ApiError CheckSelect(const Source& source, const model::PageOptions& options);

// A Query's filter may only look at what the index has; a Scan's finds nothing in the rest.
model::ApiError CheckFilterProjected(const Source& source, const PageSpec& spec);

// Sets whether only counts are asked for, and whether items have to be fetched from the table: what
// a local index does not have; a global one refuses to be asked for it. `spec` has its projection.
model::ApiError ApplySelect(const Source& source, const model::PageOptions& options,
                            PageSpec* spec);

}  // namespace keystone::dynamo
