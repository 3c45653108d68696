// Tokens of DynamoDB's expression language, all of it: conditions, updates, projections and key
// conditions. AWS: "Using expressions in DynamoDB", "Expression attribute names", "Expression
// attribute values".
#pragma once

#include <vector>

#include "base/bytes.h"

namespace keystone::expr {

enum class TokenKind : unsigned char {
  kEnd,
  kName,              // letters, digits and _, a letter first
  kNamePlaceholder,   // #name
  kValuePlaceholder,  // :name
  kNumber,            // digits, as in a list's index; 0 stands alone
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kLeftParenthesis,
  kRightParenthesis,
  kLeftBracket,
  kRightBracket,
  kComma,
  kDot,
  kPlus,
  kMinus,
  kInvalid,  // a character the language does not have
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Bytes text;  // a view of the expression, which tells where it stands

  bool IsKeyword(Bytes upper) const;  // a name that spells it, in whatever case
};

// The tokens of `expression` with an end token behind them.
std::vector<Token> Tokenize(Bytes expression);

}  // namespace keystone::expr
