#include "expr/path_tree.h"

#include <algorithm>

namespace keystone::expr {

using model::ApiError;

namespace {

ApiError Clash(const Bound& bound, const char* how, int first, uint32_t second) {
  const auto& paths = bound.expression->paths;
  return Invalid(bound.expression->parameter,
                 "Two document paths " + std::string(how) +
                     " with each other; must remove or rewrite one of these paths; path one: " +
                     ShowPath(bound, paths[static_cast<size_t>(first)]) +
                     ", path two: " + ShowPath(bound, paths[second]));
}

}  // namespace

ApiError PathTree::Add(const Bound& bound, uint32_t path) {
  uint32_t here = 0;
  for (const Step& step : bound.expression->paths[path]) {
    const Entry& entry = entries_[here];
    if (entry.ends()) return Clash(bound, "overlap", entry.path, path);
    if (!entry.children.empty() && entries_[entry.children[0]].by_index != step.is_index) {
      return Clash(bound, "conflict", AnyPathBelow(here), path);
    }
    here = ChildFor(bound, here, step);
  }
  const int other = AnyPathBelow(here);
  if (other >= 0) return Clash(bound, "overlap", other, path);
  entries_[here].path = static_cast<int>(path);
  return {};
}

// The child for `step`, made where there is none.
uint32_t PathTree::ChildFor(const Bound& bound, uint32_t parent, const Step& step) {
  Entry child;
  child.by_index = step.is_index;
  if (step.is_index) {
    child.index = step.number;
  } else {
    child.name = bound.NameOf(step);
  }
  std::vector<uint32_t>& children = entries_[parent].children;
  const auto place =
      std::lower_bound(children.begin(), children.end(), child, [&](uint32_t a, const Entry& b) {
        return b.by_index ? entries_[a].index < b.index : entries_[a].name < b.name;
      });
  if (place != children.end() && entries_[*place].name == child.name &&
      entries_[*place].index == child.index) {
    return *place;
  }
  const auto number = static_cast<uint32_t>(entries_.size());
  children.insert(place, number);
  entries_.push_back(std::move(child));
  return number;
}

int PathTree::AnyPathBelow(uint32_t number) const {
  while (!entries_[number].ends()) {
    if (entries_[number].children.empty()) return -1;
    number = entries_[number].children[0];
  }
  return entries_[number].path;
}

}  // namespace keystone::expr
