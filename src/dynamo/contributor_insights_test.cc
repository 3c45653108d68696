// Contributor insights: the switch, its statuses and modes, lists in pages.
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::InsightsMode;
using model::SwitchStatus;

class ContributorInsightsTest : public testing::EngineTest {
 protected:
  model::ApiResult<model::UpdateContributorInsightsResponse> UpdateInsights(
      bool enable, std::optional<InsightsMode> mode = std::nullopt) {
    return Call(&ControlPlane::UpdateContributorInsights,
                model::UpdateContributorInsightsRequest{"users", std::nullopt, enable, mode});
  }
  model::ContributorInsights Insights() {
    auto found = Call(&ControlPlane::DescribeContributorInsights,
                      model::DescribeContributorInsightsRequest{"users", std::nullopt});
    EXPECT_TRUE(found.ok());
    return found->insights;
  }
  model::ApiResult<model::ListContributorInsightsResponse> ListInsights(
      std::optional<std::string> table, std::optional<std::string> token,
      std::optional<int64_t> max) {
    return Call(&ControlPlane::ListContributorInsights,
                model::ListContributorInsightsRequest{table, token, max});
  }
};

TEST_F(ContributorInsightsTest, InsightsAreSwitched) {
  Reopen(5);
  CreateTable("users");
  clock_.Advance(5000);
  EXPECT_EQ(Insights().status, SwitchStatus::kDisabled);
  EXPECT_EQ(Insights().mode, std::nullopt);
  EXPECT_EQ(Insights().last_update_micros, std::nullopt);
  EXPECT_EQ(UpdateInsights(true)->insights.status, SwitchStatus::kEnabling);
  EXPECT_EQ(Insights().status, SwitchStatus::kEnabling);
  EXPECT_EQ(Insights().last_update_micros, clock_.WallMicros());
  clock_.Advance(5000);
  EXPECT_EQ(Insights().status, SwitchStatus::kEnabled);
  EXPECT_EQ(Insights().mode, InsightsMode::kAccessedAndThrottledKeys);
  EXPECT_TRUE(UpdateInsights(true, InsightsMode::kThrottledKeys).ok());
  EXPECT_EQ(UpdateInsights(false)->insights.mode, InsightsMode::kThrottledKeys);
  Reopen(5);
  EXPECT_EQ(Insights().status, SwitchStatus::kDisabling);
  clock_.Advance(5000);
  EXPECT_EQ(Insights().status, SwitchStatus::kDisabled);
  EXPECT_EQ(Insights().mode, InsightsMode::kThrottledKeys);
}

TEST_F(ContributorInsightsTest, InsightsAreListedInPages) {
  for (const char* name : {"aaa", "bbb", "ccc", "users"}) CreateTable(name);
  EXPECT_TRUE(UpdateInsights(true).ok());
  std::vector<std::string> seen;
  std::optional<std::string> token;
  do {
    auto page = ListInsights(std::nullopt, token, 3);
    ASSERT_TRUE(page.ok());
    EXPECT_LE(page->summaries.size(), 3u);
    for (const auto& summary : page->summaries) {
      seen.push_back(summary.table_name);
      EXPECT_EQ(summary.status == SwitchStatus::kEnabled, summary.table_name == "users");
    }
    token = page->next_token;
  } while (token);
  EXPECT_EQ(seen, (std::vector<std::string>{"aaa", "bbb", "ccc", "users"}));
  EXPECT_EQ(ListInsights("bbb", std::nullopt, 1)->summaries.size(), 1u);
  EXPECT_EQ(ListInsights("bbb", std::nullopt, 1)->next_token, std::nullopt);
  EXPECT_EQ(Told(ListInsights(std::nullopt, "#", 1)), "ValidationException: Invalid NextToken");
  EXPECT_EQ(Told(ListInsights("nobody", std::nullopt, 1)),
            "ResourceNotFoundException: Requested resource not found: Table: nobody not found");
}

TEST_F(ContributorInsightsTest, InsightsOfIndexesThatAreNotThere) {
  CreateTable("users");
  const std::string refusal =
      "ResourceNotFoundException: Requested resource not found: Table: users Index: nobody not "
      "found";
  EXPECT_EQ(Told(Call(&ControlPlane::DescribeContributorInsights,
                      model::DescribeContributorInsightsRequest{"users", "nobody"})),
            refusal);
  EXPECT_EQ(Told(Call(&ControlPlane::UpdateContributorInsights,
                      model::UpdateContributorInsightsRequest{"users", "nobody", true, {}})),
            refusal);
}

}  // namespace
}  // namespace keystone::dynamo
