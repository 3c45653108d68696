#include "expr/key_condition_parser.h"

#include <algorithm>

#include "base/status_macros.h"

namespace keystone::expr {
namespace {

using model::ApiError;

// AWS allows no more; with it the parser's own depth is bounded.
constexpr int kParenthesesMax = 100;

// Functions of the language that a key condition may not use.
constexpr Bytes kOtherFunctions[] = {"attribute_exists", "attribute_not_exists", "attribute_type",
                                     "contains", "size"};

class Parser {
 public:
  Parser(Bytes expression, const std::vector<Token>& tokens)
      : expression_(expression), tokens_(tokens) {}

  ApiError Parse() {
    if (ApiError e = Conditions(0); !e.ok()) return e;
    return Here().kind == TokenKind::kEnd ? ApiError() : Unexpected();
  }
  std::vector<ParsedCondition> TakeConditions() { return std::move(conditions_); }

 private:
  const Token& Here() const { return tokens_[at_]; }
  const Token& Behind() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  void Next() {
    if (Here().kind != TokenKind::kEnd) ++at_;
  }
  bool Accept(TokenKind kind) {
    if (Here().kind != kind) return false;
    Next();
    return true;
  }
  ApiError Unexpected() const { return SyntaxError(expression_, kKeyConditionExpression, Here()); }
  ApiError InvalidOperator(Bytes name) const {
    return InvalidKeyCondition("Invalid operator used in KeyConditionExpression: " +
                               std::string(name));
  }

  // condition {AND condition}
  ApiError Conditions(int depth) {
    for (;;) {
      if (ApiError e = ConditionOrParentheses(depth); !e.ok()) return e;
      if (Here().IsKeyword("OR")) return InvalidOperator("OR");
      if (!Here().IsKeyword("AND")) return {};
      Next();
    }
  }

  ApiError ConditionOrParentheses(int depth) {
    if (Here().IsKeyword("NOT")) return InvalidOperator("NOT");
    if (Here().kind != TokenKind::kLeftParenthesis) return Condition();
    if (depth == kParenthesesMax)
      return InvalidKeyCondition("The expression is nested too deeply;");
    Next();
    const bool doubled = Here().kind == TokenKind::kLeftParenthesis;
    const size_t before = conditions_.size();
    if (ApiError e = Conditions(depth + 1); !e.ok()) return e;
    if (!Accept(TokenKind::kRightParenthesis)) return Unexpected();
    // Around what stands in parentheses already.
    if (doubled && conditions_.size() - before == 1) {
      return InvalidKeyCondition("The expression has redundant parentheses;");
    }
    return {};
  }

  ApiError Condition() {
    if (Here().kind == TokenKind::kName && Behind().kind == TokenKind::kLeftParenthesis)
      return Function();
    ParsedCondition condition;
    if (ApiError e = Operand(&condition); !e.ok()) return e;
    if (Here().IsKeyword("BETWEEN")) {
      Next();
      condition.op = SortOperator::kBetween;
      if (ApiError e = Operand(&condition); !e.ok()) return e;
      if (!Here().IsKeyword("AND")) return Unexpected();
      Next();
    } else if (ApiError e = Comparator(&condition.op); !e.ok()) {
      return e;
    }
    if (ApiError e = Operand(&condition); !e.ok()) return e;
    conditions_.push_back(std::move(condition));
    return {};
  }

  ApiError Comparator(SortOperator* op) {
    switch (Here().kind) {
      case TokenKind::kEqual:
        *op = SortOperator::kEqual;
        break;
      case TokenKind::kLess:
        *op = SortOperator::kLess;
        break;
      case TokenKind::kLessOrEqual:
        *op = SortOperator::kLessOrEqual;
        break;
      case TokenKind::kGreater:
        *op = SortOperator::kGreater;
        break;
      case TokenKind::kGreaterOrEqual:
        *op = SortOperator::kGreaterOrEqual;
        break;
      case TokenKind::kNotEqual:
        return InvalidOperator("<>");
      default:
        return Here().IsKeyword("IN") ? InvalidOperator("IN") : Unexpected();
    }
    Next();
    return {};
  }

  ApiError Function() {
    const Bytes name = Here().text;
    if (name != "begins_with") {
      for (const Bytes other : kOtherFunctions) {
        if (name == other) return InvalidOperator(name);
      }
      return InvalidKeyCondition("Invalid function name; function: " + std::string(name));
    }
    Next();
    Next();
    ParsedCondition condition;
    condition.op = SortOperator::kBeginsWith;
    if (ApiError e = Operand(&condition); !e.ok()) return e;
    while (Accept(TokenKind::kComma)) {
      if (ApiError e = Operand(&condition); !e.ok()) return e;
    }
    if (!Accept(TokenKind::kRightParenthesis)) return Unexpected();
    if (condition.operands.size() != 2) {
      return InvalidKeyCondition(
          "Incorrect number of operands for operator or function; operator or function: "
          "begins_with, number of operands: " +
          std::to_string(condition.operands.size()));
    }
    conditions_.push_back(std::move(condition));
    return {};
  }

  ApiError Operand(ParsedCondition* condition) {
    const TokenKind kind = Here().kind;
    const bool is_path = kind == TokenKind::kName || kind == TokenKind::kNamePlaceholder;
    if (!is_path && kind != TokenKind::kValuePlaceholder) return Unexpected();
    ParsedOperand operand{Here(), false};
    Next();
    while (is_path && (Here().kind == TokenKind::kDot || Here().kind == TokenKind::kLeftBracket)) {
      operand.nested = true;
      if (ApiError e = PathPart(); !e.ok()) return e;
    }
    condition->operands.push_back(operand);
    return {};
  }

  // .name or [index]
  ApiError PathPart() {
    if (Accept(TokenKind::kLeftBracket)) {
      if (!Accept(TokenKind::kNumber) || !Accept(TokenKind::kRightBracket)) return Unexpected();
      return {};
    }
    Next();
    if (!Accept(TokenKind::kName) && !Accept(TokenKind::kNamePlaceholder)) return Unexpected();
    return {};
  }

  Bytes expression_;
  const std::vector<Token>& tokens_;
  size_t at_ = 0;
  std::vector<ParsedCondition> conditions_;
};

}  // namespace

ApiError InvalidKeyCondition(const std::string& why) {
  return ApiError::Validation("Invalid KeyConditionExpression: " + why);
}

model::ApiResult<std::vector<ParsedCondition>> ParseKeyCondition(Bytes expression) {
  KS_ASSIGN_OR_RETURN(const std::vector<Token> tokens,
                      Tokenize(expression, kKeyConditionExpression));
  Parser parser(expression, tokens);
  if (ApiError e = parser.Parse(); !e.ok()) return e;
  return parser.TakeConditions();
}

}  // namespace keystone::expr
