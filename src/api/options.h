// The ranges of keystone::Options.
#pragma once

#include "keystone/database.h"

namespace keystone::api {

// InvalidArgument names the first option that is out of its range, the range and the value.
Status CheckOptions(const Options& options);

}  // namespace keystone::api
