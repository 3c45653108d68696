// Errors found while a request is read, and which of them is answered: a member of the wrong JSON
// type first, then the constraints of the service model all together, then members we do not
// support, then the first thing wrong inside a value.
#pragma once

#include <string>
#include <vector>

#include "base/bytes.h"
#include "model/api_error.h"

namespace keystone::wire {

class ErrorCollector {
 public:
  void WrongType(std::string message);  // SerializationException
  void Duplicate(Bytes member);         // SerializationException
  // "Value 'x' at 'limit' failed to satisfy constraint: Member must …"
  void Violation(const std::string& value, const std::string& path, const std::string& constraint);
  void Missing(const std::string& path);  // "Value null at 'tableName' …: Member must not be null"
  void Unsupported(std::string message);
  void BadValue(model::ApiError error);
  void Merge(const ErrorCollector& other);

  // What to answer; ok() where nothing is wrong.
  model::ApiError Answer() const;
  bool any() const {
    return !wrong_type_.ok() || !violations_.empty() || !unsupported_.ok() || !bad_value_.ok();
  }

 private:
  model::ApiError wrong_type_;
  std::vector<std::string> violations_;
  model::ApiError unsupported_;
  model::ApiError bad_value_;
};

}  // namespace keystone::wire
