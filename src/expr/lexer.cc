#include "expr/lexer.h"

#include <algorithm>

#include "model/utf8.h"

namespace keystone::expr {
namespace {

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsWord(char c) {
  return IsLetter(c) || IsDigit(c) || c == '_';
}
bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct Symbol {
  Bytes text;
  TokenKind kind;
};
// The longer ones first.
constexpr Symbol kSymbols[] = {
    {"<>", TokenKind::kNotEqual},
    {"<=", TokenKind::kLessOrEqual},
    {">=", TokenKind::kGreaterOrEqual},
    {"=", TokenKind::kEqual},
    {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},
    {"(", TokenKind::kLeftParenthesis},
    {")", TokenKind::kRightParenthesis},
    {"[", TokenKind::kLeftBracket},
    {"]", TokenKind::kRightBracket},
    {",", TokenKind::kComma},
    {".", TokenKind::kDot},
    {"+", TokenKind::kPlus},
    {"-", TokenKind::kMinus},
};

// The token at the front of `rest`, which is not empty.
Token TakeToken(Bytes rest) {
  auto word_size = [&](size_t from) {
    while (from < rest.size() && IsWord(rest[from])) ++from;
    return from;
  };
  const char first = rest[0];
  if (IsLetter(first)) return {TokenKind::kName, rest.substr(0, word_size(1))};
  if (first == '#' || first == ':') {
    const size_t size = word_size(1);
    const auto kind = size == 1      ? TokenKind::kInvalid
                      : first == '#' ? TokenKind::kNamePlaceholder
                                     : TokenKind::kValuePlaceholder;
    return {kind, rest.substr(0, size)};
  }
  if (IsDigit(first)) {
    size_t size = 1;
    while (first != '0' && size < rest.size() && IsDigit(rest[size])) ++size;
    return {TokenKind::kNumber, rest.substr(0, size)};
  }
  for (const Symbol& symbol : kSymbols) {
    if (rest.starts_with(symbol.text)) return {symbol.kind, rest.substr(0, symbol.text.size())};
  }
  return {TokenKind::kInvalid, rest.substr(0, std::max<size_t>(1, model::Utf8CharacterSize(rest)))};
}

}  // namespace

bool Token::IsKeyword(Bytes upper) const {
  return kind == TokenKind::kName && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

std::vector<Token> Tokenize(Bytes expression) {
  std::vector<Token> tokens;
  for (size_t at = 0; at < expression.size();) {
    if (IsSpace(expression[at])) {
      ++at;
      continue;
    }
    tokens.push_back(TakeToken(expression.substr(at)));
    at += tokens.back().text.size();
  }
  tokens.push_back({TokenKind::kEnd, expression.substr(expression.size())});
  return tokens;
}

}  // namespace keystone::expr
