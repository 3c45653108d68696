// The parser of PartiQL statements, by recursive descent:
//
//   select := SELECT ('*' | path {',' path}) FROM source [WHERE condition]
//             [ORDER BY path [ASC | DESC]]
//   insert := INSERT INTO table VALUE value
//   update := UPDATE table {SET set {',' set} | REMOVE path {',' path}} [WHERE condition]
//   [returning] delete := DELETE FROM table [WHERE condition] [returning] source := table ['.'
//   index] returning := RETURNING (ALL | MODIFIED) (OLD | NEW) '*'
#pragma once

#include <vector>

#include "model/value_writer.h"
#include "partiql/ast.h"
#include "partiql/lexer.h"

namespace keystone::partiql {

// Bounds the recursion.
inline constexpr int kDepthMax = 100;

// "Statement wasn't well formed, can't be processed: why".
model::ApiError NotWellFormed(const std::string& why);

class Parser {
 public:
  // `parameters` are encoded values, one for each ? of the statement.
  Parser(Bytes text, const std::vector<std::string>& parameters)
      : tokens_(Tokenize(text)), parameters_(parameters) {}

  model::ApiResult<Statement> Parse();

 private:
  class DepthGuard {
   public:
    explicit DepthGuard(int* depth) : depth_(depth) { ++*depth_; }
    ~DepthGuard() { --*depth_; }
    bool too_deep() const { return *depth_ > kDepthMax; }

   private:
    int* depth_;
  };

  // parser.cc
  model::ApiError Body();
  model::ApiError Select();
  model::ApiError OrderBy();
  model::ApiError Insert();
  model::ApiError Update();
  model::ApiError Delete();
  model::ApiError Source(bool with_index);
  model::ApiError Where();
  model::ApiError Returning();
  model::ApiError SetAction();
  model::ApiError SetFunction(Action* action);
  model::ApiError Paths(std::vector<Path>* paths);

  // condition_parser.cc
  model::ApiError Condition(Node* out);
  model::ApiError Or(Node* out);
  model::ApiError And(Node* out);
  model::ApiError Joined(Bytes word, expr::Operator op, model::ApiError (Parser::*part)(Node*),
                         Node* out);
  model::ApiError Not(Node* out);
  model::ApiError Predicate(Node* out);
  model::ApiError Between(Node* node);
  model::ApiError In(Node* node);
  model::ApiError Is(Node* node);
  model::ApiError Operand(Node* out);
  model::ApiError Parenthesized(Node* out);
  model::ApiError Function(Node* out);
  model::ApiError Sum(Node* out);

  // value_parser.cc
  model::ApiError ParsePath(Path* path);
  model::ApiError Name(std::string* name);
  model::ApiError Value(std::string* encoded);
  model::ApiError Write();
  model::ApiError WriteNumber(bool negative);
  model::ApiError WriteList();
  model::ApiError WriteMap();
  model::ApiError WriteSet();
  static model::ApiError CheckLevels(const std::string& encoded);
  bool BeginsValue() const;

  const Token& Here() const { return tokens_[at_]; }
  const Token& Behind() const { return tokens_[at_ + 1 < tokens_.size() ? at_ + 1 : at_]; }
  void Next() {
    if (Here().kind != TokenKind::kEnd) ++at_;
  }
  bool Accept(TokenKind kind);
  bool AcceptKeyword(Bytes upper);
  model::ApiError Expect(TokenKind kind);
  model::ApiError ExpectKeyword(Bytes upper);
  model::ApiError Unexpected() const;
  std::string TakeParameter();

  std::vector<Token> tokens_;
  const std::vector<std::string>& parameters_;
  size_t parameters_used_ = 0;
  size_t at_ = 0;
  int depth_ = 0;
  model::ValueWriter writer_;
  Statement statement_;
};

}  // namespace keystone::partiql
