// Batches: all or nothing on bad input, limits, duplicates, and what does not fit comes back.
#include <vector>

#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using testing::ItemBuilder;

class BatchesTest : public testing::EngineTest {
 protected:
  static std::string Key(size_t i) { return ItemBuilder().S("id", std::to_string(i)).Build(); }
  std::string Write(std::vector<model::WriteRequest> writes, const std::string& table = "users") {
    model::BatchWriteItemRequest request;
    request.request_items.emplace_back(table, std::move(writes));
    auto done = Call(&Engine::BatchWriteItem, request);
    return done.ok() ? "" : done.status().message();
  }
  static std::vector<model::WriteRequest> Puts(size_t count) {
    std::vector<model::WriteRequest> writes;
    for (size_t i = 0; i < count; ++i) writes.push_back({false, Key(i)});
    return writes;
  }
  model::ApiResult<model::BatchGetItemResponse> Get(size_t count) {
    model::BatchGetItemRequest request;
    request.request_items.emplace_back("users", model::KeysAndAttributes());
    auto& keys = request.request_items[0].second.keys;
    for (size_t i = 0; i < count; ++i) keys.push_back(Key(i));
    return Call(&Engine::BatchGetItem, request);
  }
};

TEST_F(BatchesTest, WritesUpTo25) {
  CreateTable("users");
  EXPECT_EQ(Write(Puts(model::kBatchWriteRequestsMax)), "");
  EXPECT_EQ(Describe("users").totals.item_count, 25);
  EXPECT_EQ(Write(Puts(model::kBatchWriteRequestsMax + 1)),
            "Too many items requested for the BatchWriteItem call");
  EXPECT_EQ(Write({{true, Key(0)}, {true, Key(1)}, {false, Key(30)}}), "");
  EXPECT_EQ(Describe("users").totals.item_count, 24);
}

TEST_F(BatchesTest, BadWritesWriteNothing) {
  CreateTable("users");
  EXPECT_EQ(Write({{false, Key(1)}, {true, Key(1)}}),
            "Provided list of item keys contains duplicates");
  EXPECT_EQ(Write({{false, Key(1)}, {false, ItemBuilder().S("x", "y").Build()}}),
            "The provided key element does not match the schema");
  EXPECT_EQ(Write({{false, Key(1)}, {false, ItemBuilder().N("id", "1").Build()}}),
            "The provided key element does not match the schema");
  EXPECT_EQ(Write({{false, Key(1)}}, "nobody"), "Requested resource not found");
  EXPECT_EQ(Describe("users").totals.item_count, 0);
}

TEST_F(BatchesTest, ReadsUpTo100) {
  CreateTable("users");
  ASSERT_EQ(Write(Puts(20)), "");
  auto got = Get(model::kBatchGetKeysMax);
  ASSERT_TRUE(got.ok());
  EXPECT_EQ(got->responses[0].second.size(), 20u);
  EXPECT_TRUE(got->unprocessed_keys.empty());
  EXPECT_EQ(Get(model::kBatchGetKeysMax + 1).status().message(),
            "Too many items requested for the BatchGetItem call");
}

TEST_F(BatchesTest, ATableUnderTwoNamesHasItsDuplicatesFound) {
  CreateTable("users");
  model::BatchGetItemRequest request;
  request.request_items.emplace_back("users", model::KeysAndAttributes{{Key(1)}, {}, {}, false});
  request.request_items.emplace_back("arn:aws:dynamodb:x:1:table/users",
                                     model::KeysAndAttributes{{Key(1)}, {}, {}, false});
  EXPECT_EQ(Call(&Engine::BatchGetItem, request).status().message(),
            "Provided list of item keys contains duplicates");
}

TEST_F(BatchesTest, WhatExceeds16MegabytesComesBackUnprocessed) {
  CreateTable("users");
  constexpr size_t kItem = 1 << 18;  // 64 of them are 16 MB
  for (size_t i = 0; i < 65; ++i) {
    const std::string id = std::to_string(i);
    const std::string filler(kItem - 3 - id.size(), 'x');
    ASSERT_TRUE(Put("users", ItemBuilder().S("id", id).S("v", filler).Build()).ok());
  }
  auto exact = Get(64);
  ASSERT_TRUE(exact.ok());
  EXPECT_EQ(exact->responses[0].second.size(), 64u);
  EXPECT_TRUE(exact->unprocessed_keys.empty());
  auto over = Get(66);
  ASSERT_TRUE(over.ok());
  EXPECT_EQ(over->responses[0].second.size(), 64u);
  ASSERT_EQ(over->unprocessed_keys.size(), 1u);
  EXPECT_EQ(over->unprocessed_keys[0].second.keys, (std::vector<std::string>{Key(64), Key(65)}));
}

}  // namespace
}  // namespace keystone::dynamo
