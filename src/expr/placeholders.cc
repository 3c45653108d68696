#include "expr/placeholders.h"

namespace keystone::expr {

using model::ApiError;

std::optional<Bytes> Placeholders::Name(Bytes placeholder) {
  const auto name = names_.Find(placeholder);
  if (!name) return std::nullopt;
  used_.emplace(placeholder);
  return name->payload();
}

std::optional<model::ValueView> Placeholders::Value(Bytes placeholder) {
  const auto value = values_.Find(placeholder);
  if (value) used_.emplace(placeholder);
  return value;
}

ApiError Placeholders::CheckAllUsed() const {
  if (ApiError e = CheckUsed(names_, "ExpressionAttributeNames"); !e.ok()) return e;
  return CheckUsed(values_, "ExpressionAttributeValues");
}

ApiError Placeholders::CheckUsed(model::ItemView defined, const char* parameter) const {
  std::string unused;
  for (auto it = defined.attributes().begin(); it.ok(); it.Next()) {
    if (used_.contains(it.name())) continue;
    unused += (unused.empty() ? "" : ", ") + std::string(it.name());
  }
  if (unused.empty()) return {};
  return ApiError::Validation("Value provided in " + std::string(parameter) +
                              " unused in expressions: keys: {" + unused + "}");
}

}  // namespace keystone::expr
