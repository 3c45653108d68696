// What a SELECT lists: each path's value, under the path's last name and the indexes behind it.
#pragma once

#include "model/item.h"
#include "partiql/ast.h"

namespace keystone::partiql {

// The attributes the paths begin with, each once.
std::vector<std::string> AttributesOf(const std::vector<Path>& projection);

// "Duplicate identifiers in select clause: name".
model::ApiError CheckNames(const std::vector<Path>& projection);

// Paths that lead nowhere add nothing. The names are known to differ.
std::string Project(const std::vector<Path>& projection, model::ItemView item);

}  // namespace keystone::partiql
