// Keys sort as DynamoDB sorts: strings and binary by bytes, numbers by value. A key attribute's
// component is
//
//   S, B := the bytes with 00 written as 00 FF, then 00 01          N := the canonical number
//   (model/number.h)
//
// Both are self-delimiting, so components can follow one another and memcmp still orders them.
// docs/format/keys.md.
#pragma once

#include <string>

#include "model/value.h"

namespace keystone::model {

// Appends the component of an S, N or B value. Any other type is a bug.
void AppendKeyComponent(std::string* out, ValueView value);

// Appends what the components of all S or B values that begin with `prefix` begin with: the escaped
// bytes, no end mark.
void AppendKeyPrefix(std::string* out, Bytes prefix);

// Takes one component from the front of `bytes` and appends it, decoded, to `out` as an encoded
// value of `type` (S, N or B). False where the bytes are not such a component.
bool TakeKeyComponent(Bytes* bytes, Type type, std::string* out);

}  // namespace keystone::model
