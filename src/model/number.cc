#include "model/number.h"

#include <algorithm>
#include <cstdint>

#include "model/limits.h"
#include "model/number_parts.h"

namespace keystone::model {
namespace {

constexpr uint8_t kNegativeMark = 0x40;
constexpr uint8_t kZeroMark = 0x80;
constexpr uint8_t kPositiveMark = 0xc0;
constexpr int64_t kExponentLimit = 1'000'000'000'000;  // beyond it nothing changes any more

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

// Decimal text taken apart: 0.d1d2d3… x 10^point, without the zeros around the digits.
struct Decimal {
  bool negative = false;
  bool too_many_digits = false;
  int64_t point = 0;
  size_t size = 0;  // 0: the number is zero
  char digits[kNumberDigitsMax];
};

// Collects digits; leading zeros are none, trailing ones count only when another digit follows.
class DigitCollector {
 public:
  explicit DigitCollector(Decimal* decimal) : decimal_(decimal) {}
  void Take(char digit) {
    if (digit == '0') {
      if (decimal_->size != 0 || decimal_->too_many_digits) ++zeros_;
      return;
    }
    for (; zeros_ > 0 && !decimal_->too_many_digits; --zeros_) Push('0');
    Push(digit);
  }
  bool any() const { return decimal_->size != 0; }

 private:
  void Push(char digit) {
    if (decimal_->size == kNumberDigitsMax) {
      decimal_->too_many_digits = true;
    } else {
      decimal_->digits[decimal_->size++] = digit;
    }
  }
  Decimal* decimal_;
  size_t zeros_ = 0;
};

// The exponent part behind 'e'; false where it is none.
bool ParseExponent(Bytes text, int64_t* exponent) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty()) return false;
  int64_t value = 0;
  for (const char c : text) {
    if (!IsDigit(c)) return false;
    value = std::min(value * 10 + (c - '0'), kExponentLimit);
  }
  *exponent = negative ? -value : value;
  return true;
}

bool ParseDecimal(Bytes text, Decimal* decimal) {
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    decimal->negative = text[0] == '-';
    text.remove_prefix(1);
  }
  DigitCollector collector(decimal);
  bool any_digit = false, behind_point = false;
  int64_t point = 0;  // of the first digit that is not 0
  size_t i = 0;
  for (; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '.' && !behind_point) {
      behind_point = true;
      continue;
    }
    if (!IsDigit(c)) break;
    any_digit = true;
    const bool begun = collector.any();
    collector.Take(c);
    if (!behind_point && collector.any()) ++point;
    if (behind_point && !begun && !collector.any()) --point;
  }
  int64_t exponent = 0;
  if (i < text.size()) {
    if (text[i] != 'e' && text[i] != 'E') return false;
    if (!ParseExponent(text.substr(i + 1), &exponent)) return false;
  }
  decimal->point = point + exponent;
  return any_digit;
}

uint8_t Byte(Bytes bytes, size_t at) {
  return static_cast<uint8_t>(bytes[at]);
}

}  // namespace

bool TakeNumberParts(Bytes bytes, NumberParts* parts, size_t* size) {
  if (bytes.size() < 2) return false;
  const uint8_t mark = Byte(bytes, 0);
  if (mark != kPositiveMark && mark != kNegativeMark) return false;
  parts->negative = mark == kNegativeMark;
  const uint8_t flip = parts->negative ? 0xff : 0;
  parts->exponent = (Byte(bytes, 1) ^ flip) + kNumberExponentMin;
  parts->pairs = 0;
  for (size_t i = 2; i < bytes.size(); ++i) {
    const uint8_t value = Byte(bytes, i) ^ flip;
    if (value == 0) {
      *size = i + 1;
      // The first digit and the last pair are not zero.
      return parts->pairs != 0 && parts->pair[0] >= 10 && parts->pair[parts->pairs - 1] != 0;
    }
    if (value > 100 || parts->pairs == NumberParts::kPairsMax) return false;
    parts->pair[parts->pairs++] = value - 1;
  }
  return false;
}

NumberError AppendNumber(Bytes text, std::string* out) {
  Decimal decimal;
  if (!ParseDecimal(text, &decimal)) return NumberError::kSyntax;
  if (decimal.too_many_digits) return NumberError::kTooManyDigits;
  if (decimal.size == 0) {
    out->push_back(static_cast<char>(kZeroMark));
    return NumberError::kNone;
  }
  const int64_t exponent = decimal.point - 1;
  if (exponent > kNumberExponentMax) return NumberError::kOverflow;
  if (exponent < kNumberExponentMin) return NumberError::kUnderflow;
  const uint8_t flip = decimal.negative ? 0xff : 0;
  auto put = [&](int64_t value) {
    out->push_back(static_cast<char>(static_cast<uint8_t>(value) ^ flip));
  };
  out->push_back(static_cast<char>(decimal.negative ? kNegativeMark : kPositiveMark));
  put(exponent - kNumberExponentMin);
  for (size_t i = 0; i < decimal.size; i += 2) {
    const int high = decimal.digits[i] - '0';
    const int low = i + 1 < decimal.size ? decimal.digits[i + 1] - '0' : 0;
    put(high * 10 + low + 1);
  }
  put(0);
  return NumberError::kNone;
}

void AppendNumberText(Bytes number, std::string* out) {
  NumberParts parts;
  size_t size = 0;
  if (!TakeNumberParts(number, &parts, &size)) {
    out->push_back('0');
    return;
  }
  if (parts.negative) out->push_back('-');
  const auto digits = static_cast<int>(parts.digits());
  const auto digit = [&](int i) { return static_cast<char>('0' + parts.digit(i)); };
  if (parts.exponent < 0) {
    out->append("0.");
    out->append(static_cast<size_t>(-parts.exponent - 1), '0');
  }
  for (int i = 0; i < digits; ++i) {
    if (parts.exponent >= 0 && i == parts.exponent + 1) out->push_back('.');
    out->push_back(digit(i));
  }
  if (parts.exponent >= digits) out->append(static_cast<size_t>(parts.exponent + 1 - digits), '0');
}

size_t NumberPrefixSize(Bytes bytes) {
  if (!bytes.empty() && Byte(bytes, 0) == kZeroMark) return 1;
  NumberParts parts;
  size_t size = 0;
  return TakeNumberParts(bytes, &parts, &size) ? size : 0;
}

bool IsCanonicalNumber(Bytes bytes) {
  return !bytes.empty() && NumberPrefixSize(bytes) == bytes.size();
}

size_t NumberSize(Bytes number) {
  NumberParts parts;
  size_t size = 0;
  if (!TakeNumberParts(number, &parts, &size)) return 1;
  return (parts.digits() + 1) / 2 + 1 + (parts.negative ? 1 : 0);
}

}  // namespace keystone::model
