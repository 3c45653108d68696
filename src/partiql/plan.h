// Which items a WHERE clause leads to: key conditions are taken out of what AND joins, the rest is
// left as a condition on each item.
#pragma once

#include "partiql/ast.h"

namespace keystone::partiql {

// The conditions that AND joins, in the order written.
class Conjunction {
 public:
  explicit Conjunction(const std::optional<Node>& where);

  // Takes out a condition `name` = value; its encoded value.
  std::optional<std::string> TakeEquality(const std::string& name);
  // Takes out a condition `name` IN values; the values, each once.
  std::optional<std::vector<std::string>> TakeIn(const std::string& name);
  // Takes out a condition on a sort key that a Query has.
  std::optional<Node> TakeRange(const std::string& name);

  bool empty() const { return terms_.empty(); }
  // What was not taken; not of an empty one.
  Node Rest() const;

 private:
  std::vector<Node> terms_;
};

// The whole key as an item, taken out of `conjunction`: "Where clause does not contain a mandatory
// equality on all key attributes" where it is not all there.
model::ApiResult<std::string> TakeKey(const model::KeySchema& keys, Conjunction* conjunction);

// The pages of a SELECT: Queries one after another, or a Scan. Limits and start keys are not set.
struct ReadPlan {
  std::vector<model::QueryRequest> queries;
  std::optional<model::ScanRequest> scan;

  size_t parts() const { return scan ? 1 : queries.size(); }
};
model::ApiResult<ReadPlan> PlanSelect(const Statement& statement, const model::KeySchema& keys,
                                      bool consistent_read);

}  // namespace keystone::partiql
