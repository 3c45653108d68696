// Tokens of DynamoDB's expression language, all of it: conditions, updates, projections and key
// conditions. AWS: "Using expressions in DynamoDB", "Expression attribute names", "Expression
// attribute values".
#pragma once

#include <vector>

#include "base/bytes.h"
#include "model/api_error.h"

namespace keystone::expr {

enum class TokenKind : unsigned char {
  kEnd,
  kName,              // letters, digits and _, not a digit first
  kNamePlaceholder,   // #name
  kValuePlaceholder,  // :name
  kNumber,            // digits, as in a list's index
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
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Bytes text;  // a view of the expression
  size_t position = 0;

  bool IsKeyword(Bytes upper) const;  // a name that spells it, in whatever case
};

// The tokens of `expression` with an end token behind them. `what` names the parameter in messages:
// "KeyConditionExpression".
model::ApiResult<std::vector<Token>> Tokenize(Bytes expression, Bytes what);

// "Invalid KeyConditionExpression: Syntax error; token: "x", near: "a x b"".
model::ApiError SyntaxError(Bytes expression, Bytes what, const Token& token);

}  // namespace keystone::expr
