#include "cli/expressions.h"

#include "base/status_macros.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

// What stands inside the braces of a JSON object.
std::string Inside(const std::string& object) {
  const size_t begin = object.find('{') + 1;
  return object.substr(begin, object.rfind('}') - begin);
}

Result<std::string> NameMembers(const std::string& json) {
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  if (parser.parse(json).get_object().get(object) != simdjson::SUCCESS) {
    return Status::InvalidArgument("--names is no JSON object: " + json);
  }
  for (const auto& [name, value] : object) {
    if (value.is_string()) continue;
    return Status::InvalidArgument("--names: " + std::string(name) + " is no string");
  }
  return Inside(simdjson::minify(object));
}

Result<std::string> ValueMembers(const std::string& json) {
  auto typed = ToTypedItem(json, JsonStyle::kGuess);
  if (typed.ok()) return Inside(*typed);
  return Status(typed.status().code(), "--values: " + typed.status().message());
}

void AppendText(std::string* members, const char* name, const std::string& text) {
  if (text.empty()) return;
  *members += std::string(",\"") + name + "\":";
  wire::AppendJsonString(members, text);
}

void AppendObject(std::string* members, const char* name, const std::string& own,
                  const std::string& given) {
  if (own.empty() && given.empty()) return;
  const char* comma = own.empty() || given.empty() ? "" : ",";
  *members += std::string(",\"") + name + "\":{" + own + comma + given + "}";
}

}  // namespace

Result<std::string> ExpressionMembers(const Arguments& arguments, const OwnPlaceholders& own) {
  std::string members, names, values;
  AppendText(&members, "ConditionExpression", arguments.condition);
  AppendText(&members, "FilterExpression", arguments.filter);
  AppendText(&members, "ProjectionExpression", arguments.projection);
  if (!arguments.names.empty()) {
    KS_ASSIGN_OR_RETURN(names, NameMembers(arguments.names));
  }
  if (!arguments.values.empty()) {
    KS_ASSIGN_OR_RETURN(values, ValueMembers(arguments.values));
  }
  AppendObject(&members, "ExpressionAttributeNames", own.names, names);
  AppendObject(&members, "ExpressionAttributeValues", own.values, values);
  return members;
}

}  // namespace keystone::cli
