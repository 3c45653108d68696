#include "partiql/lexer.h"

#include <algorithm>

namespace keystone::partiql {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$';
}
bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

struct Sign {
  Bytes text;
  TokenKind kind;
};
// The longest first.
constexpr Sign kSigns[] = {
    {"<<", TokenKind::kBeginSet},
    {">>", TokenKind::kEndSet},
    {"<>", TokenKind::kNotEqual},
    {"!=", TokenKind::kNotEqual},
    {"<=", TokenKind::kLessOrEqual},
    {">=", TokenKind::kGreaterOrEqual},
    {"=", TokenKind::kEqual},
    {"<", TokenKind::kLess},
    {">", TokenKind::kGreater},
    {"(", TokenKind::kLeftParenthesis},
    {")", TokenKind::kRightParenthesis},
    {"[", TokenKind::kLeftBracket},
    {"]", TokenKind::kRightBracket},
    {"{", TokenKind::kLeftBrace},
    {"}", TokenKind::kRightBrace},
    {",", TokenKind::kComma},
    {".", TokenKind::kDot},
    {":", TokenKind::kColon},
    {"+", TokenKind::kPlus},
    {"-", TokenKind::kMinus},
    {"*", TokenKind::kStar},
    {"?", TokenKind::kParameter},
};

class Lexer {
 public:
  explicit Lexer(Bytes text) : left_(text) {}

  Token Next() {
    if (!SkipBlanks()) return {TokenKind::kInvalid, {}};
    if (left_.empty()) return {};
    const char c = left_[0];
    if (c == '"') return Quoted(TokenKind::kQuotedName);
    if (c == '\'') return Quoted(TokenKind::kString);
    if (IsLetter(c)) return Take(TokenKind::kWord, WordSize());
    const bool is_fraction = c == '.' && left_.size() > 1 && IsDigit(left_[1]);
    if (IsDigit(c) || is_fraction) return Take(TokenKind::kNumber, NumberSize());
    for (const Sign& sign : kSigns) {
      if (left_.substr(0, sign.text.size()) == sign.text) return Take(sign.kind, sign.text.size());
    }
    return {TokenKind::kInvalid, std::string(1, c)};
  }

 private:
  // False in a comment that does not end.
  bool SkipBlanks() {
    while (!left_.empty()) {
      if (IsSpace(left_[0])) {
        left_.remove_prefix(1);
      } else if (left_.substr(0, 2) == "--") {
        left_.remove_prefix(std::min(left_.find('\n'), left_.size()));
      } else if (left_.substr(0, 2) == "/*") {
        const size_t end = left_.find("*/", 2);
        if (end == Bytes::npos) return false;
        left_.remove_prefix(end + 2);
      } else {
        break;
      }
    }
    return true;
  }

  Token Take(TokenKind kind, size_t size) {
    Token token{kind, std::string(left_.substr(0, size))};
    left_.remove_prefix(size);
    return token;
  }

  Token Quoted(TokenKind kind) {
    const char quote = left_[0];
    Token token{kind, {}};
    for (size_t i = 1; i < left_.size(); ++i) {
      if (left_[i] == quote) {
        if (i + 1 == left_.size() || left_[i + 1] != quote) {
          left_.remove_prefix(i + 1);
          return token;
        }
        ++i;
      }
      token.text.push_back(left_[i]);
    }
    return {TokenKind::kInvalid, {}};
  }

  size_t WordSize() const {
    size_t size = 1;
    while (size < left_.size() && (IsLetter(left_[size]) || IsDigit(left_[size]))) ++size;
    return size;
  }

  size_t SkipDigits(size_t at) const {
    while (at < left_.size() && IsDigit(left_[at])) ++at;
    return at;
  }

  // digits [. digits] [(e|E) [+-] digits]
  size_t NumberSize() const {
    size_t at = SkipDigits(0);
    if (at < left_.size() && left_[at] == '.') at = SkipDigits(at + 1);
    if (at == left_.size() || (left_[at] != 'e' && left_[at] != 'E')) return at;
    size_t digits = at + 1;
    if (digits < left_.size() && (left_[digits] == '+' || left_[digits] == '-')) ++digits;
    const size_t end = SkipDigits(digits);
    return end == digits ? at : end;
  }

  Bytes left_;
};

}  // namespace

bool Token::IsKeyword(Bytes upper) const {
  return kind == TokenKind::kWord &&
         std::equal(text.begin(), text.end(), upper.begin(), upper.end(), [](char a, char b) {
           return (a >= 'a' && a <= 'z' ? static_cast<char>(a - 'a' + 'A') : a) == b;
         });
}

std::vector<Token> Tokenize(Bytes statement) {
  Lexer lexer(statement);
  std::vector<Token> tokens;
  do {
    tokens.push_back(lexer.Next());
  } while (tokens.back().kind != TokenKind::kEnd && tokens.back().kind != TokenKind::kInvalid);
  if (tokens.back().kind == TokenKind::kInvalid) tokens.emplace_back();
  return tokens;
}

}  // namespace keystone::partiql
