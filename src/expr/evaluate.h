// Conditions and filters against an item.
#pragma once

#include <optional>

#include "expr/bound.h"

namespace keystone::expr {

// Whether the item meets the condition. An item that does not exist is one without attributes. A
// condition is never in error: what cannot be compared is not met. Pure.
bool Evaluate(const Bound& bound, model::ItemView item);

// The value at a path; none where it leads nowhere.
std::optional<model::ValueView> Follow(const Bound& bound, const Path& path, model::ItemView item);

}  // namespace keystone::expr
