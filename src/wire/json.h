// JSON as simdjson's document model gives it, with the questions that requests ask. Only readers
// include this header: simdjson is large.
#pragma once

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <optional>
#include <string>

#include "base/bytes.h"
#include "base/function_ref.h"
#include "wire/errors.h"

namespace keystone::wire {

using Json = simdjson::dom::element;

inline bool IsNull(Json json) {
  return json.is_null();
}

// What a value is called in messages about its type: "NUMBER_VALUE", "STRING_VALUE", …
const char* JsonTypeName(Json json);

// Each notes a wrong type in `errors` and answers nothing.
std::optional<Bytes> AsString(Json json, ErrorCollector* errors);
std::optional<int64_t> AsInteger(Json json, ErrorCollector* errors);
std::optional<bool> AsBool(Json json, ErrorCollector* errors);

// Visits the members of an object, or the elements of an array; null stands for a member that is
// not there.
void ForEachMember(Json json, ErrorCollector* errors,
                   FunctionRef<void(Bytes name, Json value)> visit);
// As ForEachMember, for the fields of a structure: two of the same name are a mistake too.
void ForEachField(Json json, ErrorCollector* errors,
                  FunctionRef<void(Bytes name, Json value)> visit);
void ForEachElement(Json json, ErrorCollector* errors, FunctionRef<void(Json value)> visit);

// Whether an object or array has nothing in it; false for anything else.
bool IsEmpty(Json json);

}  // namespace keystone::wire
