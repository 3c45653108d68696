// What the members of CreateTable and UpdateTable mean together. Pure.
#pragma once

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

// The table a request describes, without ids, uuid and creation time.
model::ApiResult<Table> CheckCreateTable(const model::CreateTableRequest& request);

// The table as the request leaves it: indexes to be made are CREATING, without an id, those to be
// removed DELETING. `now_micros`: since 1970.
model::ApiResult<Table> CheckUpdateTable(const Table& table,
                                         const model::UpdateTableRequest& request,
                                         int64_t now_micros);

}  // namespace keystone::dynamo
