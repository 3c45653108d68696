#include "wire/errors.h"

namespace keystone::wire {

using model::ApiError;

namespace {

constexpr size_t kListedMax = 10;  // as AWS does

}  // namespace

void ErrorCollector::WrongType(std::string message) {
  if (wrong_type_.ok()) wrong_type_ = ApiError::Serialization(std::move(message));
}

void ErrorCollector::Duplicate(Bytes member) {
  WrongType("The request has two members of the same name: " + std::string(member));
}

void ErrorCollector::Violation(const std::string& value, const std::string& path,
                               const std::string& constraint) {
  if (violations_.size() == kListedMax) return;
  violations_.push_back("Value " + value + " at '" + path +
                        "' failed to satisfy constraint: " + constraint);
}

void ErrorCollector::Missing(const std::string& path) {
  Violation("null", path, "Member must not be null");
}

void ErrorCollector::Unsupported(std::string message) {
  if (unsupported_.ok()) unsupported_ = ApiError::Validation(std::move(message));
}

void ErrorCollector::BadValue(ApiError error) {
  if (bad_value_.ok()) bad_value_ = std::move(error);
}

void ErrorCollector::Merge(const ErrorCollector& other) {
  if (wrong_type_.ok()) wrong_type_ = other.wrong_type_;
  for (const std::string& violation : other.violations_) {
    if (violations_.size() < kListedMax) violations_.push_back(violation);
  }
  if (unsupported_.ok()) unsupported_ = other.unsupported_;
  if (bad_value_.ok()) bad_value_ = other.bad_value_;
}

ApiError ErrorCollector::Answer() const {
  if (!wrong_type_.ok()) return wrong_type_;
  if (!violations_.empty()) {
    const size_t count = violations_.size();
    std::string message =
        std::to_string(count) + " validation error" + (count == 1 ? "" : "s") + " detected: ";
    for (size_t i = 0; i < count; ++i) message += (i == 0 ? "" : "; ") + violations_[i];
    return ApiError::Validation(std::move(message));
  }
  return unsupported_.ok() ? bad_value_ : unsupported_;
}

}  // namespace keystone::wire
