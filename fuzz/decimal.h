// Decimal: numbers read and compared digit by digit, by another way than model/number.h's, to judge
// it by.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"

namespace keystone::fuzz {

// The value is 0.digits x 10^point, with the sign.
struct Decimal {
  bool negative = false;
  std::string digits;  // no zero at either end; empty: zero
  int64_t point = 0;   // of zero: 0

  bool operator==(const Decimal&) const = default;
};

inline std::string TakeDigits(Bytes* text) {
  const size_t size = std::min(text->find_first_not_of("0123456789"), text->size());
  std::string digits(text->substr(0, size));
  text->remove_prefix(size);
  return digits;
}

inline bool TakeSign(Bytes* text) {
  const bool negative = text->starts_with('-');
  if (negative || text->starts_with('+')) text->remove_prefix(1);
  return negative;
}

// Exponents beyond a million digits are taken for a million digits.
inline int64_t SmallExponent(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  if (digits.empty()) return 0;
  return digits.size() > 6 ? 1'000'000 : std::stoll(digits);
}

// [+-] digits [. digits] [(e|E) [+-] digits], with a digit before or behind the point.
inline std::optional<Decimal> ParseDecimal(Bytes text) {
  Decimal decimal;
  decimal.negative = TakeSign(&text);
  const std::string whole = TakeDigits(&text);
  std::string fraction;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    fraction = TakeDigits(&text);
  }
  if (whole.empty() && fraction.empty()) return std::nullopt;
  int64_t exponent = 0;
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    const bool negative = TakeSign(&text);
    const std::string digits = TakeDigits(&text);
    if (digits.empty()) return std::nullopt;
    exponent = SmallExponent(digits) * (negative ? -1 : 1);
  }
  if (!text.empty()) return std::nullopt;
  decimal.digits = whole + fraction;
  const size_t zeros = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, zeros);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  if (decimal.digits.empty()) return Decimal{};
  decimal.point = static_cast<int64_t>(whole.size()) - static_cast<int64_t>(zeros) + exponent;
  return decimal;
}

// Below, at or above 0 as a is below, equal to or above b.
inline int CompareDecimals(const Decimal& a, const Decimal& b) {
  const auto sign = [](const Decimal& d) { return d.digits.empty() ? 0 : d.negative ? -1 : 1; };
  if (sign(a) != sign(b)) return sign(a) < sign(b) ? -1 : 1;
  const int larger = sign(a);
  if (a.point != b.point) return a.point > b.point ? larger : -larger;
  const int order = a.digits.compare(b.digits);  // the shorter one goes on with zeros
  return order == 0 ? 0 : order > 0 ? larger : -larger;
}

}  // namespace keystone::fuzz
