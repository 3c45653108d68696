// ApiError: the one type for every error that a client of the DynamoDB API sees, and the one table
// of what each error looks like on the wire.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keystone/status.h"

namespace keystone::model {

enum class ErrorCode : unsigned char {
  kNone,
  kAccessDenied,
  kConditionalCheckFailed,
  kContinuousBackupsUnavailable,
  kDuplicateItem,
  kGlobalTableNotFound,
  kIdempotentParameterMismatch,
  kIncompleteSignature,
  kInternalServerError,
  kItemCollectionSizeLimitExceeded,
  kLimitExceeded,
  kMissingAuthenticationToken,
  kPolicyNotFound,
  kRequestEntityTooLarge,
  kResourceInUse,
  kResourceNotFound,
  kSerialization,
  kServiceUnavailable,
  kTableNotFound,
  kTransactionCanceled,
  kUnknownOperation,
  kValidation,
};

// Why one action of a transaction did not come about: AWS's codes, "None" among them.
struct CancellationReason {
  std::string code = "None";
  std::string message;
  std::string item;  // empty where there is none to show
};

class [[nodiscard]] ApiError {
 public:
  ApiError() = default;  // no error
  ApiError(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  static ApiError Validation(std::string m) { return {ErrorCode::kValidation, std::move(m)}; }
  // `item` where the request asked to see the item that failed the condition.
  static ApiError ConditionalCheckFailed(std::string item) {
    ApiError error(ErrorCode::kConditionalCheckFailed, "The conditional request failed");
    error.item_ = std::move(item);
    return error;
  }
  // One reason for each action, in their order.
  static ApiError TransactionCanceled(std::vector<CancellationReason> reasons);
  static ApiError Serialization(std::string m) { return {ErrorCode::kSerialization, std::move(m)}; }
  static ApiError ResourceNotFound(std::string m) {
    return {ErrorCode::kResourceNotFound, std::move(m)};
  }
  static ApiError ResourceInUse(std::string m) { return {ErrorCode::kResourceInUse, std::move(m)}; }
  // What the engine's failures become: NoSpace and ReadOnly are permanent (a 400 that SDKs do not
  // retry would hide them as the client's fault, so they stay 500 with a message that says what is
  // wrong).
  static ApiError FromStatus(const Status& status);

  bool ok() const { return code_ == ErrorCode::kNone; }
  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }
  const std::string& item() const { return item_; }  // empty where there is none to show
  const std::vector<CancellationReason>& reasons() const;

 private:
  ErrorCode code_ = ErrorCode::kNone;
  std::string message_;
  std::string item_;
  std::shared_ptr<const std::vector<CancellationReason>> reasons_;  // null: none
};

struct ErrorShape {
  ErrorCode code;
  std::string_view type;         // "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"
  std::string_view message_key;  // "message" or "Message"
  int http_status;
  bool retryable;  // AWS SDKs try again
};
const ErrorShape& ShapeOf(ErrorCode code);

template <typename T>
using ApiResult = Result<T, ApiError>;

}  // namespace keystone::model
