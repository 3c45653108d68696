#include "dynamo/index_schema.h"

#include <algorithm>

#include "dynamo/billing.h"
#include "dynamo/key_schema.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::IndexDefinition;
using model::IndexRequest;

ApiError SetProjection(const model::ProjectionRequest& request, IndexDefinition* index) {
  if (!request.type) return InvalidParameter("Unknown ProjectionType: null");
  const bool includes = *request.type == "INCLUDE";
  if (includes && !request.non_key_attributes) {
    return InvalidParameter("ProjectionType is INCLUDE, but NonKeyAttributes is not specified");
  }
  if (!includes && request.non_key_attributes) {
    return InvalidParameter("ProjectionType is " + *request.type +
                            ", but NonKeyAttributes is specified");
  }
  index->projection = includes                 ? model::ProjectionType::kInclude
                      : *request.type == "ALL" ? model::ProjectionType::kAll
                                               : model::ProjectionType::kKeysOnly;
  if (!includes) return {};
  for (const std::string& name : *request.non_key_attributes) {
    auto& names = index->non_key_attributes;
    if (std::find(names.begin(), names.end(), name) != names.end()) {
      return InvalidParameter("NonKeyAttributes has the attribute " + name + " twice");
    }
    names.push_back(name);
  }
  return {};
}

ApiError CheckLocal(const Table& table, const IndexDefinition& index) {
  if (table.keys.sort.empty()) {
    return InvalidParameter(
        "Table KeySchema does not have a range key, which is required when specifying a "
        "LocalSecondaryIndex");
  }
  if (index.keys.sort.empty()) {
    return InvalidParameter("Index KeySchema does not have a range key for index: " + index.name);
  }
  if (index.keys.partition == table.keys.partition) return {};
  return InvalidParameter(
      "Index KeySchema does not have the same leading hash key as table KeySchema for index: " +
      index.name + ". index hash key: " + index.keys.partition[0].name +
      ", table hash key: " + table.keys.partition[0].name);
}

ApiError CheckCounts(const Table& table) {
  const auto locals =
      static_cast<size_t>(std::count_if(table.indexes.begin(), table.indexes.end(),
                                        [](const IndexDefinition& index) { return index.local; }));
  if (locals > model::kLocalIndexesMax) {
    return InvalidParameter("Number of LocalSecondaryIndexes exceeds per-table limit of " +
                            std::to_string(model::kLocalIndexesMax));
  }
  if (table.indexes.size() - locals > model::kGlobalIndexesMax) {
    return InvalidParameter("GlobalSecondaryIndex count exceeds the per-table limit of " +
                            std::to_string(model::kGlobalIndexesMax));
  }
  size_t projected = 0;
  for (const IndexDefinition& index : table.indexes) projected += index.non_key_attributes.size();
  if (projected > model::kProjectedAttributesMax) {
    return InvalidParameter("Number of NonKeyAttributes in all indexes exceeds the limit of " +
                            std::to_string(model::kProjectedAttributesMax));
  }
  return {};
}

}  // namespace

ApiResult<IndexDefinition> CheckIndex(const Table& table, const IndexRequest& request, bool local) {
  IndexDefinition index;
  index.name = request.index_name;
  index.local = local;
  const size_t attributes_max = local ? 1 : model::kIndexKeyAttributesMax;
  if (ApiError e = CheckKeySchema(request.key_schema, attributes_max); !e.ok()) return e;
  auto keys = ResolveKeySchema(request.key_schema, table.attributes);
  if (!keys.ok()) return keys.status();
  index.keys = std::move(*keys);
  if (local) {
    if (ApiError e = CheckLocal(table, index); !e.ok()) return e;
  }
  if (ApiError e = SetProjection(request.projection, &index); !e.ok()) return e;
  if (!local) {
    if (ApiError e = SetIndexThroughput(table, request, &index); !e.ok()) return e;
  }
  return index;
}

ApiError CheckIndexesTogether(const Table& table) {
  for (size_t i = 0; i < table.indexes.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (table.indexes[i].name == table.indexes[j].name) {
        return InvalidParameter("Duplicate index name: " + table.indexes[i].name);
      }
    }
  }
  return CheckCounts(table);
}

}  // namespace keystone::dynamo
