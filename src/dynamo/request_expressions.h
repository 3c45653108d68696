// RequestExpressions: the expressions of one request, parsed through the cache and bound to the
// request's placeholders; the legacy parameters in their place where it has those.
#pragma once

#include <optional>

#include "dynamo/expression_cache.h"
#include "dynamo/table.h"
#include "expr/bound.h"
#include "expr/project.h"
#include "model/requests.h"

namespace keystone::dynamo {

class RequestExpressions {
 public:
  // Everything bound here views `placeholders` and the texts, which live as long.
  RequestExpressions(ExpressionCache& cache, const model::Placeholders& placeholders)
      : cache_(cache),
        placeholders_(model::ItemView(placeholders.names), model::ItemView(placeholders.values)) {}

  model::ApiResult<expr::Bound> Bind(expr::Parameter parameter, Bytes text);
  // None where the request has no condition.
  model::ApiResult<std::optional<expr::Bound>> Condition(expr::Parameter parameter,
                                                         const model::ConditionText& text);
  // None for all attributes.
  model::ApiResult<std::optional<expr::Bound>> BindProjection(const model::ProjectionText& text,
                                                              const model::KeySchema& keys);
  model::ApiResult<std::optional<expr::Projection>> Projection(const model::ProjectionText& text,
                                                               const model::KeySchema& keys);
  // A path into a key attribute is an error, but one that CheckAllUsed tells.
  void RefuseKeyPaths(const expr::Bound& bound, const model::KeySchema& keys);
  // After all others: placeholders that are unused, then what RefuseKeyPaths found.
  model::ApiError CheckAllUsed() const;

 private:
  ExpressionCache& cache_;
  expr::Placeholders placeholders_;
  model::ApiError key_path_error_;
};

// A path into a key attribute: keys are scalars.
model::ApiError CheckKeyPaths(const expr::Bound& bound, const model::KeySchema& keys);

// The same of the keys of the table's indexes, for an update.
model::ApiError CheckIndexKeyPaths(const expr::Bound& bound, const Table& table);

// No path may begin with a key attribute, as in a Query's filter. `what` begins the message.
model::ApiError CheckNoKeys(const expr::Bound& bound, const model::KeySchema& keys,
                            const std::string& what);

}  // namespace keystone::dynamo
