// Projections: the part of an item that some paths lead to.
#pragma once

#include <string>

#include "expr/bound.h"
#include "expr/path_tree.h"

namespace keystone::expr {

// AWS: "Projection expressions": maps and lists around what a path leads to are kept, elements of
// lists move together in their order, paths that lead nowhere add nothing.
class Projection {
 public:
  // All of a ProjectionExpression's paths, or those that an update's actions lead to. The paths
  // are known to fit together: Bind has checked. The placeholders' bytes live as long.
  explicit Projection(const Bound& bound);

  std::string Apply(model::ItemView item) const;

 private:
  ExpressionPtr expression_;  // of which the tree has views
  PathTree tree_;
};

}  // namespace keystone::expr
