// How parsing begins and ends: the limits, the token cursor, and what AWS checks of an expression
// whose syntax is right, in AWS's order.
#include "expr/parser.h"

#include "model/limits.h"

namespace keystone::expr {

using model::ApiError;

ApiError Parser::Parse() {
  if (text_.empty()) return Fail("The expression can not be empty;");
  if (text_.size() > model::kExpressionBytesMax) {
    return Fail("Expression size has exceeded the maximum allowed size; expression size: " +
                std::to_string(text_.size()));
  }
  tokens_ = Tokenize(text_);
  ApiError error;
  switch (expression_->parameter) {
    case Parameter::kUpdate:
      error = Update();
      break;
    case Parameter::kProjection:
      error = Projection();
      break;
    default:
      error = Condition(&expression_->condition);
      break;
  }
  // AWS stops there, so what may be wrong behind them does not count.
  if (redundant_parentheses_) return Fail("The expression has redundant parentheses;");
  if (!error.ok()) return error;
  if (Here().kind != TokenKind::kEnd) return Unexpected();
  return Finish();
}

ApiError Parser::Finish() const {
  if (!path_error_.ok()) return path_error_;
  if (!name_error_.ok()) return name_error_;
  if (!section_error_.ok()) return section_error_;
  if (ApiError e = CheckFunctions(); !e.ok()) return e;
  if (operators_ <= kOperatorsMax) return {};
  // AWS stops to count at the first one too many.
  return Fail("The expression contains too many operators; operator count: " +
              std::to_string(kOperatorsMax + 1));
}

ApiError Parser::CheckFunctions() const {
  if (expression_->parameter == Parameter::kProjection) return {};
  if (expression_->parameter != Parameter::kUpdate) {
    return CheckConditionFunctions(expression_->condition, false);
  }
  for (const Action& action : expression_->actions) {
    if (ApiError e = CheckUpdateFunctions(action.value, true); !e.ok()) return e;
  }
  return {};
}

bool Parser::Accept(TokenKind kind) {
  if (Here().kind != kind) return false;
  Next();
  return true;
}

bool Parser::AcceptKeyword(Bytes upper) {
  if (!Here().IsKeyword(upper)) return false;
  Next();
  return true;
}

ApiError Parser::Expect(TokenKind kind) {
  return Accept(kind) ? ApiError() : Unexpected();
}

// AWS shows the token and what stands around it, from the one before to the one behind.
ApiError Parser::Unexpected() const {
  const auto offset = [&](const Token& token) {
    return static_cast<size_t>(token.text.data() - text_.data());
  };
  const bool at_end = Here().kind == TokenKind::kEnd;
  const size_t begin = at_ == 0 ? 0 : offset(tokens_[at_ - 1]);
  const size_t end = at_end ? text_.size() : offset(Behind()) + Behind().text.size();
  return Fail("Syntax error; token: \"" + (at_end ? "<EOF>" : std::string(Here().text)) +
              "\", near: \"" + std::string(text_.substr(begin, end - begin)) + "\"");
}

uint32_t Parser::SymbolOf(const Token& token) {
  const auto [found, is_new] =
      symbols_.emplace(token.text, static_cast<uint32_t>(expression_->symbols.size()));
  if (is_new) {
    expression_->symbols.push_back(
        {std::string(token.text), token.kind == TokenKind::kValuePlaceholder});
  }
  return found->second;
}

Node Parser::Make(Operator op) {
  ++operators_;
  return {op, 0, {}};
}

}  // namespace keystone::expr
