#include "wire/json.h"

#include <cmath>
#include <set>

namespace keystone::wire {
namespace {

using simdjson::dom::element_type;

// AWS's words for a JSON value where another type was expected (unverified: docs/compatibility.md).
void ReportType(Json json, const char* expected, ErrorCollector* errors) {
  if (json.is_object()) {
    errors->WrongType("Start of structure or map found where not expected.");
  } else if (json.is_array()) {
    errors->WrongType("Start of list found where not expected.");
  } else {
    errors->WrongType(std::string(JsonTypeName(json)) + " can not be converted to " + expected);
  }
}

}  // namespace

const char* JsonTypeName(Json json) {
  switch (json.type()) {
    case element_type::ARRAY:
      return "START_ARRAY";
    case element_type::OBJECT:
      return "START_OBJECT";
    case element_type::INT64:
    case element_type::UINT64:
      return "NUMBER_VALUE";
    case element_type::DOUBLE:
      return "DECIMAL_VALUE";
    case element_type::STRING:
      return "STRING_VALUE";
    case element_type::BOOL:
      return json.get_bool().value_unsafe() ? "TRUE_VALUE" : "FALSE_VALUE";
    case element_type::NULL_VALUE:
      return "NULL_VALUE";
  }
  return "VALUE";
}

std::optional<Bytes> AsString(Json json, ErrorCollector* errors) {
  std::string_view text;
  if (json.get_string().get(text) == simdjson::SUCCESS) return text;
  ReportType(json, "String", errors);
  return std::nullopt;
}

std::optional<int64_t> AsInteger(Json json, ErrorCollector* errors) {
  constexpr double kExactMax = 9007199254740992.0;  // 2^53
  int64_t value = 0;
  if (json.get_int64().get(value) == simdjson::SUCCESS) return value;
  double number = 0;
  // A fraction is cut off, as AWS does.
  if (json.type() == element_type::DOUBLE && json.get_double().get(number) == simdjson::SUCCESS &&
      std::abs(number) < kExactMax) {
    return static_cast<int64_t>(number);
  }
  ReportType(json, "Integer", errors);
  return std::nullopt;
}

std::optional<bool> AsBool(Json json, ErrorCollector* errors) {
  bool value = false;
  if (json.get_bool().get(value) == simdjson::SUCCESS) return value;
  ReportType(json, "Boolean", errors);
  return std::nullopt;
}

void ForEachMember(Json json, ErrorCollector* errors,
                   FunctionRef<void(Bytes name, Json value)> visit) {
  simdjson::dom::object object;
  if (json.get_object().get(object) != simdjson::SUCCESS) {
    if (json.is_array()) return errors->WrongType("Start of list found where not expected.");
    return errors->WrongType("Unexpected field type");
  }
  for (const auto& field : object) visit(field.key, field.value);
}

void ForEachField(Json json, ErrorCollector* errors,
                  FunctionRef<void(Bytes name, Json value)> visit) {
  std::set<Bytes> seen;
  ForEachMember(json, errors, [&](Bytes name, Json value) {
    if (!seen.insert(name).second) errors->Duplicate(name);
    visit(name, value);
  });
}

void ForEachElement(Json json, ErrorCollector* errors, FunctionRef<void(Json value)> visit) {
  simdjson::dom::array array;
  if (json.get_array().get(array) != simdjson::SUCCESS) {
    if (json.is_object()) {
      return errors->WrongType("Start of structure or map found where not expected.");
    }
    return errors->WrongType("Unexpected field type");
  }
  for (const Json element : array) visit(element);
}

bool IsEmpty(Json json) {
  simdjson::dom::object object;
  if (json.get_object().get(object) == simdjson::SUCCESS) return object.begin() == object.end();
  simdjson::dom::array array;
  if (json.get_array().get(array) == simdjson::SUCCESS) return array.begin() == array.end();
  return false;
}

}  // namespace keystone::wire
