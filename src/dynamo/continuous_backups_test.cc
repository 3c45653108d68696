// Continuous backups: the switch, its period, and tables it cannot be switched of.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

class ContinuousBackupsTest : public testing::EngineTest {
 protected:
  model::ApiResult<model::ContinuousBackupsDescription> UpdateBackups(
      bool enabled, std::optional<int64_t> days = std::nullopt) {
    return Call(&ControlPlane::UpdateContinuousBackups,
                model::UpdateContinuousBackupsRequest{"users", enabled, days});
  }
  model::ApiResult<model::ContinuousBackupsDescription> Backups() {
    return Call(&ControlPlane::DescribeContinuousBackups,
                model::DescribeContinuousBackupsRequest{"users"});
  }
};

TEST_F(ContinuousBackupsTest, PointInTimeRecoveryIsSwitched) {
  CreateTable("users");
  EXPECT_TRUE(Backups()->enabled);
  EXPECT_EQ(Backups()->recovery_period_days, std::nullopt);
  EXPECT_EQ(UpdateBackups(true)->recovery_period_days, 35);
  EXPECT_EQ(UpdateBackups(true, 1)->recovery_period_days, 1);
  Reopen();
  EXPECT_EQ(Backups()->recovery_period_days, 1);
  EXPECT_EQ(UpdateBackups(false)->recovery_period_days, std::nullopt);
  EXPECT_EQ(Backups()->recovery_period_days, std::nullopt);
}

TEST_F(ContinuousBackupsTest, BackupsNeedATableThatIsThere) {
  EXPECT_EQ(Told(Backups()), "TableNotFoundException: Table not found: users");
  EXPECT_EQ(Told(UpdateBackups(true)), "TableNotFoundException: Table not found: users");
  Reopen(5);
  CreateTable("users");
  EXPECT_FALSE(Backups()->enabled);
  EXPECT_EQ(
      Told(UpdateBackups(true)),
      "ContinuousBackupsUnavailableException: Backups are being enabled for the table: users. "
      "Please retry later");
  clock_.Advance(5000);
  EXPECT_TRUE(Call(&Engine::DeleteTable, model::DeleteTableRequest{"users"}).ok());
  EXPECT_EQ(Told(UpdateBackups(true)).substr(0, 22), "ResourceInUseException");
}

}  // namespace
}  // namespace keystone::dynamo
