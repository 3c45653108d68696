// The parser of the expression language, by recursive descent. What AWS answers to each mistake is
// in docs/compatibility-expressions.md.
#pragma once

#include <map>
#include <vector>

#include "expr/expression.h"
#include "expr/lexer.h"

namespace keystone::expr {

// AWS: "Service, account, and table quotas in Amazon DynamoDB", "Expression parameters".
inline constexpr size_t kOperatorsMax = 300;
inline constexpr size_t kInOperandsMax = 100;
inline constexpr size_t kPathStepsMax = 32;
// Measured: docs/compatibility-expressions.md.
inline constexpr int64_t kListIndexMax = 4294967294;
// Bounds the recursion. An expression that AWS accepts is less deep: a level that is no operator is
// a pair of parentheses around one.
inline constexpr int kDepthMax = 2 * static_cast<int>(kOperatorsMax) + 8;

class Parser {
 public:
  Parser(Bytes text, Expression* expression) : text_(text), expression_(expression) {}
  model::ApiError Parse();

 private:
  // A condition, or an operand that may yet become part of one.
  struct Parsed {
    Node node;
    bool in_parentheses = false;
    bool doubled = false;  // in more than one pair
  };

  class DepthGuard {
   public:
    explicit DepthGuard(int* depth) : depth_(depth) { ++*depth_; }
    ~DepthGuard() { --*depth_; }
    bool too_deep() const { return *depth_ > kDepthMax; }

   private:
    int* depth_;
  };

  // condition_parser.cc
  model::ApiError Condition(Node* out);
  model::ApiError Or(Parsed* out);
  model::ApiError And(Parsed* out);
  model::ApiError Joined(Bytes word, Operator op, model::ApiError (Parser::*part)(Parsed*),
                         Parsed* out);
  model::ApiError Not(Parsed* out);
  model::ApiError Comparison(Parsed* out);
  model::ApiError Parenthesized(Parsed* out);
  model::ApiError Between(Node first, Parsed* out);
  model::ApiError In(Node first, Parsed* out);
  model::ApiError CheckConditionFunctions(const Node& node, bool as_operand) const;
  model::ApiError CheckOperandCount(const Node& node) const;
  model::ApiError NotAllowedHere(const Node& function) const;

  // operand_parser.cc
  model::ApiError Operand(Node* out);
  model::ApiError Operand(Node* out, bool* in_parentheses);
  model::ApiError Function(Node* out);
  model::ApiError ParsePath(uint32_t* path);
  model::ApiError Index(Step* step);
  static bool IsGrammarWord(const Token& token);

  // update_parser.cc
  model::ApiError Update();
  model::ApiError Section(Action::Kind kind);
  model::ApiError OneAction(Action::Kind kind);
  model::ApiError SetValue(Node* out);
  model::ApiError SetValue(Node* out, bool* in_parentheses);
  model::ApiError CheckUpdateFunctions(const Node& node, bool outermost) const;
  model::ApiError Projection();

  // parser.cc
  model::ApiError Finish() const;
  model::ApiError CheckFunctions() const;
  const Token& Here() const { return tokens_[at_]; }
  const Token& Behind() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  void Next() {
    if (Here().kind != TokenKind::kEnd) ++at_;
  }
  bool Accept(TokenKind kind);
  bool AcceptKeyword(Bytes upper);
  model::ApiError Expect(TokenKind kind);
  model::ApiError Unexpected() const;
  model::ApiError TooDeep() const { return Fail("The expression has redundant parentheses;"); }
  model::ApiError Fail(const std::string& why) const {
    return Invalid(expression_->parameter, why);
  }
  uint32_t SymbolOf(const Token& token);
  Node Make(Operator op);  // counts it

  Bytes text_;
  Expression* expression_;
  std::vector<Token> tokens_;
  std::map<Bytes, uint32_t> symbols_;  // in Expression::symbols
  size_t at_ = 0;
  int depth_ = 0;
  size_t operators_ = 0;
  // Noted while parsing, told once the syntax is known to be right.
  bool redundant_parentheses_ = false;
  model::ApiError path_error_;     // too long a path, an index out of range
  model::ApiError name_error_;     // an unknown function, a reserved word
  model::ApiError section_error_;  // a section of an update again
};

}  // namespace keystone::expr
