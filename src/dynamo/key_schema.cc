#include "dynamo/key_schema.h"

#include <algorithm>

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::KeyAttribute;

constexpr size_t kKeyNameBytesMax = 255;

std::vector<std::string> NamesOf(const std::vector<model::KeySchemaElement>& schema) {
  std::vector<std::string> names;
  for (const auto& element : schema) names.push_back(element.attribute_name);
  return names;
}

std::vector<std::string> NamesOf(const std::vector<KeyAttribute>& attributes) {
  std::vector<std::string> names;
  for (const KeyAttribute& attribute : attributes) names.push_back(attribute.name);
  return names;
}

ApiResult<model::Type> KeyTypeOf(const std::string& type) {
  if (type == "S") return model::Type::kString;
  if (type == "N") return model::Type::kNumber;
  if (type == "B") return model::Type::kBinary;
  return InvalidParameter("AttributeType " + type + " is not one of B, N, S");
}

ApiError CheckNames(const std::vector<model::KeySchemaElement>& schema) {
  for (size_t i = 0; i < schema.size(); ++i) {
    const std::string& name = schema[i].attribute_name;
    if (name.empty() || name.size() > kKeyNameBytesMax) {
      return InvalidParameter("Key attribute names must be between 1 and 255 bytes long");
    }
    const auto is_it = [&](const auto& element) { return element.attribute_name == name; };
    if (std::none_of(schema.begin(), schema.begin() + static_cast<ptrdiff_t>(i), is_it)) continue;
    return InvalidParameter(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  return {};
}

}  // namespace

ApiError InvalidParameter(const std::string& why) {
  return ApiError::Validation("One or more parameter values were invalid: " + why);
}

std::string ListOf(const std::vector<std::string>& names) {
  std::string list = "[";
  for (const std::string& name : names) {
    if (list.size() > 1) list += ", ";
    list += name;
  }
  return list + "]";
}

ApiResult<std::vector<KeyAttribute>> CheckDefinitions(
    const std::vector<model::AttributeDefinition>& definitions) {
  std::vector<KeyAttribute> attributes;
  for (const auto& definition : definitions) {
    const auto is_it = [&](const KeyAttribute& known) {
      return known.name == definition.attribute_name;
    };
    if (std::any_of(attributes.begin(), attributes.end(), is_it)) {
      return ApiError::Validation("Cannot have duplicate AttributeDefinitions entries. Found: " +
                                  definition.attribute_name);
    }
    auto type = KeyTypeOf(definition.attribute_type);
    if (!type.ok()) return type.status();
    attributes.push_back({definition.attribute_name, *type});
  }
  return attributes;
}

ApiError CheckKeySchema(const std::vector<model::KeySchemaElement>& schema, size_t attributes_max) {
  if (schema.empty()) {
    return InvalidParameter(
        "No Hash Key specified in schema.  All Dynamo DB tables must have exactly one hash key");
  }
  if (schema.size() > 2 * attributes_max) {
    return ApiError::Validation(
        "1 validation error detected: Value at 'keySchema' failed to satisfy constraint: Member "
        "must have length less than or equal to " +
        std::to_string(2 * attributes_max));
  }
  if (schema[0].key_type != "HASH") {
    return ApiError::Validation(
        "Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (attributes_max == 1 && schema.size() == 2 && schema[1].key_type != "RANGE") {
    return ApiError::Validation(
        "Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  const auto is_sort = [](const auto& element) { return element.key_type == "RANGE"; };
  const auto first_sort = std::find_if(schema.begin(), schema.end(), is_sort);
  if (!std::all_of(first_sort, schema.end(), is_sort)) {
    return ApiError::Validation(
        "Invalid key order. Hash Key must be specified first in key schema, Range Key must be "
        "specifed second");
  }
  const auto partition_count = static_cast<size_t>(first_sort - schema.begin());
  if (partition_count > attributes_max || schema.size() - partition_count > attributes_max) {
    return ApiError::Validation("Invalid KeySchema: An index key has at most " +
                                std::to_string(attributes_max) + " HASH and " +
                                std::to_string(attributes_max) + " RANGE key elements");
  }
  return CheckNames(schema);
}

ApiResult<model::KeySchema> ResolveKeySchema(const std::vector<model::KeySchemaElement>& schema,
                                             const std::vector<KeyAttribute>& attributes) {
  model::KeySchema keys;
  for (const auto& element : schema) {
    const auto found = std::find_if(
        attributes.begin(), attributes.end(),
        [&](const KeyAttribute& attribute) { return attribute.name == element.attribute_name; });
    if (found == attributes.end()) {
      return InvalidParameter(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: " +
          ListOf(NamesOf(schema)) + ", AttributeDefinitions: " + ListOf(NamesOf(attributes)));
    }
    (element.key_type == "HASH" ? keys.partition : keys.sort).push_back(*found);
  }
  return keys;
}

}  // namespace keystone::dynamo
