#include "dynamo/schema.h"

#include <algorithm>

#include "dynamo/arn.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;

// AWS: on-demand tables start warm for this much.
constexpr model::Throughput kOnDemandWarm{12000, 4000};
constexpr size_t kKeyNameBytesMax = 255;

ApiError Invalid(std::string why) {
  return ApiError::Validation("One or more parameter values were invalid: " + why);
}

// "[a, b]"
template <typename Elements>
std::string NameList(const Elements& elements) {
  std::string list = "[";
  for (const auto& element : elements) {
    if (list.size() > 1) list += ", ";
    list += element.attribute_name;
  }
  return list + "]";
}

const model::AttributeDefinition* FindDefinition(const model::CreateTableRequest& request,
                                                 const std::string& name) {
  for (const auto& definition : request.attribute_definitions) {
    if (definition.attribute_name == name) return &definition;
  }
  return nullptr;
}

ApiError CheckKeySchemaShape(const std::vector<model::KeySchemaElement>& schema) {
  if (schema.empty())
    return Invalid(
        "No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key");
  if (schema.size() > 2) {
    return ApiError::Validation(
        "1 validation error detected: Value at 'keySchema' failed to satisfy constraint: Member "
        "must have length less than or equal to 2");
  }
  if (schema[0].key_type != "HASH") {
    return ApiError::Validation(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (schema.size() == 2 && schema[1].key_type != "RANGE") {
    return ApiError::Validation(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (schema.size() == 2 && schema[0].attribute_name == schema[1].attribute_name) {
    return Invalid(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  for (const auto& element : schema) {
    if (element.attribute_name.empty() || element.attribute_name.size() > kKeyNameBytesMax) {
      return Invalid("Key attribute names must be between 1 and 255 bytes long");
    }
  }
  return {};
}

ApiError CheckDefinitions(const model::CreateTableRequest& request) {
  const auto& definitions = request.attribute_definitions;
  for (size_t i = 0; i < definitions.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (definitions[i].attribute_name == definitions[j].attribute_name) {
        return ApiError::Validation("Cannot have duplicate AttributeDefinitions entries. Found: " +
                                    definitions[i].attribute_name);
      }
    }
  }
  for (const auto& element : request.key_schema) {
    if (FindDefinition(request, element.attribute_name) == nullptr) {
      return Invalid("Some index key attributes are not defined in AttributeDefinitions. Keys: " +
                     NameList(request.key_schema) +
                     ", AttributeDefinitions: " + NameList(definitions));
    }
  }
  if (definitions.size() != request.key_schema.size()) {
    return Invalid(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return {};
}

ApiResult<model::KeyAttribute> ToKeyAttribute(const model::AttributeDefinition& definition) {
  model::KeyAttribute attribute{definition.attribute_name, model::Type::kString};
  if (definition.attribute_type == "S") return attribute;
  attribute.type = model::Type::kNumber;
  if (definition.attribute_type == "N") return attribute;
  attribute.type = model::Type::kBinary;
  if (definition.attribute_type == "B") return attribute;
  return Invalid("AttributeType " + definition.attribute_type + " is not one of B, N, S");
}

ApiError CheckUnits(const model::Throughput& throughput) {
  if (throughput.read_units < 1 || throughput.write_units < 1) {
    return Invalid("ReadCapacityUnits and WriteCapacityUnits must be at least 1");
  }
  return {};
}

ApiError SetBilling(const model::CreateTableRequest& request, Table* table) {
  const std::string mode = request.billing_mode.value_or("PROVISIONED");
  const auto& provisioned = request.provisioned_throughput;
  if (mode == "PAY_PER_REQUEST") {
    if (provisioned) {
      return Invalid(
          "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
          "PAY_PER_REQUEST");
    }
    table->billing_mode = model::BillingMode::kPayPerRequest;
    table->warm_throughput = request.warm_throughput.value_or(kOnDemandWarm);
    return CheckUnits(table->warm_throughput);
  }
  if (mode != "PROVISIONED")
    return Invalid("BillingMode " + mode + " is not one of PROVISIONED, PAY_PER_REQUEST");
  if (!provisioned) {
    return Invalid(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  if (ApiError error = CheckUnits(*provisioned); !error.ok()) return error;
  table->provisioned_throughput = *provisioned;
  table->warm_throughput = request.warm_throughput.value_or(*provisioned);
  return CheckUnits(table->warm_throughput);
}

}  // namespace

ApiResult<Table> CheckCreateTable(const model::CreateTableRequest& request) {
  Table table;
  auto name = ResolveTableName(request.table_name);
  if (!name.ok()) return name.status();
  table.name = *name;
  if (ApiError error = CheckKeySchemaShape(request.key_schema); !error.ok()) return error;
  if (ApiError error = CheckDefinitions(request); !error.ok()) return error;
  for (const auto& element : request.key_schema) {
    auto attribute = ToKeyAttribute(*FindDefinition(request, element.attribute_name));
    if (!attribute.ok()) return attribute.status();
    if (element.key_type == "HASH") {
      table.keys.partition = *attribute;
    } else {
      table.keys.sort = *attribute;
    }
  }
  if (ApiError error = SetBilling(request, &table); !error.ok()) return error;
  table.deletion_protection = request.deletion_protection;
  return table;
}

}  // namespace keystone::dynamo
