// Secondary indexes as CreateTable and UpdateTable ask for them. Pure.
#pragma once

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

// `table` has its keys, attributes and billing mode. The index has no id yet.
model::ApiResult<model::IndexDefinition> CheckIndex(const Table& table,
                                                    const model::IndexRequest& request, bool local);

// Names, counts and projected attributes of all of the table's indexes together.
model::ApiError CheckIndexesTogether(const Table& table);

}  // namespace keystone::dynamo
