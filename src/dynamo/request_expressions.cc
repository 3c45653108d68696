#include "dynamo/request_expressions.h"

#include "base/status_macros.h"
#include "dynamo/item_key.h"
#include "expr/legacy.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

ApiResult<expr::Bound> RequestExpressions::Bind(expr::Parameter parameter, Bytes text) {
  KS_ASSIGN_OR_RETURN(expr::ExpressionPtr parsed, cache_.Parse(parameter, text));
  return expr::Bind(std::move(parsed), &placeholders_);
}

ApiResult<std::optional<expr::Bound>> RequestExpressions::Condition(
    expr::Parameter parameter, const model::ConditionText& text) {
  std::optional<expr::Bound> bound;
  if (text.expression) {
    KS_ASSIGN_OR_RETURN(bound, Bind(parameter, *text.expression));
  } else if (!text.legacy.conditions.empty() || text.legacy.any) {
    KS_ASSIGN_OR_RETURN(bound, expr::BindConditions(parameter, text.legacy));
  }
  return bound;
}

ApiResult<std::optional<expr::Bound>> RequestExpressions::BindProjection(
    const model::ProjectionText& text, const model::KeySchema& keys) {
  if (!text.expression && text.attributes_to_get.empty()) return std::optional<expr::Bound>();
  auto bound = text.expression ? Bind(expr::Parameter::kProjection, *text.expression)
                               : expr::BindAttributesToGet(text.attributes_to_get);
  if (!bound.ok()) return bound.status();
  RefuseKeyPaths(*bound, keys);
  return std::optional(std::move(*bound));
}

ApiResult<std::optional<expr::Projection>> RequestExpressions::Projection(
    const model::ProjectionText& text, const model::KeySchema& keys) {
  KS_ASSIGN_OR_RETURN(const std::optional<expr::Bound> bound, BindProjection(text, keys));
  if (!bound) return std::optional<expr::Projection>();
  return std::optional<expr::Projection>(expr::Projection(*bound));
}

void RequestExpressions::RefuseKeyPaths(const expr::Bound& bound, const model::KeySchema& keys) {
  if (key_path_error_.ok()) key_path_error_ = CheckKeyPaths(bound, keys);
}

ApiError RequestExpressions::CheckAllUsed() const {
  const ApiError unused = placeholders_.CheckAllUsed();
  return unused.ok() ? key_path_error_ : unused;
}

namespace {

ApiError CheckScalars(const expr::Bound& bound, const model::KeySchema& keys,
                      const std::string& what) {
  for (const expr::Path& path : bound.expression->paths) {
    if (path.size() == 1 || !IsKeyAttribute(keys, bound.NameOf(path[0]))) continue;
    return ApiError::Validation(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
        "allowed: " +
        what + std::string(bound.NameOf(path[0])));
  }
  return {};
}

}  // namespace

ApiError CheckKeyPaths(const expr::Bound& bound, const model::KeySchema& keys) {
  return CheckScalars(bound, keys, "Key: ");
}

ApiError CheckIndexKeyPaths(const expr::Bound& bound, const Table& table) {
  for (const model::IndexDefinition& index : table.indexes) {
    if (ApiError e = CheckScalars(bound, index.keys, "IndexKey: "); !e.ok()) return e;
  }
  return {};
}

ApiError CheckNoKeys(const expr::Bound& bound, const model::KeySchema& keys,
                     const std::string& what) {
  for (const expr::Path& path : bound.expression->paths) {
    const Bytes name = bound.NameOf(path[0]);
    if (!IsKeyAttribute(keys, name)) continue;
    return ApiError::Validation(what +
                                " can only contain non-primary key attributes: Primary key "
                                "attribute: " +
                                std::string(name));
  }
  return {};
}

}  // namespace keystone::dynamo
