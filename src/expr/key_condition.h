// What a Query looks for: a partition, and a range of its sort keys, out of a
// KeyConditionExpression or the legacy KeyConditions (AWS: "Key condition expressions for the Query
// operation"):
//
//   partition key = value [AND condition on the sort key]              (either order)
//   condition := sort key (= | < | <= | > | >=) value | sort key BETWEEN value AND value
//              | begins_with(sort key, value)
//
// Where keys have several attributes (AWS: "Multi-attribute keys pattern"), all partition
// attributes need a value, the sort attributes from the left as many as one likes; only the last of
// those may have another operator than =.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "expr/bound.h"
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
  std::vector<std::string> partition;  // encoded values, in the schema's order
  std::vector<std::string>
      sort_equal;                     // of the sort attributes before the last one with a condition
  std::optional<SortCondition> sort;  // of that one
};

// Missing or doubled conditions, conditions on other attributes, operators a key condition may not
// have, types against the schema, empty and too long key values: AWS's errors. Pure.
model::ApiResult<KeyCondition> ResolveKeyCondition(const Bound& bound,
                                                   const model::KeySchema& schema);
model::ApiResult<KeyCondition> ResolveKeyConditions(
    const std::vector<model::LegacyCondition>& conditions, const model::KeySchema& schema);

}  // namespace keystone::expr
