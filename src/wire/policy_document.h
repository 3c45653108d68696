// A resource-based policy as text: whether it has the form of a policy document.
#pragma once

#include "base/bytes.h"
#include "model/api_error.h"

namespace keystone::wire {

// ValidationException for what is no policy document, or longer than the limit.
model::ApiError CheckPolicy(Bytes text);

}  // namespace keystone::wire
