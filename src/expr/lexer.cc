#include "expr/lexer.h"

#include <algorithm>

#include "model/limits.h"

namespace keystone::expr {
namespace {

using model::ApiError;

bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
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

// The token at the front of `rest`; empty text where there is none.
Token TakeToken(Bytes rest) {
  auto word_size = [&](size_t from) {
    while (from < rest.size() && (IsLetter(rest[from]) || IsDigit(rest[from]))) ++from;
    return from;
  };
  const char first = rest[0];
  if (IsLetter(first)) return {TokenKind::kName, rest.substr(0, word_size(1)), 0};
  if (first == '#' || first == ':') {
    const size_t size = word_size(1);
    const auto kind = first == '#' ? TokenKind::kNamePlaceholder : TokenKind::kValuePlaceholder;
    return {kind, rest.substr(0, size == 1 ? 0 : size), 0};
  }
  if (IsDigit(first)) {
    size_t size = 1;
    while (size < rest.size() && IsDigit(rest[size])) ++size;
    return {TokenKind::kNumber, rest.substr(0, size), 0};
  }
  for (const Symbol& symbol : kSymbols) {
    if (rest.starts_with(symbol.text)) return {symbol.kind, rest.substr(0, symbol.text.size()), 0};
  }
  return {};
}

}  // namespace

bool Token::IsKeyword(Bytes upper) const {
  return kind == TokenKind::kName && text.size() == upper.size() &&
         std::equal(text.begin(), text.end(), upper.begin(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

// AWS shows a little of what stands around the token.
ApiError SyntaxError(Bytes expression, Bytes what, const Token& token) {
  constexpr size_t kAround = 10;
  const size_t begin = token.position < kAround ? 0 : token.position - kAround;
  const std::string near(
      expression.substr(begin, token.position - begin + token.text.size() + kAround));
  const std::string text = token.kind == TokenKind::kEnd ? "<EOF>" : std::string(token.text);
  return ApiError::Validation("Invalid " + std::string(what) + ": Syntax error; token: \"" + text +
                              "\", near: \"" + near + "\"");
}

model::ApiResult<std::vector<Token>> Tokenize(Bytes expression, Bytes what) {
  const std::string invalid = "Invalid " + std::string(what) + ": ";
  if (expression.empty()) return ApiError::Validation(invalid + "The expression can not be empty;");
  if (expression.size() > model::kExpressionBytesMax) {
    return ApiError::Validation(
        invalid + "Expression size has exceeded the maximum allowed size; expression size: " +
        std::to_string(expression.size()));
  }
  std::vector<Token> tokens;
  for (size_t at = 0; at < expression.size();) {
    if (IsSpace(expression[at])) {
      ++at;
      continue;
    }
    Token token = TakeToken(expression.substr(at));
    token.position = at;
    if (token.text.empty()) {
      token.kind = TokenKind::kName;
      token.text = expression.substr(at, 1);
      return SyntaxError(expression, what, token);
    }
    tokens.push_back(token);
    at += token.text.size();
  }
  tokens.push_back({TokenKind::kEnd, {}, expression.size()});
  return tokens;
}

}  // namespace keystone::expr
