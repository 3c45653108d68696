// ExpressionCache: parsed expressions by their text, since a program sends the same few again and
// again. Bounded: of what has not been asked for in a while, half is dropped at a time.
#pragma once

#include <string>
#include <unordered_map>

#include "env/mutex.h"
#include "expr/expression.h"

namespace keystone::dynamo {

class ExpressionCache {
 public:
  // The parsed form, or what is wrong with the text. From any thread.
  model::ApiResult<expr::ExpressionPtr> Parse(expr::Parameter parameter, Bytes text);

 private:
  expr::ExpressionPtr Find(const std::string& key);  // null where it is not there
  void Keep(std::string key, const expr::ExpressionPtr& parsed);

  using Map = std::unordered_map<std::string, expr::ExpressionPtr>;
  static constexpr size_t kEntriesMax = 512;  // in each half

  Mutex mutex_;
  Map recent_;
  Map older_;
};

}  // namespace keystone::dynamo
