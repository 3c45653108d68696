#include "dynamo/schema.h"

#include <algorithm>

#include "dynamo/arn.h"
#include "dynamo/billing.h"
#include "dynamo/index_schema.h"
#include "dynamo/key_schema.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::IndexDefinition;
using model::KeyAttribute;

// The names of all key attributes of the table and its indexes, each once.
std::vector<std::string> KeyNamesOf(const Table& table) {
  std::vector<std::string> names;
  const auto add = [&](const model::KeySchema& keys) {
    for (const auto* attributes : {&keys.partition, &keys.sort}) {
      for (const KeyAttribute& attribute : *attributes) {
        if (std::find(names.begin(), names.end(), attribute.name) == names.end()) {
          names.push_back(attribute.name);
        }
      }
    }
  };
  add(table.keys);
  for (const IndexDefinition& index : table.indexes) {
    if (index.status != model::IndexStatus::kDeleting) add(index.keys);
  }
  return names;
}

ApiError CheckAllAttributesUsed(const Table& table) {
  const std::vector<std::string> used = KeyNamesOf(table);
  if (used.size() == table.attributes.size()) return {};
  if (table.indexes.empty()) {
    return InvalidParameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  std::vector<std::string> defined;
  for (const KeyAttribute& attribute : table.attributes) defined.push_back(attribute.name);
  return InvalidParameter("Some AttributeDefinitions are not used. AttributeDefinitions: " +
                          ListOf(defined) + ", keys used: " + ListOf(used));
}

ApiError AddIndexes(const std::optional<std::vector<model::IndexRequest>>& requests, bool local,
                    Table* table) {
  if (!requests) return {};
  if (requests->empty()) {
    return InvalidParameter(std::string("List of ") + (local ? "Local" : "Global") +
                            "SecondaryIndexes is empty");
  }
  for (const model::IndexRequest& request : *requests) {
    auto index = CheckIndex(*table, request, local);
    if (!index.ok()) return index.status();
    table->indexes.push_back(std::move(*index));
  }
  return {};
}

// Attributes that no key has any more are forgotten.
void DropUnusedAttributes(Table* table) {
  const std::vector<std::string> used = KeyNamesOf(*table);
  std::erase_if(table->attributes, [&](const KeyAttribute& attribute) {
    return std::find(used.begin(), used.end(), attribute.name) == used.end();
  });
}

// The definitions of an UpdateTable: what is known may be said again, but not otherwise.
ApiError AddDefinitions(const std::vector<model::AttributeDefinition>& definitions, Table* table) {
  auto attributes = CheckDefinitions(definitions);
  if (!attributes.ok()) return attributes.status();
  for (KeyAttribute& attribute : *attributes) {
    const auto known =
        std::find_if(table->attributes.begin(), table->attributes.end(),
                     [&](const KeyAttribute& present) { return present.name == attribute.name; });
    if (known == table->attributes.end()) {
      table->attributes.push_back(std::move(attribute));
    } else if (known->type != attribute.type) {
      return InvalidParameter("Attribute " + attribute.name + " is defined as " +
                              TypeName(known->type) + " already");
    }
  }
  return {};
}

bool ActionsAreWrong(const model::IndexUpdate& update) {
  return (update.create ? 1 : 0) + (update.update ? 1 : 0) + (update.remove ? 1 : 0) != 1;
}

ApiResult<IndexDefinition*> FindToChange(Table* table, const std::string& name) {
  for (IndexDefinition& index : table->indexes) {
    if (index.local || index.name != name) continue;
    if (index.status == model::IndexStatus::kActive) return &index;
    return ApiError::ResourceInUse("Attempt to change a resource which is still in use: Index: " +
                                   name);
  }
  return ApiError::ResourceNotFound("Requested resource not found");
}

ApiError UpdateIndex(const model::IndexUpdate& update, Table* table) {
  if (update.create) {
    auto index = CheckIndex(*table, *update.create, false);
    if (!index.ok()) return index.status();
    index->status = model::IndexStatus::kCreating;
    table->indexes.push_back(std::move(*index));
    return {};
  }
  auto index = FindToChange(table, update.remove ? *update.remove : update.update->index_name);
  if (!index.ok()) return index.status();
  if (update.remove) {
    (*index)->status = model::IndexStatus::kDeleting;
    return {};
  }
  return UpdateIndexThroughput(*table, *update.update, *index);
}

ApiError UpdateIndexes(const std::vector<model::IndexUpdate>& updates, Table* table) {
  size_t online = 0;
  std::vector<std::string> named;
  for (const model::IndexUpdate& update : updates) {
    if (ActionsAreWrong(update)) {
      return InvalidParameter(
          "Exactly one of Create, Update and Delete must be specified for each "
          "GlobalSecondaryIndexUpdate");
    }
    if (update.create || update.remove) ++online;
    named.push_back(update.create   ? update.create->index_name
                    : update.remove ? *update.remove
                                    : update.update->index_name);
    if (std::count(named.begin(), named.end(), named.back()) > 1) {
      return InvalidParameter(
          "Only one global secondary index update per index is allowed "
          "simultaneously. Index: " +
          named.back());
    }
  }
  if (online > 1) {
    return ApiError(model::ErrorCode::kLimitExceeded,
                    "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                    "simultaneously per table");
  }
  for (const model::IndexUpdate& update : updates) {
    if (ApiError e = UpdateIndex(update, table); !e.ok()) return e;
  }
  return CheckIndexesTogether(*table);
}

bool AsksForNothing(const model::UpdateTableRequest& request) {
  return !request.billing_mode && !request.provisioned_throughput &&
         !request.on_demand_throughput && !request.warm_throughput && !request.table_class &&
         !request.deletion_protection && (!request.index_updates || request.index_updates->empty());
}

ApiError UpdateClass(const std::optional<std::string>& table_class, int64_t now_micros,
                     Table* table) {
  if (!table_class) return {};
  const bool infrequent = *table_class == "STANDARD_INFREQUENT_ACCESS";
  if (infrequent == table->infrequent_access) return {};
  table->infrequent_access = infrequent;
  table->class_changed_micros = now_micros;
  return {};
}

}  // namespace

ApiResult<Table> CheckCreateTable(const model::CreateTableRequest& request) {
  Table table;
  auto name = ResolveTableName(request.table_name);
  if (!name.ok()) return name.status();
  table.name = *name;
  if (ApiError e = CheckKeySchema(request.key_schema, 1); !e.ok()) return e;
  auto attributes = CheckDefinitions(request.attribute_definitions);
  if (!attributes.ok()) return attributes.status();
  table.attributes = std::move(*attributes);
  auto keys = ResolveKeySchema(request.key_schema, table.attributes);
  if (!keys.ok()) return keys.status();
  table.keys = std::move(*keys);
  if (ApiError e = SetBilling(request, &table); !e.ok()) return e;
  if (ApiError e = AddIndexes(request.local_secondary_indexes, true, &table); !e.ok()) return e;
  if (ApiError e = AddIndexes(request.global_secondary_indexes, false, &table); !e.ok()) return e;
  if (ApiError e = CheckIndexesTogether(table); !e.ok()) return e;
  if (ApiError e = CheckAllAttributesUsed(table); !e.ok()) return e;
  table.infrequent_access = request.table_class == "STANDARD_INFREQUENT_ACCESS";
  table.deletion_protection = request.deletion_protection;
  return table;
}

ApiResult<Table> CheckUpdateTable(const Table& table, const model::UpdateTableRequest& request,
                                  int64_t now_micros) {
  if (AsksForNothing(request)) {
    return ApiError::Validation(
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, "
        "GlobalSecondaryIndexUpdates or SSESpecification or ReplicaUpdates is required");
  }
  Table updated = table;
  if (ApiError e = UpdateBilling(request, now_micros, &updated); !e.ok()) return e;
  if (request.index_updates) {
    if (ApiError e = AddDefinitions(request.attribute_definitions, &updated); !e.ok()) return e;
    if (ApiError e = UpdateIndexes(*request.index_updates, &updated); !e.ok()) return e;
    DropUnusedAttributes(&updated);
  }
  if (ApiError e = UpdateClass(request.table_class, now_micros, &updated); !e.ok()) return e;
  if (request.deletion_protection) updated.deletion_protection = *request.deletion_protection;
  return updated;
}

}  // namespace keystone::dynamo
