// PathTree: the paths of a projection or an update as one tree, so that an item is gone through
// once for all of them.
//
// A node has children by name or children by index, in order, or none: then a path ends there. No
// path goes on behind the end of another.
#pragma once

#include <vector>

#include "expr/bound.h"

namespace keystone::expr {

class PathTree {
 public:
  struct Entry {
    Bytes name;  // of a child by name
    uint32_t index = 0;
    bool by_index = false;
    int path = -1;                   // the number of the path that ends here
    std::vector<uint32_t> children;  // sorted by name or index
    bool ends() const { return path >= 0; }
  };

  PathTree() : entries_(1) {}

  // `path` is the number of one of the expression's. AWS's errors where it and one added before
  // overlap (one leads to or through the other) or conflict (a map and a list at one place).
  model::ApiError Add(const Bound& bound, uint32_t path);

  const Entry& root() const { return entries_[0]; }
  const Entry& at(uint32_t number) const { return entries_[number]; }

 private:
  uint32_t ChildFor(const Bound& bound, uint32_t parent, const Step& step);
  int AnyPathBelow(uint32_t number) const;

  std::vector<Entry> entries_;
};

}  // namespace keystone::expr
