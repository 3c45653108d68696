// JSON for people and DynamoDB-typed JSON: {"age": 5} and {"age": {"N": "5"}}.
#pragma once

#include <string>
#include <string_view>

#include "keystone/status.h"
#include "wire/json.h"

namespace keystone::cli {

enum class JsonStyle : unsigned char { kGuess, kPlain, kTyped };

// One JSON object as an item in typed JSON. A guess takes it for typed when each member is an
// object with the name of one type; where only some are, that is InvalidArgument: the two readings
// differ. Plain: strings S, numbers N with all their digits, true and false BOOL, null NULL, arrays
// L, objects M.
Result<std::string> ToTypedItem(std::string_view json, JsonStyle style);

// A typed value or item as plain JSON. Sets become arrays, binary becomes Base64 text.
void AppendPlainValue(std::string* out, wire::Json typed);
void AppendPlainItem(std::string* out, wire::Json typed);

// A typed value in a word, for tables and CSV: texts and numbers as they are, everything else as
// plain JSON.
std::string ShortText(wire::Json typed);

}  // namespace keystone::cli
