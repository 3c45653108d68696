// What a PartiQL statement says, parameters filled in. AWS: "PartiQL - a SQL-compatible query
// language for Amazon DynamoDB".
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "expr/expression.h"
#include "model/requests.h"

namespace keystone::partiql {

// One step of a document path.
struct Step {
  std::string name;
  std::optional<uint32_t> index;  // into a list: then there is no name

  friend bool operator==(const Step&, const Step&) = default;
};
using Path = std::vector<Step>;

// Operators are the expression language's: what a statement says is evaluated as expressions are.
struct Node {
  expr::Operator op = expr::Operator::kValue;
  Path path;          // of kPath
  std::string value;  // of kValue: encoded
  std::vector<Node> operands;
};

struct Action {
  expr::Action::Kind kind = expr::Action::Kind::kSet;
  Path path;
  Node value;  // not for kRemove
};

struct Statement {
  enum class Kind : unsigned char { kSelect, kInsert, kUpdate, kDelete };

  Kind kind = Kind::kSelect;
  std::string table;
  std::optional<std::string> index;
  std::vector<Path> projection;  // empty: *
  std::optional<Node> where;     // a condition
  std::optional<Path> order_by;  // of a SELECT
  bool descending = false;
  std::string item;             // of an INSERT
  std::vector<Action> actions;  // of an UPDATE
  model::ReturnValues returning = model::ReturnValues::kNone;
};

}  // namespace keystone::partiql
