// ExpressionText: a statement's conditions and actions as DynamoDB's expressions, names and values
// as placeholders. So a statement means what the same request without PartiQL means, with the same
// limits; and statements that differ in values alone share what was parsed.
#pragma once

#include <map>

#include "partiql/ast.h"

namespace keystone::partiql {

class ExpressionText {
 public:
  std::string Condition(const Node& node);
  std::string Update(const std::vector<Action>& actions);

  // What the texts made so far need.
  model::Placeholders placeholders() const;

 private:
  std::string Joined(const Node& node, const char* between);
  std::string Grouped(const Node& node);
  std::string PathText(const Path& path);
  std::string ValueText(const std::string& encoded);

  std::map<std::string, std::string> names_;  // "name" -> "#0"
  std::vector<std::string> values_;           // encoded, of ":0", ":1", …
};

}  // namespace keystone::partiql
