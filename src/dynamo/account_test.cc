// DescribeLimits, DescribeEndpoints.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

class AccountTest : public testing::EngineTest {};

TEST_F(AccountTest, HasQuotasAndAnEndpoint) {
  EXPECT_EQ(Call(&ControlPlane::DescribeLimits, model::DescribeLimitsRequest())->table_read_units,
            40'000);
  auto none = Call(&ControlPlane::DescribeEndpoints, model::DescribeEndpointsRequest());
  EXPECT_EQ(none->address, std::nullopt);
  engine_->control_plane().DescribeEndpoints(
      {}, {.region = {}, .endpoint = "localhost:8000"},
      [](const auto& endpoints) { EXPECT_EQ(endpoints->address, "localhost:8000"); });
}

}  // namespace
}  // namespace keystone::dynamo
