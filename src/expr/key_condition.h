// KeyConditionExpression: parse and resolve. Grammar (AWS: "Key condition expressions for the Query
// operation"):
//
//   expression := condition [AND condition]         (either order, parentheses allowed)
//   condition  := path '=' value                                     on the partition key
//              |  path ('=' | '<' | '<=' | '>' | '>=') value         on the sort key
//              |  path BETWEEN value AND value
//              |  begins_with '(' path ',' value ')'
//   path       := attribute name | '#' name          value := ':' name
#pragma once

#include <optional>
#include <string>

#include "model/api_error.h"
#include "model/item.h"
#include "model/requests.h"

namespace keystone::expr {

enum class SortOperator : unsigned char {
  kEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kBeginsWith,
};

struct SortCondition {
  SortOperator op = SortOperator::kEqual;
  std::string first;   // an encoded value
  std::string second;  // BETWEEN's upper value
};

struct KeyCondition {
  std::string partition;  // an encoded value
  std::optional<SortCondition> sort;
};

// All of AWS's checks: syntax, placeholders undefined or unused, reserved words used bare, missing
// or doubled conditions, conditions on other attributes, types against the schema, empty key
// values, BETWEEN's bounds out of order. Pure.
model::ApiResult<KeyCondition> ResolveKeyCondition(Bytes expression, model::ItemView names,
                                                   model::ItemView values,
                                                   const model::KeySchema& schema);

}  // namespace keystone::expr
