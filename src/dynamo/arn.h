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

// The name in the ARN of a table, where a request has a ResourceArn: no name will do. AWS's
// answers, by what is wrong: ValidationException for what is no ARN or another resource of
// DynamoDB's, AccessDeniedException for another service's.
model::ApiResult<std::string> ResolveTableArn(Bytes arn, Bytes operation);

std::string TableArn(Bytes region, Bytes account, Bytes table_name);

}  // namespace keystone::dynamo
