// Both numbers are laid out over one window of digits and added or
// subtracted there. Two numbers whose digits lie too far apart for a window cannot have a sum of 38
// digits.
#include "model/number_sum.h"

#include <algorithm>

#include "model/limits.h"
#include "model/number_parts.h"

namespace keystone::model {
namespace {

// Digits of two numbers that touch, and a carry.
constexpr int kWindow = 2 * kNumberDigitsMax + 1;

struct Window {
  int low = 0;  // the power of ten of digit[0]
  int digit[kWindow] = {};
};

int LowestPower(const NumberParts& parts) {
  return parts.exponent - static_cast<int>(parts.digits()) + 1;
}

void AddTo(Window* window, const NumberParts& parts, int sign) {
  const auto digits = static_cast<int>(parts.digits());
  for (int i = 0; i < digits; ++i) {
    window->digit[parts.exponent - i - window->low] += sign * parts.digit(i);
  }
}

// Carries, so that each digit is 0..9; answers what is left above the window: 0, or -1 for a
// negative sum.
int Carry(Window* window) {
  int carry = 0;
  for (int& digit : window->digit) {
    digit += carry;
    carry = digit < 0 ? -((9 - digit) / 10) : digit / 10;  // rounded down
    digit -= 10 * carry;
  }
  return carry;
}

}  // namespace

NumberError AppendSum(Bytes a, Bytes b, bool subtract, std::string* out) {
  NumberParts left, right;
  size_t size = 0;
  const bool has_left = TakeNumberParts(a, &left, &size);
  const bool has_right = TakeNumberParts(b, &right, &size);
  if (subtract) right.negative = !right.negative;
  if (!has_right) {
    out->append(has_left ? a : Bytes("\x80", 1));
    return NumberError::kNone;
  }
  Window window;
  window.low = has_left ? std::min(LowestPower(left), LowestPower(right)) : LowestPower(right);
  const int high = has_left ? std::max(left.exponent, right.exponent) : right.exponent;
  if (high - window.low + 1 >= kWindow) return NumberError::kTooManyDigits;
  if (has_left) AddTo(&window, left, left.negative ? -1 : 1);
  AddTo(&window, right, right.negative ? -1 : 1);
  bool negative = false;
  if (Carry(&window) < 0) {
    negative = true;
    // The window holds the sum's complement: its negative is carried anew.
    for (int& digit : window.digit) digit = -digit;
    Carry(&window);
  }
  int top = kWindow - 1;
  while (top > 0 && window.digit[top] == 0) --top;
  // AWS calls it an overflow where the sum has too many digits, too.
  if (window.low + top > kNumberExponentMax) return NumberError::kOverflow;
  std::string text = negative ? "-" : "";
  for (int i = top; i >= 0; --i) text.push_back(static_cast<char>('0' + window.digit[i]));
  text += "E" + std::to_string(window.low);
  return AppendNumber(text, out);
}

}  // namespace keystone::model
