// ClientRequestTokens: a request sent again is carried out once, for ten minutes, whatever happens
// in between; and what is older goes away.
#include "dynamo/request_token.h"

#include <gtest/gtest.h>

#include "model/limits.h"
#include "tests/support/engine_fixture.h"

namespace keystone::dynamo {
namespace {

using model::ErrorCode;
using testing::ItemBuilder;

constexpr int64_t kSecond = 1'000'000;

class RequestTokenTest : public testing::EngineTest {
 protected:
  void SetUp() override { CreateTable("users"); }

  // Adds one to the item's counter.
  static model::TransactWriteItemsRequest AddOne(const std::string& token,
                                                 const std::string& id = "a") {
    model::TransactWrite add;
    add.kind = model::TransactWrite::Kind::kUpdate;
    add.table_name = "users";
    add.item = ItemBuilder().S("id", id).Build();
    add.update_expression = "ADD n :one";
    add.options.placeholders.values = ItemBuilder().N(":one", "1").Build();
    model::TransactWriteItemsRequest request;
    request.actions.push_back(std::move(add));
    request.client_request_token = token;
    return request;
  }
  ErrorCode Add(const std::string& token, const std::string& id = "a") {
    auto done = Call(&Engine::TransactWriteItems, AddOne(token, id));
    return done.ok() ? ErrorCode::kNone : done.status().code();
  }
  bool Counts(const std::string& id, const std::string& number) {
    auto got = Call(&Engine::GetItem, GetRequest("users", ItemBuilder().S("id", id).Build()));
    return got.ok() && got->item == ItemBuilder().S("id", id).N("n", number).Build();
  }
  size_t RowsOf(Bytes partition) {
    const storage::Key key{{}, store_.HashPartition(partition), partition, {}};
    size_t rows = 0;
    const auto count = [&](const storage::Row&) { return ++rows, true; };
    EXPECT_TRUE(store_.NewSnapshot()
                    ->Read({storage::Position::Before(storage::Position::Level::kPartition, key),
                            storage::Position::After(storage::Position::Level::kPartition, key)},
                           storage::Direction::kForward, count)
                    .ok());
    return rows;
  }
};

TEST_F(RequestTokenTest, AnEngineThatIsOpenedAnewKnowsThem) {
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  Reopen();
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "1"));
  EXPECT_EQ(Add("t", "b"), ErrorCode::kIdempotentParameterMismatch);
  EXPECT_EQ(Add("u"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "2"));
}

TEST_F(RequestTokenTest, TheyAreForgottenAfterTenMinutes) {
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  clock_.Advance(model::kRequestTokenSeconds * kSecond);
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "1"));
  clock_.Advance(1);
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "2"));
  // Used anew, and so remembered anew: for another request too.
  clock_.Advance(model::kRequestTokenSeconds * kSecond);
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "2"));
  clock_.Advance(1);
  EXPECT_EQ(Add("t", "b"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("b", "1"));
}

TEST_F(RequestTokenTest, OldOnesAreRemovedByThoseThatFollow) {
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(Add("old" + std::to_string(i)), ErrorCode::kNone);
    clock_.Advance(kSecond);
  }
  EXPECT_EQ(RowsOf("tokens"), 20u);
  EXPECT_EQ(RowsOf("token-times"), 20u);
  clock_.Advance(model::kRequestTokenSeconds * kSecond);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Add("new" + std::to_string(i)), ErrorCode::kNone);
  EXPECT_EQ(RowsOf("tokens"), 10u);
  EXPECT_EQ(RowsOf("token-times"), 10u);
  for (int i = 0; i < 10; ++i) EXPECT_EQ(Add("new" + std::to_string(i)), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "30"));
}

TEST_F(RequestTokenTest, AClockThatIsPutBackLosesNoneAndLeavesNoneBehind) {
  clock_.Advance(3'000 * kSecond);
  EXPECT_EQ(Add("late"), ErrorCode::kNone);
  clock_.Advance(model::kRequestTokenSeconds * kSecond + 1);
  EXPECT_EQ(Add("later"), ErrorCode::kNone);  // has looked for old ones from there on
  clock_.Advance(-2'000 * kSecond);
  EXPECT_EQ(Add("early"), ErrorCode::kNone);
  EXPECT_EQ(Add("later"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "3"));
  clock_.Advance(4'000 * kSecond);
  EXPECT_EQ(Add("last"), ErrorCode::kNone);
  EXPECT_EQ(RowsOf("tokens"), 1u);
  EXPECT_EQ(RowsOf("token-times"), 1u);
}

TEST_F(RequestTokenTest, WhatWasRefusedIsNotRemembered) {
  model::TransactWriteItemsRequest request = AddOne("t");
  request.actions[0].options.condition.expression = "attribute_exists(n)";
  EXPECT_EQ(Call(&Engine::TransactWriteItems, request).status().code(),
            ErrorCode::kTransactionCanceled);
  EXPECT_EQ(RowsOf("tokens"), 0u);
  EXPECT_EQ(Add("t"), ErrorCode::kNone);
  EXPECT_TRUE(Counts("a", "1"));
}

TEST_F(RequestTokenTest, TheDigestTellsWhatIsDoneAndNotWhatIsReported) {
  model::TransactWriteItemsRequest one = AddOne("t"), other = AddOne("u");
  other.return_capacity = model::ReturnCapacity::kTotal;
  EXPECT_EQ(DigestOf(one), DigestOf(other));
  other.actions.push_back(other.actions[0]);
  EXPECT_NE(DigestOf(one), DigestOf(other));
  other = one;
  other.actions[0].kind = model::TransactWrite::Kind::kDelete;
  EXPECT_NE(DigestOf(one), DigestOf(other));
  other = one;
  other.actions[0].options.condition.expression = "";
  EXPECT_NE(DigestOf(one), DigestOf(other));
  other = one;
  other.actions[0].options.return_old_on_failure = true;
  EXPECT_NE(DigestOf(one), DigestOf(other));
}

TEST(TokenHorizon, IsForgottenWhenTheClockIsPutBack) {
  TokenHorizon horizon;
  EXPECT_EQ(horizon.From(50), 0);
  horizon.MoveTo(40);
  EXPECT_EQ(horizon.From(60), 40);
  EXPECT_EQ(horizon.From(30), 0);
  EXPECT_EQ(horizon.From(60), 0);
}

}  // namespace
}  // namespace keystone::dynamo
