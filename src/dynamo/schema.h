// CreateTable's rules: what the members of a request mean together. Pure.
#pragma once

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

// The table a request describes, without id, uuid and creation time.
model::ApiResult<Table> CheckCreateTable(const model::CreateTableRequest& request);

}  // namespace keystone::dynamo
