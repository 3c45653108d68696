// Updates and projections.
//
//   update     := {SET set {',' set} | REMOVE path {',' path} | (ADD | DELETE) path :value {',' …}}
//   set        := path '=' value
//   value      := operand [('+' | '-') operand] | '(' value ')'
//   projection := path {',' path}
#include "expr/parser.h"

namespace keystone::expr {
namespace {

using model::ApiError;

struct SectionWord {
  Bytes word;
  Action::Kind kind;
};
constexpr SectionWord kSections[] = {
    {"SET", Action::Kind::kSet},
    {"REMOVE", Action::Kind::kRemove},
    {"ADD", Action::Kind::kAdd},
    {"DELETE", Action::Kind::kDelete},
};

}  // namespace

// Each section at most once, in any order.
ApiError Parser::Update() {
  bool seen[std::size(kSections)] = {};
  do {
    size_t i = 0;
    while (i < std::size(kSections) && !Here().IsKeyword(kSections[i].word)) ++i;
    if (i == std::size(kSections)) return Unexpected();
    Next();
    if (seen[i] && section_error_.ok()) {
      section_error_ = Fail("The \"" + std::string(kSections[i].word) +
                            "\" section can only be used once in an update expression;");
    }
    seen[i] = true;
    if (ApiError e = Section(kSections[i].kind); !e.ok()) return e;
  } while (Here().kind != TokenKind::kEnd);
  return {};
}

ApiError Parser::Section(Action::Kind kind) {
  do {
    if (ApiError e = OneAction(kind); !e.ok()) return e;
  } while (Accept(TokenKind::kComma));
  return {};
}

ApiError Parser::OneAction(Action::Kind kind) {
  Action action{kind, 0, {}};
  if (ApiError e = ParsePath(&action.path); !e.ok()) return e;
  if (kind == Action::Kind::kSet) {
    if (ApiError e = Expect(TokenKind::kEqual); !e.ok()) return e;
    if (ApiError e = SetValue(&action.value); !e.ok()) return e;
  } else if (kind != Action::Kind::kRemove) {
    if (Here().kind != TokenKind::kValuePlaceholder) return Unexpected();
    if (ApiError e = Operand(&action.value); !e.ok()) return e;
  }
  expression_->actions.push_back(std::move(action));
  return {};
}

ApiError Parser::SetValue(Node* out) {
  bool in_parentheses = false;
  return SetValue(out, &in_parentheses);
}

ApiError Parser::SetValue(Node* out, bool* in_parentheses) {
  if (Here().kind == TokenKind::kLeftParenthesis) {
    DepthGuard guard(&depth_);
    if (guard.too_deep()) return TooDeep();
    Next();
    bool doubled = false;
    if (ApiError e = SetValue(out, &doubled); !e.ok()) return e;
    if (ApiError e = Expect(TokenKind::kRightParenthesis); !e.ok()) return e;
    redundant_parentheses_ |= doubled;
    *in_parentheses = true;
    if (out->op == Operator::kPlus || out->op == Operator::kMinus) return {};
  } else if (ApiError e = Operand(out); !e.ok()) {
    return e;
  }
  const TokenKind kind = Here().kind;
  if (kind != TokenKind::kPlus && kind != TokenKind::kMinus) return {};
  Next();
  *in_parentheses = false;
  Node node = Make(kind == TokenKind::kPlus ? Operator::kPlus : Operator::kMinus);
  node.operands.push_back(std::move(*out));
  if (ApiError e = Operand(&node.operands.emplace_back()); !e.ok()) return e;
  *out = std::move(node);
  return {};
}

// Conditions' functions have no place in an update, and list_append none inside another function
// or a sum.
ApiError Parser::CheckUpdateFunctions(const Node& node, bool outermost) const {
  if (node.op >= Operator::kAttributeExists && node.op <= Operator::kSize) {
    return Fail("The function is not allowed in an update expression; function: " +
                std::string(OperatorName(node.op)));
  }
  if (node.op == Operator::kListAppend && !outermost) return NotAllowedHere(node);
  if (ApiError e = CheckOperandCount(node); !e.ok()) return e;
  for (const Node& operand : node.operands) {
    if (ApiError e = CheckUpdateFunctions(operand, false); !e.ok()) return e;
  }
  return {};
}

ApiError Parser::Projection() {
  do {
    uint32_t path = 0;
    if (ApiError e = ParsePath(&path); !e.ok()) return e;
  } while (Accept(TokenKind::kComma));
  return {};
}

}  // namespace keystone::expr
