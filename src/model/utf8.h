// UTF-8 as Unicode defines it: no overlong forms, no surrogates, nothing above U+10FFFF.
#pragma once

#include "base/bytes.h"

namespace keystone::model {

// How many bytes at the front make one character; 0 where they make none, or there are none.
size_t Utf8CharacterSize(Bytes bytes);

bool IsUtf8(Bytes bytes);

// How many characters UTF-8 holds.
size_t Utf8Length(Bytes text);

}  // namespace keystone::model
