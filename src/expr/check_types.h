// What can be said of operands before there is an item: the types of literals, and operands that
// are the same path.
#pragma once

#include "expr/bound.h"

namespace keystone::expr {

// `node` is no operand, and its operands are bound.
model::ApiError CheckTypes(const Bound& bound, const Node& node);

// The operand of ADD or DELETE.
model::ApiError CheckActionType(const Bound& bound, const Action& action);

// "STRING", "NUMBER_SET": a type as messages about updates call it.
const char* LongTypeName(model::Type type);

}  // namespace keystone::expr
