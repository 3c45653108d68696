// Updates: an item and an UpdateExpression make another item.
#pragma once

#include <string>

#include "expr/bound.h"

namespace keystone::expr {

// The item after the update. All operands are read from `item`; then all actions are carried out at
// once. An item that does not exist yet is one with its key attributes alone. AWS's errors:
// operands that are not there or of the wrong type, paths that lead through something else than the
// item has, numbers out of range. Keys and the item's size are not looked at. Pure.
model::ApiResult<std::string> ApplyUpdate(const Bound& bound, model::ItemView item);

}  // namespace keystone::expr
