// Numbers: two texts, a line each, against decimals read by another way; and the whole input as the
// bytes of a stored number.
#include "fuzz/decimal.h"
#include "fuzz/target.h"
#include "model/limits.h"
#include "model/number.h"
#include "model/number_sum.h"

namespace keystone::fuzz {
namespace {

using model::NumberError;

NumberError ExpectedError(const std::optional<Decimal>& decimal) {
  if (!decimal) return NumberError::kSyntax;
  if (decimal->digits.size() > model::kNumberDigitsMax) return NumberError::kTooManyDigits;
  if (decimal->digits.empty()) return NumberError::kNone;
  if (decimal->point - 1 > 125) return NumberError::kOverflow;
  return decimal->point - 1 < -130 ? NumberError::kUnderflow : NumberError::kNone;
}

std::string TextOf(Bytes number) {
  std::string text;
  model::AppendNumberText(number, &text);
  return text;
}

// What holds of every canonical number.
void CheckCanonical(Bytes number) {
  KS_CHECK(model::IsCanonicalNumber(number));
  KS_CHECK(number.size() <= model::kNumberBytesMax);
  const std::string text = TextOf(number);
  std::string again;
  KS_CHECK(model::AppendNumber(text, &again) == NumberError::kNone);
  KS_CHECK(again == number);
  const Decimal decimal = *ParseDecimal(text);
  KS_CHECK(text != "-0" && text.find_first_of("eE+") == Bytes::npos);
  KS_CHECK(model::NumberSize(number) ==
           (decimal.digits.empty()
                ? 1
                : (decimal.digits.size() + 1) / 2 + 1 + (decimal.negative ? 1 : 0)));
}

// The canonical form; empty where the text is no number DynamoDB takes.
std::string CheckText(Bytes text, const std::optional<Decimal>& decimal) {
  const std::string before = "kept";
  std::string number = before;
  const NumberError error = model::AppendNumber(text, &number);
  KS_CHECK(error == ExpectedError(decimal));
  KS_CHECK(number.starts_with(before));
  number.erase(0, before.size());
  if (error != NumberError::kNone) {
    KS_CHECK(number.empty());
    return {};
  }
  CheckCanonical(number);
  KS_CHECK(ParseDecimal(TextOf(number)) == decimal);
  return number;
}

void CheckOrder(Bytes a, const Decimal& a_decimal, Bytes b, const Decimal& b_decimal) {
  const int order = CompareDecimals(a_decimal, b_decimal);
  KS_CHECK((a < b) == (order < 0));
  KS_CHECK((a == b) == (order == 0));
}

// What is added can be taken away again, and the sum lies where the order says.
void CheckSum(Bytes a, Bytes b) {
  std::string sum, other, back;
  const NumberError error = model::AppendSum(a, b, false, &sum);
  KS_CHECK(model::AppendSum(b, a, false, &other) == error && sum == other);
  if (error != NumberError::kNone) {
    KS_CHECK(sum.empty());
    return;
  }
  CheckCanonical(sum);
  KS_CHECK(model::AppendSum(sum, b, true, &back) == NumberError::kNone && back == a);
  std::string zero;
  KS_CHECK(model::AppendNumber("0", &zero) == NumberError::kNone);
  KS_CHECK((Bytes(sum) < a) == (b < Bytes(zero)));
}

void CheckBytes(Bytes bytes) {
  const size_t size = model::NumberPrefixSize(bytes);
  KS_CHECK(size <= bytes.size());
  KS_CHECK(model::IsCanonicalNumber(bytes) == (size != 0 && size == bytes.size()));
  KS_CHECK(!TextOf(bytes).empty() && model::NumberSize(bytes) > 0);
  if (size != 0) CheckCanonical(bytes.substr(0, size));
}

}  // namespace

void Run(Bytes input) {
  CheckBytes(input);
  const size_t line_end = std::min(input.find('\n'), input.size());
  const Bytes a = input.substr(0, line_end);
  const Bytes b = line_end == input.size() ? Bytes() : input.substr(line_end + 1);
  const auto a_decimal = ParseDecimal(a), b_decimal = ParseDecimal(b);
  const std::string a_number = CheckText(a, a_decimal), b_number = CheckText(b, b_decimal);
  if (!a_number.empty() && !b_number.empty()) {
    CheckOrder(a_number, *a_decimal, b_number, *b_decimal);
    CheckSum(a_number, b_number);
  }
}

}  // namespace keystone::fuzz
