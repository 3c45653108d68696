// Conditions, filters and key conditions.
//
//   or         := and {OR and}            and        := not {AND not}
//   not        := {NOT} comparison        comparison := '(' or ')' | function
//               | operand comparator operand | operand BETWEEN operand AND operand
//               | operand IN '(' operand {',' operand} ')'
#include "expr/parser.h"

namespace keystone::expr {
namespace {

using model::ApiError;

bool IsOperand(const Node& node) {
  return node.op == Operator::kPath || node.op == Operator::kValue;
}
bool IsFunction(const Node& node) {
  return node.op >= Operator::kAttributeExists && node.op <= Operator::kListAppend;
}

// kPath for a token that compares nothing.
Operator ComparatorOf(TokenKind kind) {
  switch (kind) {
    case TokenKind::kEqual:
      return Operator::kEqual;
    case TokenKind::kNotEqual:
      return Operator::kNotEqual;
    case TokenKind::kLess:
      return Operator::kLess;
    case TokenKind::kLessOrEqual:
      return Operator::kLessOrEqual;
    case TokenKind::kGreater:
      return Operator::kGreater;
    case TokenKind::kGreaterOrEqual:
      return Operator::kGreaterOrEqual;
    default:
      return Operator::kPath;
  }
}

}  // namespace

ApiError Parser::Condition(Node* out) {
  Parsed parsed;
  if (ApiError e = Or(&parsed); !e.ok()) return e;
  if (IsOperand(parsed.node)) return Unexpected();
  *out = std::move(parsed.node);
  return {};
}

ApiError Parser::Or(Parsed* out) {
  return Joined("OR", Operator::kOr, &Parser::And, out);
}

ApiError Parser::And(Parsed* out) {
  return Joined("AND", Operator::kAnd, &Parser::Not, out);
}

// part {word part}, as one node with an operand for each.
ApiError Parser::Joined(Bytes word, Operator op, ApiError (Parser::*part)(Parsed*), Parsed* out) {
  if (ApiError e = (this->*part)(out); !e.ok()) return e;
  if (!Here().IsKeyword(word)) return {};
  if (IsOperand(out->node)) return Unexpected();
  Node joined{op, 0, {}};
  joined.operands.push_back(std::move(out->node));
  while (AcceptKeyword(word)) {
    ++operators_;
    Parsed next;
    if (ApiError e = (this->*part)(&next); !e.ok()) return e;
    if (IsOperand(next.node)) return Unexpected();
    joined.operands.push_back(std::move(next.node));
  }
  *out = {std::move(joined), false};
  return {};
}

ApiError Parser::Not(Parsed* out) {
  size_t count = 0;
  while (AcceptKeyword("NOT")) ++count;
  if (ApiError e = Comparison(out); !e.ok()) return e;
  if (count != 0 && IsOperand(out->node)) return Unexpected();
  for (; count != 0; --count) {
    Node negated = Make(Operator::kNot);
    negated.operands.push_back(std::move(out->node));
    *out = {std::move(negated), false};
  }
  return {};
}

ApiError Parser::Comparison(Parsed* out) {
  if (Here().kind == TokenKind::kLeftParenthesis) {
    if (ApiError e = Parenthesized(out); !e.ok()) return e;
    if (!IsOperand(out->node) && !IsFunction(out->node)) return {};
  } else if (ApiError e = Operand(&out->node); !e.ok()) {
    return e;
  }
  const Operator comparator = ComparatorOf(Here().kind);
  const bool is_compared =
      comparator != Operator::kPath || Here().IsKeyword("BETWEEN") || Here().IsKeyword("IN");
  redundant_parentheses_ |= out->doubled && is_compared;
  if (comparator != Operator::kPath) {
    Next();
    Node node = Make(comparator);
    node.operands.push_back(std::move(out->node));
    if (ApiError e = Operand(&node.operands.emplace_back()); !e.ok()) return e;
    *out = {std::move(node), false};
    return {};
  }
  if (AcceptKeyword("BETWEEN")) return Between(std::move(out->node), out);
  if (AcceptKeyword("IN")) return In(std::move(out->node), out);
  // A lone operand may still stand in parentheses, to be compared behind them.
  const bool may_end = depth_ > 0 && Here().kind == TokenKind::kRightParenthesis;
  return IsFunction(out->node) || may_end ? ApiError() : Unexpected();
}

ApiError Parser::Parenthesized(Parsed* out) {
  DepthGuard guard(&depth_);
  if (guard.too_deep()) return TooDeep();
  Next();
  if (ApiError e = Or(out); !e.ok()) return e;
  if (ApiError e = Expect(TokenKind::kRightParenthesis); !e.ok()) return e;
  out->doubled |= out->in_parentheses;
  out->in_parentheses = true;
  // Of an operand AWS says so only once it is compared.
  redundant_parentheses_ |= out->doubled && !IsOperand(out->node);
  return {};
}

ApiError Parser::Between(Node first, Parsed* out) {
  Node node = Make(Operator::kBetween);
  node.operands.push_back(std::move(first));
  if (ApiError e = Operand(&node.operands.emplace_back()); !e.ok()) return e;
  if (!AcceptKeyword("AND")) return Unexpected();
  if (ApiError e = Operand(&node.operands.emplace_back()); !e.ok()) return e;
  *out = {std::move(node), false};
  return {};
}

ApiError Parser::In(Node first, Parsed* out) {
  Node node = Make(Operator::kIn);
  node.operands.push_back(std::move(first));
  if (Here().kind != TokenKind::kLeftParenthesis) return Unexpected();
  do {
    Next();
    if (ApiError e = Operand(&node.operands.emplace_back()); !e.ok()) return e;
  } while (Here().kind == TokenKind::kComma);
  *out = {std::move(node), false};
  return Expect(TokenKind::kRightParenthesis);
}

ApiError Parser::NotAllowedHere(const Node& function) const {
  return Fail("The function is not allowed to be used this way in an expression; function: " +
              std::string(OperatorName(function.op)));
}

ApiError Parser::CheckOperandCount(const Node& node) const {
  const bool one = node.op == Operator::kAttributeExists ||
                   node.op == Operator::kAttributeNotExists || node.op == Operator::kSize;
  if (!IsFunction(node) || node.operands.size() == (one ? 1u : 2u)) return {};
  return Fail("Incorrect number of operands for operator or function; operator or function: " +
              std::string(OperatorName(node.op)) +
              ", number of operands: " + std::to_string(node.operands.size()));
}

// Only size gives something to compare; all others are conditions themselves.
ApiError Parser::CheckConditionFunctions(const Node& node, bool as_operand) const {
  if (node.op == Operator::kIfNotExists || node.op == Operator::kListAppend) {
    return Fail("The function is not allowed in a condition expression; function: " +
                std::string(OperatorName(node.op)));
  }
  if (IsFunction(node) && as_operand != (node.op == Operator::kSize)) return NotAllowedHere(node);
  if (ApiError e = CheckOperandCount(node); !e.ok()) return e;
  if (node.op == Operator::kIn && node.operands.size() > kInOperandsMax + 1) {
    return Fail("The IN operator is provided with too many operands; number of operands: " +
                std::to_string(node.operands.size() - 1));
  }
  const bool is_logic =
      node.op == Operator::kAnd || node.op == Operator::kOr || node.op == Operator::kNot;
  for (const Node& operand : node.operands) {
    // Whether they are paths is said later, once placeholders are known.
    const bool takes_path =
        node.op == Operator::kAttributeExists || node.op == Operator::kAttributeNotExists;
    if (takes_path && IsFunction(operand)) continue;
    if (ApiError e = CheckConditionFunctions(operand, !is_logic); !e.ok()) return e;
  }
  return {};
}

}  // namespace keystone::expr
