// Tokens of PartiQL, as much of it as DynamoDB has.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"

namespace keystone::partiql {

enum class TokenKind : unsigned char {
  kEnd,
  kWord,        // a keyword, or a name without quotes
  kQuotedName,  // "name"; "" is a quote
  kString,      // 'text'; '' is a quote
  kNumber,
  kParameter,  // ?
  kEqual,
  kNotEqual,  // <> !=
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBeginSet,  // <<
  kEndSet,    // >>
  kLeftParenthesis,
  kRightParenthesis,
  kLeftBracket,
  kRightBracket,
  kLeftBrace,
  kRightBrace,
  kComma,
  kDot,
  kColon,
  kPlus,
  kMinus,
  kStar,
  kInvalid,  // what the language does not have, quotes and comments without an end
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;  // without quotes

  bool IsKeyword(Bytes upper) const;  // a word that spells it, in whatever case
};

// The tokens of `statement` without its comments, with an end token behind them. Nothing behind an
// invalid token is looked at.
std::vector<Token> Tokenize(Bytes statement);

}  // namespace keystone::partiql
