// Base64 as in RFC 4648 section 4, strict: padding is required, other characters and stray bits are
// refused.
#pragma once

#include <string>

#include "base/bytes.h"

namespace keystone::model {

void AppendBase64(std::string* out, Bytes bytes);
bool AppendFromBase64(std::string* out, Bytes text);  // on false `out` is as it was

}  // namespace keystone::model
