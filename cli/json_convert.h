// Items read from JSON: for people and DynamoDB-typed, {"age": 5} and {"age": {"N": "5"}}; and
// typed JSON as a line of AWS's exports wraps it: {"Item": {"age": {"N": "5"}}}.
#pragma once

#include <string>
#include <string_view>

#include "keystone/status.h"

namespace keystone::cli {

enum class JsonStyle : unsigned char { kGuess, kPlain, kTyped, kWrapped };

// One JSON object as an item in typed JSON. A guess takes it for typed when each member is an
// object with the name of one type; where only some are, that is InvalidArgument: the two readings
// differ. Plain: strings S, numbers N with all their digits, true and false BOOL, null NULL, arrays
// L, objects M.
// A guess takes nothing for wrapped: beside a key of its own an item may have an attribute Item.
Result<std::string> ToTypedItem(std::string_view json, JsonStyle style);

// Whether a line of items is wrapped, by its looks. No item has this look by itself: its key would
// be Item, and a map is no key.
bool LooksWrapped(std::string_view json);

}  // namespace keystone::cli
