// Sums and differences of numbers, exact in decimal.
#pragma once

#include "model/number.h"

namespace keystone::model {

// Appends a + b, or a - b, in canonical form. kTooManyDigits where the exact result needs more than
// 38 significant digits: nothing is rounded. On an error appends nothing. `a` and `b` are
// canonical.
NumberError AppendSum(Bytes a, Bytes b, bool subtract, std::string* out);

}  // namespace keystone::model
