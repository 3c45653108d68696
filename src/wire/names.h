// The service model's constraints on names.
#pragma once

#include <string>

#include "wire/errors.h"

namespace keystone::wire {

// An index's: 3 to 255 of a-z, A-Z, 0-9, '_', '-' and '.'.
void CheckIndexName(const std::string& name, const std::string& path, ErrorCollector* errors);

}  // namespace keystone::wire
