// Key schemas and the attributes they are made of, as CreateTable and UpdateTable give them. Pure.
#pragma once

#include <string>
#include <vector>

#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

// "One or more parameter values were invalid: " and why.
model::ApiError InvalidParameter(const std::string& why);

// "[a, b]"
std::string ListOf(const std::vector<std::string>& names);

// Each once, of a type that keys may have.
model::ApiResult<std::vector<model::KeyAttribute>> CheckDefinitions(
    const std::vector<model::AttributeDefinition>& definitions);

// How many attributes of each kind a key may have: a table's or a local index's one, a global
// index's four.
model::ApiError CheckKeySchema(const std::vector<model::KeySchemaElement>& schema,
                               size_t attributes_max);

// The schema with its attributes' types, all of which are in `attributes`.
model::ApiResult<model::KeySchema> ResolveKeySchema(
    const std::vector<model::KeySchemaElement>& schema,
    const std::vector<model::KeyAttribute>& attributes);

}  // namespace keystone::dynamo
