// AWS, "IAM JSON policy elements reference". Actions, principals and conditions are not looked
// into.
#include "wire/policy_document.h"

#include "model/limits.h"
#include "wire/json.h"

namespace keystone::wire {
namespace {

using model::ApiError;

ApiError Invalid(const std::string& why) {
  return ApiError::Validation(
      "One or more parameter values were invalid: Invalid policy document: " + why);
}

bool HasOneOf(Json statement, std::initializer_list<const char*> names) {
  int found = 0;
  for (const char* name : names) found += statement.at_key(name).error() == simdjson::SUCCESS;
  return found == 1;
}

ApiError CheckStatement(Json statement) {
  if (!statement.is_object()) return Invalid("Syntax errors in policy.");
  std::string_view effect;
  if (statement["Effect"].get_string().get(effect) != simdjson::SUCCESS ||
      (effect != "Allow" && effect != "Deny")) {
    return Invalid("A statement's Effect must be Allow or Deny.");
  }
  if (!HasOneOf(statement, {"Principal", "NotPrincipal"})) {
    return Invalid("A statement must have one of Principal and NotPrincipal.");
  }
  if (!HasOneOf(statement, {"Action", "NotAction"})) {
    return Invalid("A statement must have one of Action and NotAction.");
  }
  if (!HasOneOf(statement, {"Resource", "NotResource"})) {
    return Invalid("A statement must have one of Resource and NotResource.");
  }
  return {};
}

ApiError CheckVersion(Json document) {
  Json version;
  if (document.at_key("Version").get(version) != simdjson::SUCCESS) return {};
  std::string_view text;
  if (version.get_string().get(text) == simdjson::SUCCESS &&
      (text == "2012-10-17" || text == "2008-10-17")) {
    return {};
  }
  return Invalid("The policy must contain a valid version string.");
}

}  // namespace

ApiError CheckPolicy(Bytes text) {
  if (text.size() > model::kPolicyBytesMax) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Policy size exceeds the maximum of " +
        std::to_string(model::kPolicyBytesMax) + " bytes");
  }
  simdjson::dom::parser parser(model::kPolicyBytesMax);
  Json document;
  if (text.empty() || parser.parse(text.data(), text.size()).get(document) != simdjson::SUCCESS ||
      !document.is_object()) {
    return Invalid("Syntax errors in policy.");
  }
  if (ApiError error = CheckVersion(document); !error.ok()) return error;
  Json statements;
  if (document.at_key("Statement").get(statements) != simdjson::SUCCESS || IsEmpty(statements)) {
    return Invalid("A policy must have a Statement.");
  }
  simdjson::dom::array list;
  if (statements.get_array().get(list) != simdjson::SUCCESS) return CheckStatement(statements);
  for (const Json statement : list) {
    if (ApiError error = CheckStatement(statement); !error.ok()) return error;
  }
  return {};
}

}  // namespace keystone::wire
