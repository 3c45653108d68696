// Items whose time is over go, with all that hangs on them; no other ones do.
#include "dynamo/expiry.h"

#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using testing::ItemBuilder;

constexpr int64_t kYear = 365LL * 24 * 60 * 60;

class ExpiryTest : public testing::EngineTest {
 protected:
  int64_t Now() { return clock_.WallMicros() / 1'000'000; }

  static std::string Item(const std::string& id, int64_t expires) {
    return ItemBuilder().S("id", id).N("expires", std::to_string(expires)).S("kind", "k").Build();
  }
  void SetTimeToLive(bool enabled) {
    model::UpdateTimeToLiveRequest request;
    request.table_name = "users";
    request.enabled = enabled;
    request.attribute_name = "expires";
    std::optional<model::ApiError> failure;
    engine_->control_plane().UpdateTimeToLive(request, Context{"us-east-1"}, [&](const auto& r) {
      failure = r.ok() ? model::ApiError() : r.status();
    });
    ASSERT_TRUE(failure && failure->ok()) << failure->message();
  }
  // Sweeps that follow one another, as many as it takes.
  void Sweep() {
    for (int i = 0; i < 400; ++i) {
      clock_.Advance(10'000);
      executor_.RunDue();
    }
  }
  int64_t Count() { return Describe("users").totals.item_count; }
  bool Has(const std::string& id) {
    return Call(&Engine::GetItem, GetRequest("users", ItemBuilder().S("id", id).Build()))
        ->item.has_value();
  }
};

TEST_F(ExpiryTest, ItemsExpireByTheirSeconds) {
  const int64_t now = 1'000'000'000;
  const auto expired = [&](const std::string& item) {
    return IsExpired(model::ItemView(item), "expires", now);
  };
  EXPECT_TRUE(expired(Item("a", now - 1)));
  EXPECT_FALSE(expired(Item("a", now)));
  EXPECT_FALSE(expired(Item("a", now + 1)));
  EXPECT_TRUE(expired(Item("a", now - 5 * kYear + 1)));
  EXPECT_FALSE(expired(Item("a", now - 5 * kYear)));
  EXPECT_FALSE(expired(Item("a", -5)));
  EXPECT_TRUE(expired(ItemBuilder().N("expires", "999999999.5").Build()));
  EXPECT_FALSE(expired(ItemBuilder().S("expires", "999999999").Build()));
  EXPECT_FALSE(expired(ItemBuilder().S("id", "a").Build()));
}

TEST_F(ExpiryTest, ASweepDeletesWhatHasExpired) {
  auto request = TableRequest("users", "");
  request.attribute_definitions.push_back({"kind", "S"});
  model::IndexRequest index;
  index.index_name = "by-kind";
  index.key_schema = {{"kind", "HASH"}};
  index.projection.type = "ALL";
  request.global_secondary_indexes = {{index}};
  ASSERT_TRUE(Call(&Engine::CreateTable, request).ok());
  SetTimeToLive(true);
  const int64_t now = Now();
  for (int i = 0; i < 2500; ++i) {
    // Every other one in the past; the rest long after the sweeps.
    const int64_t expires = i % 2 == 0 ? now - 1 - i : now + 3600;
    ASSERT_TRUE(Put("users", Item(std::to_string(i), expires)).ok());
  }
  Sweep();
  EXPECT_EQ(Count(), 1250);
  EXPECT_EQ(Describe("users").index_totals[0].item_count, 1250);
  EXPECT_FALSE(Has("0"));
  EXPECT_TRUE(Has("1"));
  clock_.Advance(3600LL * 1'000'000);
  Sweep();
  EXPECT_EQ(Count(), 0);
}

TEST_F(ExpiryTest, NothingExpiresWhereNothingWasSaidOrNoLonger) {
  CreateTable("users");
  ASSERT_TRUE(Put("users", Item("a", Now() - 10)).ok());
  Sweep();
  EXPECT_EQ(Count(), 1);
  SetTimeToLive(true);
  SetTimeToLive(false);
  Sweep();
  EXPECT_EQ(Count(), 1);
}

TEST_F(ExpiryTest, AnItemThatIsWrittenAnewMeanwhileStays) {
  CreateTable("users");
  SetTimeToLive(true);
  ASSERT_TRUE(Put("users", Item("a", Now() - 10)).ok());
  ASSERT_TRUE(Put("users", Item("b", Now() - 10)).ok());
  // When the sweep has found them, and has not begun to delete.
  store_.BeforeNextBegin([&] { ASSERT_TRUE(Put("users", Item("a", Now() + 3600)).ok()); });
  Sweep();
  EXPECT_TRUE(Has("a"));
  EXPECT_FALSE(Has("b"));
}

TEST_F(ExpiryTest, SweepsGoOnAfterAFailure) {
  CreateTable("users");
  SetTimeToLive(true);
  ASSERT_TRUE(Put("users", Item("a", Now() - 10)).ok());
  store_.FailCommits(1, Status::IoError("no"));
  Sweep();
  EXPECT_FALSE(Has("a"));
}

}  // namespace
}  // namespace keystone::dynamo
