// A canonical number taken apart, for what computes with its digits.
#pragma once

#include <cstdint>

#include "base/bytes.h"
#include "model/limits.h"

namespace keystone::model {

// d1.d2d3… x 10^exponent, the signs undone. Digits are in pairs; an odd last one is padded with 0.
struct NumberParts {
  static constexpr size_t kPairsMax = kNumberDigitsMax / 2;

  bool negative = false;
  int exponent = 0;
  size_t pairs = 0;
  uint8_t pair[kPairsMax];

  size_t digits() const { return 2 * pairs - (pair[pairs - 1] % 10 == 0 ? 1 : 0); }
  int digit(int i) const { return i % 2 == 0 ? pair[i / 2] / 10 : pair[i / 2] % 10; }
};

// False for zero and for bytes that begin no number; `size` is how many bytes it takes.
bool TakeNumberParts(Bytes bytes, NumberParts* parts, size_t* size);

}  // namespace keystone::model
