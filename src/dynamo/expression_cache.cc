#include "dynamo/expression_cache.h"

#include "base/status_macros.h"

namespace keystone::dynamo {

model::ApiResult<expr::ExpressionPtr> ExpressionCache::Parse(expr::Parameter parameter,
                                                             Bytes text) {
  std::string key(1, static_cast<char>(parameter));
  key.append(text);
  expr::ExpressionPtr parsed = Find(key);
  if (parsed == nullptr) {
    KS_ASSIGN_OR_RETURN(parsed, expr::Parse(parameter, text));
  }
  Keep(std::move(key), parsed);
  return parsed;
}

expr::ExpressionPtr ExpressionCache::Find(const std::string& key) {
  MutexLock lock(mutex_);
  for (const Map* half : {&recent_, &older_}) {
    if (const auto found = half->find(key); found != half->end()) return found->second;
  }
  return nullptr;
}

// What was found in the older half moves to the recent one.
void ExpressionCache::Keep(std::string key, const expr::ExpressionPtr& parsed) {
  MutexLock lock(mutex_);
  if (recent_.contains(key)) return;
  if (recent_.size() == kEntriesMax) {
    older_ = std::move(recent_);
    recent_.clear();
  }
  recent_.emplace(std::move(key), parsed);
}

}  // namespace keystone::dynamo
