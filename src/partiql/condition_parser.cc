// Conditions and operands.
//
//   or        := and {OR and}        and := not {AND not}        not := {NOT} predicate
//   predicate := '(' or ')' | function | operand comparator operand
//              | operand [NOT] BETWEEN operand AND operand
//              | operand [NOT] IN ('[' operands ']' | '(' operands ')')
//              | path IS [NOT] (MISSING | NULL)
//   operand   := value | path | function | '(' operand ')'
#include "partiql/parser.h"

namespace keystone::partiql {
namespace {

using expr::Operator;
using model::ApiError;

bool IsOperand(const Node& node) {
  return node.op == Operator::kPath || node.op == Operator::kValue || node.op == Operator::kSize;
}

// What functions and sums are made of.
bool IsOperandOrList(const Node& node) {
  return IsOperand(node) || node.op == Operator::kListAppend;
}

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

struct FunctionName {
  Bytes name;
  Operator op;
  size_t operands;
};
constexpr FunctionName kFunctions[] = {
    {"ATTRIBUTE_TYPE", Operator::kAttributeType, 2},
    {"BEGINS_WITH", Operator::kBeginsWith, 2},
    {"CONTAINS", Operator::kContains, 2},
    {"SIZE", Operator::kSize, 1},
    {"LIST_APPEND", Operator::kListAppend, 2},
};

const FunctionName* FindFunction(const Token& token) {
  for (const FunctionName& function : kFunctions) {
    if (token.IsKeyword(function.name)) return &function;
  }
  return nullptr;
}

ApiError NoCondition() {
  return ApiError::Validation("WHERE clause must contain an expression that resolves to a boolean");
}

Node Made(Operator op, Node first) {
  Node node{op, {}, {}, {}};
  node.operands.push_back(std::move(first));
  return node;
}

std::string EncodedText(Bytes text) {
  std::string encoded;
  model::AppendValue(&encoded, model::ValueView(model::Type::kString, text));
  return encoded;
}

}  // namespace

ApiError Parser::Condition(Node* out) {
  if (ApiError e = Or(out); !e.ok()) return e;
  return IsOperand(*out) ? NoCondition() : ApiError();
}

ApiError Parser::Or(Node* out) {
  return Joined("OR", Operator::kOr, &Parser::And, out);
}

ApiError Parser::And(Node* out) {
  return Joined("AND", Operator::kAnd, &Parser::Not, out);
}

// part {word part}, as one node with an operand for each.
ApiError Parser::Joined(Bytes word, Operator op, ApiError (Parser::*part)(Node*), Node* out) {
  if (ApiError e = (this->*part)(out); !e.ok()) return e;
  if (!Here().IsKeyword(word)) return {};
  if (IsOperand(*out)) return NoCondition();
  *out = Made(op, std::move(*out));
  while (AcceptKeyword(word)) {
    Node& next = out->operands.emplace_back();
    if (ApiError e = (this->*part)(&next); !e.ok()) return e;
    if (IsOperand(next)) return NoCondition();
  }
  return {};
}

ApiError Parser::Not(Node* out) {
  if (!AcceptKeyword("NOT")) return Predicate(out);
  bool negated = true;
  while (AcceptKeyword("NOT")) negated = !negated;
  if (ApiError e = Predicate(out); !e.ok()) return e;
  if (IsOperand(*out)) return NoCondition();
  if (negated) *out = Made(Operator::kNot, std::move(*out));
  return {};
}

ApiError Parser::Predicate(Node* out) {
  if (ApiError e = Operand(out); !e.ok()) return e;
  if (!IsOperand(*out)) return {};
  if (const Operator comparator = ComparatorOf(Here().kind); comparator != Operator::kPath) {
    Next();
    *out = Made(comparator, std::move(*out));
    Node& second = out->operands.emplace_back();
    if (ApiError e = Operand(&second); !e.ok()) return e;
    return IsOperand(second) ? ApiError() : Unexpected();
  }
  if (AcceptKeyword("IS")) return Is(out);
  const bool negated = AcceptKeyword("NOT");
  if (AcceptKeyword("BETWEEN")) {
    if (ApiError e = Between(out); !e.ok()) return e;
  } else if (AcceptKeyword("IN")) {
    if (ApiError e = In(out); !e.ok()) return e;
  } else {
    return negated ? Unexpected() : ApiError();
  }
  if (negated) *out = Made(Operator::kNot, std::move(*out));
  return {};
}

ApiError Parser::Between(Node* node) {
  *node = Made(Operator::kBetween, std::move(*node));
  if (ApiError e = Operand(&node->operands.emplace_back()); !e.ok()) return e;
  if (ApiError e = ExpectKeyword("AND"); !e.ok()) return e;
  if (ApiError e = Operand(&node->operands.emplace_back()); !e.ok()) return e;
  return IsOperand(node->operands[1]) && IsOperand(node->operands[2]) ? ApiError() : Unexpected();
}

ApiError Parser::In(Node* node) {
  *node = Made(Operator::kIn, std::move(*node));
  const bool in_brackets = Accept(TokenKind::kLeftBracket);
  if (!in_brackets) {
    if (ApiError e = Expect(TokenKind::kLeftParenthesis); !e.ok()) return e;
  }
  do {
    Node& operand = node->operands.emplace_back();
    if (ApiError e = Operand(&operand); !e.ok()) return e;
    if (!IsOperand(operand)) return Unexpected();
  } while (Accept(TokenKind::kComma));
  return Expect(in_brackets ? TokenKind::kRightBracket : TokenKind::kRightParenthesis);
}

ApiError Parser::Is(Node* node) {
  const bool negated = AcceptKeyword("NOT");
  if (node->op != Operator::kPath) return Unexpected();
  if (AcceptKeyword("MISSING")) {
    *node = Made(negated ? Operator::kAttributeExists : Operator::kAttributeNotExists,
                 std::move(*node));
    return {};
  }
  if (ApiError e = ExpectKeyword("NULL"); !e.ok()) return e;
  *node = Made(Operator::kAttributeType, std::move(*node));
  node->operands.emplace_back().value = EncodedText("NULL");
  if (negated) *node = Made(Operator::kNot, std::move(*node));
  return {};
}

ApiError Parser::Operand(Node* out) {
  if (Here().kind == TokenKind::kLeftParenthesis) return Parenthesized(out);
  if (BeginsValue()) {
    if (ApiError e = Value(&out->value); !e.ok()) return e;
    return CheckLevels(out->value);
  }
  if (Here().kind == TokenKind::kWord && Behind().kind == TokenKind::kLeftParenthesis) {
    return Function(out);
  }
  out->op = Operator::kPath;
  return ParsePath(&out->path);
}

ApiError Parser::Parenthesized(Node* out) {
  DepthGuard guard(&depth_);
  if (guard.too_deep()) return NotWellFormed("Too many levels of parentheses");
  Next();
  if (ApiError e = Or(out); !e.ok()) return e;
  return Expect(TokenKind::kRightParenthesis);
}

ApiError Parser::Function(Node* out) {
  DepthGuard guard(&depth_);
  if (guard.too_deep()) return NotWellFormed("Too many levels of functions");
  const FunctionName* function = FindFunction(Here());
  if (function == nullptr) return ApiError::Validation("Unrecognized function: " + Here().text);
  out->op = function->op;
  Next();
  do {
    Next();
    Node& operand = out->operands.emplace_back();
    if (ApiError e = Operand(&operand); !e.ok()) return e;
    if (!IsOperandOrList(operand)) return Unexpected();
  } while (Here().kind == TokenKind::kComma);
  if (out->operands.size() != function->operands) {
    return NotWellFormed("Wrong number of operands of " + std::string(function->name));
  }
  return Expect(TokenKind::kRightParenthesis);
}

// operand [('+' | '-') operand]: what SET may give an attribute.
ApiError Parser::Sum(Node* out) {
  if (ApiError e = Operand(out); !e.ok()) return e;
  if (!IsOperandOrList(*out)) return Unexpected();
  const TokenKind kind = Here().kind;
  if (kind != TokenKind::kPlus && kind != TokenKind::kMinus) return {};
  Next();
  *out = Made(kind == TokenKind::kPlus ? Operator::kPlus : Operator::kMinus, std::move(*out));
  Node& second = out->operands.emplace_back();
  if (ApiError e = Operand(&second); !e.ok()) return e;
  return IsOperandOrList(second) ? ApiError() : Unexpected();
}

}  // namespace keystone::partiql
