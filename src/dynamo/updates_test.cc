// UpdateItem and conditional writes: what they change, what they answer, and that concurrent ones
// lose nothing.
#include <thread>

#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::ErrorCode;
using model::ItemView;
using testing::EngineTest;
using testing::ItemBuilder;

class UpdatesTest : public EngineTest {
 protected:
  static std::string Key(const std::string& id) { return ItemBuilder().S("id", id).Build(); }

  static model::UpdateItemRequest UpdateRequest(
      const std::string& id, const std::string& expression, const std::string& values = {},
      model::ReturnValues return_values = model::ReturnValues::kNone) {
    model::UpdateItemRequest request;
    request.table_name = "users";
    request.key = Key(id);
    if (!expression.empty()) request.update_expression = expression;
    request.options.placeholders.values = values;
    request.options.return_values = return_values;
    return request;
  }
  model::ApiResult<model::WriteItemResponse> Update(model::UpdateItemRequest request) {
    return Call(&Engine::UpdateItem, std::move(request));
  }
  std::optional<std::string> Get(const std::string& id) {
    auto got = Call(&Engine::GetItem, GetRequest("users", Key(id)));
    EXPECT_TRUE(got.ok());
    return got->item;
  }
  static std::string One() { return ItemBuilder().N(":one", "1").Build(); }
};

TEST_F(UpdatesTest, AnItemThatIsNotThereIsMade) {
  CreateTable("users");
  ASSERT_TRUE(Update(UpdateRequest("a", "")).ok());
  EXPECT_EQ(Get("a"), Key("a"));
  ASSERT_TRUE(Update(UpdateRequest("b", "ADD n :one", One())).ok());
  EXPECT_EQ(Get("b"), ItemBuilder().S("id", "b").N("n", "1").Build());
  ASSERT_TRUE(Update(UpdateRequest("c", "REMOVE n")).ok());
  EXPECT_EQ(Get("c"), Key("c"));
  EXPECT_EQ(Describe("users").totals.item_count, 3);
}

TEST_F(UpdatesTest, ReturnValuesShowWhatTheyName) {
  CreateTable("users");
  const std::string old_item = ItemBuilder().S("id", "a").N("n", "1").S("s", "x").Build();
  const std::string new_item = ItemBuilder().S("id", "a").N("n", "2").S("s", "x").Build();
  const std::pair<model::ReturnValues, std::optional<std::string>> cases[] = {
      {model::ReturnValues::kNone, std::nullopt},
      {model::ReturnValues::kAllOld, old_item},
      {model::ReturnValues::kAllNew, new_item},
      {model::ReturnValues::kUpdatedOld, ItemBuilder().N("n", "1").Build()},
      {model::ReturnValues::kUpdatedNew, ItemBuilder().N("n", "2").Build()},
  };
  for (const auto& [asked, expected] : cases) {
    ASSERT_TRUE(Put("users", old_item).ok());
    auto updated = Update(UpdateRequest("a", "ADD n :one", One(), asked));
    ASSERT_TRUE(updated.ok());
    EXPECT_EQ(updated->attributes, expected);
  }
  // What was not there before, or is not there now, is not shown at all.
  auto fresh = Update(UpdateRequest("b", "ADD n :one", One(), model::ReturnValues::kUpdatedOld));
  EXPECT_EQ(fresh->attributes, std::nullopt);
  auto removed = Update(UpdateRequest("b", "REMOVE n", {}, model::ReturnValues::kUpdatedNew));
  EXPECT_EQ(removed->attributes, std::nullopt);
}

TEST_F(UpdatesTest, AFailedConditionChangesNothingAndMayShowTheItem) {
  CreateTable("users");
  const std::string item = ItemBuilder().S("id", "a").N("n", "1").Build();
  ASSERT_TRUE(Put("users", item).ok());
  const auto refused = [&](model::ApiError error, const std::string& shown) {
    EXPECT_EQ(error.code(), ErrorCode::kConditionalCheckFailed);
    EXPECT_EQ(error.message(), "The conditional request failed");
    EXPECT_EQ(error.item(), shown);
  };
  for (const bool show : {false, true}) {
    auto update = UpdateRequest("a", "ADD n :one", One());
    update.options.condition.expression = "n > :one";
    update.options.return_old_on_failure = show;
    refused(Update(update).status(), show ? item : "");
    auto put = PutRequest("users", item);
    put.options.condition.expression = "attribute_not_exists(id)";
    put.options.return_old_on_failure = show;
    refused(Call(&Engine::PutItem, put).status(), show ? item : "");
    auto gone = DeleteRequest("users", Key("b"));
    gone.options.condition.expression = "attribute_exists(id)";
    gone.options.return_old_on_failure = show;
    refused(Call(&Engine::DeleteItem, gone).status(), "");  // there is none to show
  }
  EXPECT_EQ(Get("a"), item);
  EXPECT_EQ(Describe("users").totals.item_count, 1);
}

TEST_F(UpdatesTest, KeysCannotBeUpdatedNorLookedInto) {
  CreateTable("users");
  for (const char* text : {"SET id = :one", "ADD id :one", "REMOVE id", "SET id.x = :one"}) {
    EXPECT_EQ(Update(UpdateRequest("a", text, Bytes(text).ends_with(":one") ? One() : ""))
                  .status()
                  .message(),
              "One or more parameter values were invalid: Cannot update attribute id. This "
              "attribute is part of the key");
  }
  EXPECT_EQ(Update(UpdateRequest("a", "SET n = id[0]")).status().message(),
            "Key attributes must be scalars; list random access '[]' and map lookup '.' are not "
            "allowed: Key: id");
}

TEST_F(UpdatesTest, TheSizeLimitIsExact) {
  CreateTable("users");
  constexpr size_t kRest = model::kItemBytesMax - 2 - 1 - 1;  // names "id" and "v", key "a"
  const auto values = [](size_t size) {
    return ItemBuilder().S(":v", std::string(size, 'x')).Build();
  };
  EXPECT_TRUE(Update(UpdateRequest("a", "SET v = :v", values(kRest))).ok());
  EXPECT_EQ(Update(UpdateRequest("a", "SET v = :v", values(kRest + 1))).status().message(),
            "Item size to update has exceeded the maximum allowed size");
  EXPECT_EQ(Update(UpdateRequest("a", "SET w = v")).status().message(),
            "Item size to update has exceeded the maximum allowed size");
  EXPECT_EQ(Describe("users").totals.size_bytes, static_cast<int64_t>(model::kItemBytesMax));
}

TEST_F(UpdatesTest, ConcurrentUpdatesLoseNothing) {
  CreateTable("users");
  constexpr int kThreads = 4, kUpdates = 100;
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < kUpdates; ++i) {
        if (!Update(UpdateRequest("a", "ADD n :one", One())).ok()) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Get("a"),
            ItemBuilder().S("id", "a").N("n", std::to_string(kThreads * kUpdates)).Build());
}

TEST_F(UpdatesTest, OneOfManyConditionalPutsWins) {
  CreateTable("users");
  std::vector<std::thread> threads;
  std::atomic<int> won = 0, lost = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        auto put = PutRequest(
            "users", ItemBuilder().S("id", std::to_string(i)).N("by", std::to_string(t)).Build());
        put.options.condition.expression = "attribute_not_exists(id)";
        auto done = Call(&Engine::PutItem, put);
        if (done.ok()) {
          ++won;
        } else if (done.status().code() == ErrorCode::kConditionalCheckFailed) {
          ++lost;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(won, 50);
  EXPECT_EQ(lost, 150);
}

TEST_F(UpdatesTest, WritesAreCountedInUnitsOfTheLargerItem) {
  CreateTable("users");
  const auto units = [&](model::UpdateItemRequest request) {
    request.options.return_capacity = model::ReturnCapacity::kTotal;
    auto updated = Update(std::move(request));
    EXPECT_TRUE(updated.ok());
    return updated->consumed_capacity->units;
  };
  EXPECT_EQ(units(UpdateRequest("a", "")), 1);
  const std::string values = ItemBuilder().S(":v", std::string(1024 - 4, 'x')).Build();
  EXPECT_EQ(units(UpdateRequest("a", "SET v = :v", values)), 1);
  EXPECT_EQ(units(UpdateRequest("a", "SET w = :one", One())), 2);
  EXPECT_EQ(units(UpdateRequest("a", "REMOVE v")), 2);
  EXPECT_EQ(units(UpdateRequest("a", "REMOVE w")), 1);
  EXPECT_FALSE(Update(UpdateRequest("a", ""))->consumed_capacity.has_value());
}

}  // namespace
}  // namespace keystone::dynamo
