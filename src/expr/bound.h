// Bound: an expression with its names and values filled in from one request, and the types of its
// literal operands checked.
#pragma once

#include <optional>
#include <vector>

#include "expr/expression.h"
#include "expr/placeholders.h"

namespace keystone::expr {

struct Bound {
  // What stands for one of Expression::symbols.
  struct Meaning {
    Bytes name;
    model::ValueView value{model::Type::kNull, {}};
  };

  // Of a step that is no index.
  Bytes NameOf(const Step& step) const { return meanings[step.number].name; }
  const Path& PathOf(const Node& node) const { return expression->paths[node.number]; }
  model::ValueView ValueOf(const Node& node) const { return meanings[node.number].value; }

  ExpressionPtr expression;
  std::vector<Meaning> meanings;  // one for each symbol
};

// The bytes of `placeholders` live as long as what is bound. AWS's errors: undefined placeholders,
// literals of a type the operator does not take, BETWEEN's bounds out of order, operands that are
// the same path, and of updates and projections paths that overlap.
model::ApiResult<Bound> Bind(ExpressionPtr expression, Placeholders* placeholders);

// Parses and binds.
model::ApiResult<Bound> ParseAndBind(Parameter parameter, Bytes text, Placeholders* placeholders);

// Whether two paths lead to the same place, and a path as messages show it: "[a, [0], b]".
bool SamePath(const Bound& bound, const Path& a, const Path& b);
std::string ShowPath(const Bound& bound, const Path& path);

}  // namespace keystone::expr
