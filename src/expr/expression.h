// Expression: what parsing makes of the text of a condition, filter, update, projection or key
// condition. It knows no request: names and values are still placeholders, so one parsed
// expression serves every request with the same text. Immutable, shared between threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "model/api_error.h"

namespace keystone::expr {

// The parameter an expression came in; messages begin with its name.
enum class Parameter : unsigned char {
  kCondition,
  kFilter,
  kKeyCondition,
  kProjection,
  kUpdate,
  kAttributeUpdates,  // the legacy parameter: made without text
};
const char* ParameterName(Parameter parameter);  // "ConditionExpression", …

// "Invalid ConditionExpression: why".
model::ApiError Invalid(Parameter parameter, const std::string& why);

enum class Operator : unsigned char {
  // operands
  kPath,
  kValue,
  // comparators
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kIn,
  // logic
  kAnd,
  kOr,
  kNot,
  // functions
  kAttributeExists,
  kAttributeNotExists,
  kAttributeType,
  kBeginsWith,
  kContains,
  kSize,
  kIfNotExists,
  kListAppend,
  // arithmetic
  kPlus,
  kMinus,
};
const char* OperatorName(Operator op);  // "=", "BETWEEN", "attribute_exists", …

// One step of a document path: an attribute's name, or an index into a list.
struct Step {
  bool is_index = false;
  uint32_t number = 0;  // the index, or which of Expression::symbols
};
using Path = std::vector<Step>;

struct Node {
  Operator op = Operator::kValue;
  uint32_t number = 0;  // kPath: which of paths; kValue: which of symbols
  std::vector<Node> operands;
};

struct Action {
  enum class Kind : unsigned char { kSet, kRemove, kAdd, kDelete };
  Kind kind = Kind::kSet;
  uint32_t path = 0;  // which of paths
  Node value;         // not for kRemove
};

// A name or value as written: "price", "#p", ":v".
struct Symbol {
  std::string text;
  bool is_value = false;
};

struct Expression {
  Parameter parameter = Parameter::kCondition;
  std::vector<Symbol> symbols;  // each once, in the order of first use; names and values together
  std::vector<Path> paths;      // in the order written
  Node condition;               // of conditions, filters and key conditions
  std::vector<Action> actions;  // of updates, in the order written
};
using ExpressionPtr = std::shared_ptr<const Expression>;

// All that can be said of the text alone is checked: size, syntax, reserved words, functions and
// their operands' number, how many operators and how deep. Never deeper in recursion than the
// limits in parser.h. Pure.
model::ApiResult<ExpressionPtr> Parse(Parameter parameter, Bytes text);

}  // namespace keystone::expr
