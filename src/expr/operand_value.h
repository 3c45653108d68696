// The values that an update's operands, sums and set operations come to.
#pragma once

#include <optional>
#include <string>

#include "expr/bound.h"

namespace keystone::expr {

// An operand of SET, encoded.
model::ApiResult<std::string> OperandValue(const Bound& bound, const Node& node,
                                           model::ItemView item);

// ADD: two numbers' sum, two sets' union; of the legacy ADD, also two lists one behind the other.
model::ApiResult<std::string> AddValues(Parameter parameter, model::ValueView a,
                                        model::ValueView b);

// DELETE: what is left of the set `from`, or none where nothing is.
model::ApiResult<std::optional<std::string>> SubtractSet(Parameter parameter, model::ValueView from,
                                                         model::ValueView what);

}  // namespace keystone::expr
