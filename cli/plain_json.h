// DynamoDB-typed JSON written as JSON for people: {"age": {"N": "5"}} as {"age": 5}.
#pragma once

#include <string>
#include <string_view>

#include "wire/json.h"

namespace keystone::cli {

// Whether `name` is one of the ten type names of typed JSON.
bool IsTypeName(std::string_view name);

// The first attribute of a typed item that plain JSON cannot carry, in words; empty if it carries
// all.
// {"a": {"L": [{"SS": ["x"]}]}}: "attribute "a"[0] is a string set".
std::string WhatPlainLoses(wire::Json typed_item);

// A typed value or item as plain JSON. Sets become arrays, binary becomes Base64 text.
void AppendPlainValue(std::string* out, wire::Json typed);
void AppendPlainItem(std::string* out, wire::Json typed);

// A typed value in a word, for tables and CSV: texts and numbers as they are, everything else as
// plain JSON.
std::string ShortText(wire::Json typed);

}  // namespace keystone::cli
