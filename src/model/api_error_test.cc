// The table of errors is complete and every failure of the engine becomes one of them.
#include "model/api_error.h"

#include <gtest/gtest.h>

namespace keystone::model {
namespace {

TEST(ApiError, EveryCodeHasItsShape) {
  for (int code = 0; code <= static_cast<int>(ErrorCode::kValidation); ++code) {
    const ErrorShape& shape = ShapeOf(static_cast<ErrorCode>(code));
    EXPECT_EQ(static_cast<int>(shape.code), code);
    EXPECT_EQ(shape.type.empty(), code == 0);
    EXPECT_TRUE(shape.message_key == "message" || shape.message_key == "Message");
    // SDKs retry server errors, never a client's.
    EXPECT_EQ(shape.retryable, shape.http_status >= 500);
  }
}

TEST(ApiError, EngineFailuresAreServerErrors) {
  EXPECT_TRUE(ApiError::FromStatus(Status::Ok()).ok());
  for (const Status& status :
       {Status::Corruption("x"), Status::IoError("x"), Status::NoSpace("x")}) {
    const ApiError error = ApiError::FromStatus(status);
    EXPECT_EQ(ShapeOf(error.code()).http_status, 500);
    EXPECT_EQ(error.message(), status.ToString());
  }
  EXPECT_EQ(ShapeOf(ApiError::FromStatus(Status::Cancelled("x")).code()).http_status, 503);
}

}  // namespace
}  // namespace keystone::model
