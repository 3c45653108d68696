// The parameters that expressions took the place of: Expected, QueryFilter, ScanFilter,
// KeyConditions, AttributeUpdates, AttributesToGet. They become bound expressions, so that there is
// one evaluation. AWS: "Legacy conditional parameters" in the developer guide.
#pragma once

#include <vector>

#include "expr/bound.h"
#include "model/requests.h"

namespace keystone::expr {

// All views in what is bound are of `legacy`, `updates` and `names`, which live as long.
model::ApiResult<Bound> BindConditions(Parameter parameter, const model::LegacyConditions& legacy);
model::ApiResult<Bound> BindAttributeUpdates(const std::vector<model::AttributeUpdate>& updates);
model::ApiResult<Bound> BindAttributesToGet(const std::vector<std::string>& names);

// One condition's operator with the number and the types of its values; the order of BETWEEN's.
model::ApiError CheckLegacyCondition(const model::LegacyCondition& condition);
// Of a condition that was checked.
Operator LegacyOperator(const model::LegacyCondition& condition);
std::vector<model::ValueView> LegacyValues(const model::LegacyCondition& condition);

}  // namespace keystone::expr
