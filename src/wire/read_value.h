// Attribute values: DynamoDB-typed JSON straight into the binary form.
#pragma once

#include <string>

#include "model/value_writer.h"
#include "wire/json.h"

namespace keystone::wire {

// {"name": {"S": "x"}, …} as an item; an empty string where `errors` says why not. `writer` is
// empty before and after.
std::string ReadItem(Json json, model::ValueWriter* writer, ErrorCollector* errors);

// The same of ExpressionAttributeValues, whose errors tell which placeholder has the bad value.
std::string ReadPlaceholderValues(Json json, model::ValueWriter* writer, ErrorCollector* errors);

// One value, {"S": "x"}, encoded (model/value.h).
std::string ReadValue(Json json, model::ValueWriter* writer, ErrorCollector* errors);

}  // namespace keystone::wire
