// Paths, values and functions.
#include <algorithm>
#include <charconv>

#include "expr/parser.h"
#include "expr/reserved_words.h"

namespace keystone::expr {
namespace {

using model::ApiError;

constexpr Operator kFunctions[] = {
    Operator::kAttributeExists, Operator::kAttributeNotExists, Operator::kAttributeType,
    Operator::kBeginsWith,      Operator::kContains,           Operator::kSize,
    Operator::kIfNotExists,     Operator::kListAppend,
};

}  // namespace

// operand := path | :value | function | '(' operand ')'
ApiError Parser::Operand(Node* out) {
  bool in_parentheses = false;
  return Operand(out, &in_parentheses);
}

ApiError Parser::Operand(Node* out, bool* in_parentheses) {
  if (Here().kind == TokenKind::kValuePlaceholder) {
    *out = {Operator::kValue, SymbolOf(Here()), {}};
    Next();
    return {};
  }
  if (Here().kind == TokenKind::kLeftParenthesis) {
    DepthGuard guard(&depth_);
    if (guard.too_deep()) return TooDeep();
    Next();
    bool doubled = false;
    if (ApiError e = Operand(out, &doubled); !e.ok()) return e;
    if (ApiError e = Expect(TokenKind::kRightParenthesis); !e.ok()) return e;
    redundant_parentheses_ |= doubled;
    *in_parentheses = true;
    return {};
  }
  if (Here().kind == TokenKind::kName && Behind().kind == TokenKind::kLeftParenthesis &&
      !IsGrammarWord(Here())) {
    return Function(out);
  }
  out->op = Operator::kPath;
  return ParsePath(&out->number);
}

// function := name '(' operand {',' operand} ')'
ApiError Parser::Function(Node* out) {
  DepthGuard guard(&depth_);
  if (guard.too_deep()) return TooDeep();
  const Bytes name = Here().text;
  *out = Make(Operator::kSize);
  bool known = false;
  for (const Operator function : kFunctions) {
    if (name != OperatorName(function)) continue;
    known = true;
    out->op = function;
  }
  if (!known && name_error_.ok()) {
    name_error_ = Fail("Invalid function name; function: " + std::string(name));
  }
  Next();
  do {
    Next();
    if (ApiError e = Operand(&out->operands.emplace_back()); !e.ok()) return e;
  } while (Here().kind == TokenKind::kComma);
  return Expect(TokenKind::kRightParenthesis);
}

// path := name {'.' (name | value) | '[' number ']'}; AWS's grammar takes a value there, too, which
// then is the name of no attribute.
ApiError Parser::ParsePath(uint32_t* path) {
  Path steps(1);
  const auto name = [&](Step* step) {
    const bool is_name = Here().kind == TokenKind::kName ||
                         Here().kind == TokenKind::kNamePlaceholder ||
                         (Here().kind == TokenKind::kValuePlaceholder && step != &steps.front());
    if (!is_name || IsGrammarWord(Here())) return Unexpected();
    if (Here().kind == TokenKind::kName && IsReservedWord(Here().text) && name_error_.ok()) {
      name_error_ = Fail("Attribute name is a reserved keyword; reserved keyword: " +
                         std::string(Here().text));
    }
    step->number = SymbolOf(Here());
    Next();
    return ApiError();
  };
  if (ApiError e = name(&steps[0]); !e.ok()) return e;
  while (Here().kind == TokenKind::kDot || Here().kind == TokenKind::kLeftBracket) {
    Step& step = steps.emplace_back();
    step.is_index = Here().kind == TokenKind::kLeftBracket;
    Next();
    if (ApiError e = step.is_index ? Index(&step) : name(&step); !e.ok()) return e;
  }
  if (steps.size() > kPathStepsMax && path_error_.ok()) {
    path_error_ = Fail("The document path has too many nesting levels; nesting levels: " +
                       std::to_string(steps.size()));
  }
  *path = static_cast<uint32_t>(expression_->paths.size());
  expression_->paths.push_back(std::move(steps));
  return {};
}

ApiError Parser::Index(Step* step) {
  const Bytes text = Here().text;
  if (!Accept(TokenKind::kNumber)) return Unexpected();
  int64_t index = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), index);
  if ((read.ec != std::errc() || index > kListIndexMax) && path_error_.ok()) {
    path_error_ =
        Fail("List index is not within the allowable range; index: [" + std::string(text) + "]");
  }
  step->number = static_cast<uint32_t>(index);
  return Expect(TokenKind::kRightBracket);
}

// Words that are part of the grammar are no names, in whatever kind of expression.
bool Parser::IsGrammarWord(const Token& token) {
  static constexpr Bytes kWords[] = {"AND", "OR",     "NOT", "BETWEEN", "IN",
                                     "SET", "REMOVE", "ADD", "DELETE"};
  return std::any_of(std::begin(kWords), std::end(kWords),
                     [&](Bytes word) { return token.IsKeyword(word); });
}

}  // namespace keystone::expr
