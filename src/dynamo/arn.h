// Table names as requests give them: a name, or the ARN of a table. One database has one namespace,
// so an ARN's region and account are not compared with anything.
#pragma once

#include <string>

#include "base/bytes.h"
#include "model/api_error.h"

namespace keystone::dynamo {

// "arn:aws:dynamodb:eu-west-1:123456789012:table/users" -> "users"; a name stays as it is.
// ValidationException for anything that cannot name a table.
model::ApiResult<std::string> ResolveTableName(Bytes name_or_arn);

std::string TableArn(Bytes region, Bytes account, Bytes table_name);

}  // namespace keystone::dynamo
