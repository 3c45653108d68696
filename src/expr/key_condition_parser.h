// The first pass over a KeyConditionExpression: text to conditions, with names and values still as
// written.
#pragma once

#include <vector>

#include "expr/key_condition.h"
#include "expr/lexer.h"

namespace keystone::expr {

// A path or a value.
struct ParsedOperand {
  Token token;          // a name, a #name or a :value
  bool nested = false;  // a path that goes on with . or [
};

struct ParsedCondition {
  SortOperator op = SortOperator::kEqual;
  std::vector<ParsedOperand> operands;  // 2, or 3 for BETWEEN, in the order written
};

// The conditions joined by AND.
model::ApiResult<std::vector<ParsedCondition>> ParseKeyCondition(Bytes expression);

inline constexpr Bytes kKeyConditionExpression = "KeyConditionExpression";
model::ApiError InvalidKeyCondition(const std::string& why);  // "Invalid KeyConditionExpression: …"

}  // namespace keystone::expr
