// Placeholders: a request's ExpressionAttributeNames and ExpressionAttributeValues, and which of
// them its expressions used.
#pragma once

#include <set>
#include <string>

#include "model/api_error.h"
#include "model/item.h"

namespace keystone::expr {

class Placeholders {
 public:
  // Views: names is an item of strings ("#n" -> S), values an item (":v" -> value).
  Placeholders(model::ItemView names, model::ItemView values) : names_(names), values_(values) {}

  std::optional<Bytes> Name(Bytes placeholder);
  std::optional<model::ValueView> Value(Bytes placeholder);

  // AWS refuses what no expression of the request used. Ask after all of them are bound.
  model::ApiError CheckAllUsed() const;

 private:
  model::ApiError CheckUsed(model::ItemView defined, const char* parameter) const;

  model::ItemView names_;
  model::ItemView values_;
  std::set<std::string, std::less<>> used_;  // their own: expressions may go before the check
};

}  // namespace keystone::expr
