// Single items: what is stored is read back, every limit exact and one more, exact totals.
#include <thread>
#include <vector>

#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using testing::ItemBuilder;

class ItemsTest : public testing::EngineTest {
 protected:
  std::optional<std::string> Get(const std::string& table, const std::string& key) {
    auto got = Call(&Engine::GetItem, GetRequest(table, key));
    EXPECT_TRUE(got.ok());
    return got.ok() ? got->item : std::nullopt;
  }
  void ExpectPut(const std::string& item, const std::string& message) {
    EXPECT_EQ(Put("users", item).message(), message);
  }
};

TEST_F(ItemsTest, PutGetReplaceDelete) {
  CreateTable("users");
  const std::string key = ItemBuilder().S("id", "a").Build();
  const std::string first = ItemBuilder().S("id", "a").N("n", "1").Build();
  const std::string second = ItemBuilder().S("id", "a").N("n", "2").Build();
  EXPECT_FALSE(Get("users", key).has_value());
  EXPECT_TRUE(Put("users", first).ok());
  EXPECT_EQ(Get("arn:aws:dynamodb:x:1:table/users", key), first);
  auto put = Call(&Engine::PutItem, PutRequest("users", second, model::ReturnValues::kAllOld));
  ASSERT_TRUE(put.ok());
  EXPECT_EQ(put->attributes, first);
  auto gone = Call(&Engine::DeleteItem, DeleteRequest("users", key, model::ReturnValues::kAllOld));
  ASSERT_TRUE(gone.ok());
  EXPECT_EQ(gone->attributes, second);
  EXPECT_FALSE(Get("users", key).has_value());
  EXPECT_TRUE(
      Call(&Engine::DeleteItem, DeleteRequest("users", key, model::ReturnValues::kAllOld)).ok());
  EXPECT_EQ(Describe("users").totals.item_count, 0);
  EXPECT_EQ(Describe("users").totals.size_bytes, 0);
}

TEST_F(ItemsTest, KeysArePutInAwsWords) {
  CreateTable("users");
  const std::string invalid = "One or more parameter values were invalid: ";
  ExpectPut(ItemBuilder().S("x", "a").Build(), invalid + "Missing the key id in the item");
  ExpectPut(ItemBuilder().N("id", "1").Build(),
            invalid + "Type mismatch for key id expected: S actual: N");
  ExpectPut(ItemBuilder().S("id", "").Build(),
            "One or more parameter values are not valid. The AttributeValue for a key attribute "
            "cannot contain an empty string value. Key: id");
  auto got =
      Call(&Engine::GetItem, GetRequest("users", ItemBuilder().S("id", "a").S("x", "b").Build()));
  ASSERT_FALSE(got.ok());
  EXPECT_EQ(got.status().message(), "The provided key element does not match the schema");
}

TEST_F(ItemsTest, LimitsAreExact) {
  CreateTable("users", "sort");
  const auto item = [](size_t id, size_t sort) {
    return ItemBuilder().S("id", std::string(id, 'a')).S("sort", std::string(sort, 'b')).Build();
  };
  EXPECT_TRUE(Put("users", item(model::kPartitionKeyBytesMax, model::kSortKeyBytesMax)).ok());
  EXPECT_FALSE(Put("users", item(model::kPartitionKeyBytesMax + 1, 1)).ok());
  EXPECT_FALSE(Put("users", item(1, model::kSortKeyBytesMax + 1)).ok());

  CreateTable("large");
  const size_t rest = model::kItemBytesMax - 2 - 1 - 1;  // names "id" and "v", value "a"
  EXPECT_TRUE(Put("large", ItemBuilder().S("id", "a").S("v", std::string(rest, 'x')).Build()).ok());
  EXPECT_EQ(
      Put("large", ItemBuilder().S("id", "a").S("v", std::string(rest + 1, 'x')).Build()).message(),
      "Item size has exceeded the maximum allowed size");
}

TEST_F(ItemsTest, OnlyActiveTablesAreUsed) {
  EXPECT_EQ(Put("users", ItemBuilder().S("id", "a").Build()).code(),
            model::ErrorCode::kResourceNotFound);
  Reopen(1);
  CreateTable("users");
  EXPECT_EQ(Put("users", ItemBuilder().S("id", "a").Build()).message(),
            "Requested resource not found");
  clock_.Advance(1000);
  EXPECT_TRUE(Put("users", ItemBuilder().S("id", "a").Build()).ok());
}

TEST_F(ItemsTest, ANewTableOfAnOldNameIsEmpty) {
  CreateTable("users");
  const std::string item = ItemBuilder().S("id", "a").Build();
  ASSERT_TRUE(Put("users", item).ok());
  ASSERT_TRUE(Call(&Engine::DeleteTable, model::DeleteTableRequest{"users"}).ok());
  CreateTable("users");
  EXPECT_FALSE(Get("users", item).has_value());
  EXPECT_EQ(Describe("users").totals.item_count, 0);
}

TEST_F(ItemsTest, TotalsAreExactUnderConcurrentPutsToOneItem) {
  CreateTable("users");
  std::vector<std::thread> threads;
  std::atomic<int> failed = 0;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([this, t, &failed] {
      for (int i = 0; i < 50; ++i) {
        const std::string item =
            ItemBuilder().S("id", i % 2 == 0 ? "hot" : std::to_string(t * 100 + i)).Build();
        if (!Put("users", item).ok()) ++failed;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(failed, 0);
  EXPECT_EQ(Describe("users").totals.item_count, 1 + 4 * 25);
  Reopen();
  EXPECT_EQ(Describe("users").totals.item_count, 1 + 4 * 25);
}

TEST_F(ItemsTest, AFailedWriteChangesNothing) {
  CreateTable("users");
  store_.FailCommits(1, Status::NoSpace("full"));
  EXPECT_FALSE(Put("users", ItemBuilder().S("id", "a").Build()).ok());
  EXPECT_EQ(Describe("users").totals.item_count, 0);
}

TEST_F(ItemsTest, AnUpdateReturnsWhatItsPathsLeadToButNothingOfWhatItRemoved) {
  CreateTable("users");
  model::ValueWriter writer;
  ASSERT_EQ(writer.BeginMap(), model::WriteError::kNone);
  writer.Name("id");
  writer.String("a");
  writer.Name("l");
  ASSERT_EQ(writer.BeginList(), model::WriteError::kNone);
  for (const char* text : {"x", "y", "z"}) writer.String(text);
  ASSERT_EQ(writer.EndList(), model::WriteError::kNone);
  ASSERT_EQ(writer.EndMap(), model::WriteError::kNone);
  const std::string item = model::MakeItem(writer);
  const auto returned = [&](const char* expression, model::ReturnValues asked) {
    EXPECT_TRUE(Put("users", item).ok());
    model::UpdateItemRequest request;
    request.table_name = "users";
    request.key = ItemBuilder().S("id", "a").Build();
    request.update_expression = expression;
    request.options.return_values = asked;
    auto response = Call(&Engine::UpdateItem, request);
    EXPECT_TRUE(response.ok()) << response.status().message();
    std::string text;
    if (!response->attributes) return text;
    const auto list = model::ItemView(*response->attributes).Find("l")->list();
    for (auto it = list.begin(); it.ok(); it.Next()) text += it.value().payload();
    return text;
  };
  EXPECT_EQ(returned("REMOVE l[0]", model::ReturnValues::kUpdatedOld), "x");
  EXPECT_EQ(returned("REMOVE l[0]", model::ReturnValues::kUpdatedNew), "");
  EXPECT_EQ(returned("SET l[1] = l[2] REMOVE l[0]", model::ReturnValues::kUpdatedOld), "xy");
  EXPECT_EQ(returned("SET l[0] = l[2] REMOVE l[1]", model::ReturnValues::kUpdatedNew), "z");
}

}  // namespace
}  // namespace keystone::dynamo
