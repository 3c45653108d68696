// Numbers: decimals of up to 38 significant digits, magnitude 1E-130
// to 9.9999999999999999999999999999999999999E+125 and zero, kept in one canonical binary form whose
// memcmp order is numeric order. Equal values have equal bytes. No double is ever involved.
// docs/format/numbers.md has the grammar:
//
//   zero      80
//   positive  C0, exponent + 130, digit pairs each + 1 (01..64), 00
//   negative  40, then the positive's bytes after C0, each complemented (so it ends in FF)
//
// where value = 0.d1d2d3… x 10^(exponent + 1), d1 not 0: exponent is that of scientific notation,
// -130..125. An odd last digit is padded with 0, trailing zero pairs are not written. The form is
// self-delimiting: at most 22 bytes.
#pragma once

#include <string>

#include "base/bytes.h"

namespace keystone::model {

inline constexpr size_t kNumberBytesMax = 22;

enum class NumberError : unsigned char {
  kNone,
  kSyntax,         // not a number
  kTooManyDigits,  // more than 38 significant digits
  kOverflow,       // magnitude above the largest
  kUnderflow,      // magnitude below the smallest, but not zero
};

// Appends the canonical form of decimal text: [+-] digits [. digits] [(e|E) [+-] digits]; nothing
// else, no spaces. Leading and trailing zeros do not count as digits. On an error appends nothing.
// Text of any length is accepted in linear time; an exponent of any size ends as overflow,
// underflow or zero.
NumberError AppendNumber(Bytes text, std::string* out);

// The canonical text DynamoDB answers: no exponent, no leading or trailing zeros, "-0" is "0".
// `number` is a canonical form.
void AppendNumberText(Bytes number, std::string* out);

// True for bytes that AppendNumber could have written, and nothing else.
bool IsCanonicalNumber(Bytes bytes);

// How many bytes at the front of `bytes` make one number in canonical form; 0 where there is none.
size_t NumberPrefixSize(Bytes bytes);

// AWS's size rule: about one byte for two significant digits plus one, one more for a negative;
// zero is 1. (AWS: "DynamoDB item sizes and formats": "leading and trailing zeroes are trimmed".)
size_t NumberSize(Bytes number);

}  // namespace keystone::model
