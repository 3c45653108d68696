// Time to live: the setting, its statuses, and which changes are refused.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::SwitchStatus;

class TimeToLiveTest : public testing::EngineTest {
 protected:
  std::string Update(bool enabled, const std::string& attribute,
                     const std::string& table = "users") {
    return Told(Call(&ControlPlane::UpdateTimeToLive,
                     model::UpdateTimeToLiveRequest{table, enabled, attribute}));
  }
  void Expect(SwitchStatus status, const std::string& attribute) {
    auto found = Call(&ControlPlane::DescribeTimeToLive, model::DescribeTimeToLiveRequest{"users"});
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->status, status);
    EXPECT_EQ(found->attribute_name, attribute);
  }
};

TEST_F(TimeToLiveTest, IsSwitchedOnAndOff) {
  CreateTable("users");
  Expect(SwitchStatus::kDisabled, "");
  EXPECT_EQ(Update(false, "ttl"), "ValidationException: TimeToLive is already disabled");
  EXPECT_EQ(Update(true, "ttl"), "ok");
  Expect(SwitchStatus::kEnabled, "ttl");
  EXPECT_EQ(Update(true, "ttl"), "ValidationException: TimeToLive is already enabled");
  for (const bool enabled : {true, false}) {
    EXPECT_EQ(Update(enabled, "other"),
              "ValidationException: TimeToLive is active on a different AttributeName: current "
              "AttributeName is ttl");
  }
  Reopen();
  Expect(SwitchStatus::kEnabled, "ttl");
  EXPECT_EQ(Update(false, "ttl"), "ok");
  Expect(SwitchStatus::kDisabled, "");
  EXPECT_EQ(Update(true, "other"), "ok");
  Expect(SwitchStatus::kEnabled, "other");
}

TEST_F(TimeToLiveTest, ChangesTakeTheirTimeAndOneAtATime) {
  Reopen(5);
  CreateTable("users");
  clock_.Advance(5000);
  EXPECT_EQ(Update(true, "ttl"), "ok");
  const std::string refusal =
      "ValidationException: Time to live has been modified multiple times within a fixed interval";
  Expect(SwitchStatus::kEnabling, "ttl");
  EXPECT_EQ(Update(false, "ttl"), refusal);
  clock_.Advance(4999);
  Expect(SwitchStatus::kEnabling, "ttl");
  clock_.Advance(1);
  Expect(SwitchStatus::kEnabled, "ttl");
  EXPECT_EQ(Update(false, "ttl"), "ok");
  Expect(SwitchStatus::kDisabling, "ttl");
  EXPECT_EQ(Update(true, "ttl"), refusal);
  clock_.Advance(-1);  // a clock that is set back holds nothing up
  Expect(SwitchStatus::kDisabled, "");
}

TEST_F(TimeToLiveTest, TablesThatAreNotThereOrNotReady) {
  EXPECT_EQ(Update(true, "ttl"),
            "ResourceNotFoundException: Requested resource not found: Table: users not found");
  EXPECT_EQ(
      Told(Call(&ControlPlane::DescribeTimeToLive, model::DescribeTimeToLiveRequest{"users"})),
      "ResourceNotFoundException: Requested resource not found: Table: users not found");
  Reopen(5);
  CreateTable("users");
  EXPECT_EQ(Update(true, "ttl").substr(0, 22), "ResourceInUseException");
  Expect(SwitchStatus::kDisabled, "");
}

}  // namespace
}  // namespace keystone::dynamo
