#include "model/api_error.h"

#include "base/check.h"

namespace keystone::model {
namespace {

// Sources: AWS, "Error handling with DynamoDB" (names, statuses, what SDKs retry); prefixes and the
// case of the message's name as DynamoDB answers them. docs/compatibility.md says which are
// unverified.
constexpr ErrorShape kShapes[] = {
    {ErrorCode::kNone, "", "message", 200, false},
    {ErrorCode::kAccessDenied, "com.amazon.coral.service#AccessDeniedException", "Message", 400,
     false},
    {ErrorCode::kConditionalCheckFailed,
     "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", "message", 400, false},
    {ErrorCode::kContinuousBackupsUnavailable,
     "com.amazonaws.dynamodb.v20120810#ContinuousBackupsUnavailableException", "message", 400,
     false},
    {ErrorCode::kDuplicateItem, "com.amazonaws.dynamodb.v20120810#DuplicateItemException",
     "message", 400, false},
    {ErrorCode::kGlobalTableNotFound,
     "com.amazonaws.dynamodb.v20120810#GlobalTableNotFoundException", "message", 400, false},
    {ErrorCode::kIdempotentParameterMismatch,
     "com.amazonaws.dynamodb.v20120810#IdempotentParameterMismatchException", "Message", 400,
     false},
    {ErrorCode::kIncompleteSignature, "com.amazon.coral.service#IncompleteSignatureException",
     "message", 400, false},
    {ErrorCode::kInternalServerError, "com.amazonaws.dynamodb.v20120810#InternalServerError",
     "message", 500, true},
    {ErrorCode::kItemCollectionSizeLimitExceeded,
     "com.amazonaws.dynamodb.v20120810#ItemCollectionSizeLimitExceededException", "message", 400,
     false},
    {ErrorCode::kLimitExceeded, "com.amazonaws.dynamodb.v20120810#LimitExceededException",
     "message", 400, false},
    {ErrorCode::kMissingAuthenticationToken,
     "com.amazon.coral.service#MissingAuthenticationTokenException", "message", 400, false},
    {ErrorCode::kPolicyNotFound, "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException",
     "message", 400, false},
    {ErrorCode::kRequestEntityTooLarge, "com.amazon.coral.service#RequestEntityTooLargeException",
     "message", 413, false},
    {ErrorCode::kResourceInUse, "com.amazonaws.dynamodb.v20120810#ResourceInUseException",
     "message", 400, false},
    {ErrorCode::kResourceNotFound, "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
     "message", 400, false},
    {ErrorCode::kSerialization, "com.amazon.coral.service#SerializationException", "Message", 400,
     false},
    {ErrorCode::kServiceUnavailable, "com.amazon.coral.service#ServiceUnavailableException",
     "message", 503, true},
    {ErrorCode::kTableNotFound, "com.amazonaws.dynamodb.v20120810#TableNotFoundException",
     "message", 400, false},
    {ErrorCode::kTransactionCanceled,
     "com.amazonaws.dynamodb.v20120810#TransactionCanceledException", "Message", 400, false},
    {ErrorCode::kUnknownOperation, "com.amazon.coral.service#UnknownOperationException", "message",
     400, false},
    {ErrorCode::kValidation, "com.amazon.coral.validate#ValidationException", "message", 400,
     false},
};

}  // namespace

const ErrorShape& ShapeOf(ErrorCode code) {
  const auto index = static_cast<size_t>(code);
  KS_CHECK(index < std::size(kShapes) && kShapes[index].code == code);
  return kShapes[index];
}

ApiError ApiError::TransactionCanceled(std::vector<CancellationReason> reasons) {
  std::string codes;
  for (const CancellationReason& reason : reasons) {
    codes += (codes.empty() ? "" : ", ") + reason.code;
  }
  ApiError error(ErrorCode::kTransactionCanceled,
                 "Transaction cancelled, please refer cancellation reasons for specific reasons [" +
                     codes + "]");
  error.reasons_ = std::make_shared<const std::vector<CancellationReason>>(std::move(reasons));
  return error;
}

const std::vector<CancellationReason>& ApiError::reasons() const {
  static const std::vector<CancellationReason> none;
  return reasons_ ? *reasons_ : none;
}

ApiError ApiError::FromStatus(const Status& status) {
  if (status.ok()) return {};
  if (status.code() == StatusCode::kConflict || status.code() == StatusCode::kCancelled) {
    return {ErrorCode::kServiceUnavailable, status.message()};
  }
  return {ErrorCode::kInternalServerError, status.ToString()};
}

}  // namespace keystone::model
