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
  // Of a ProjectionExpression, all paths; of an update, those that its actions lead to, with or
  // without those that REMOVE does. The paths are known to fit together: Bind has checked. The
  // placeholders' bytes live as long.
  enum class Removed : unsigned char { kWith, kWithout };
  explicit Projection(const Bound& bound, Removed removed = Removed::kWith);

  std::string Apply(model::ItemView item) const;

 private:
  ExpressionPtr expression_;  // of which the tree has views
  PathTree tree_;
};

}  // namespace keystone::expr
