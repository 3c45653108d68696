// The oracle accepts what may be, and nothing else.
#include "tests/simulation/oracle.h"

#include <gtest/gtest.h>

namespace keystone::simulation {
namespace {

class OracleTest : public testing::Test {
 protected:
  OracleTest() {
    oracle_.Add("x");
    oracle_.Add("y");
  }
  TransactionPtr Done(const Values& changes) {
    auto transaction = oracle_.Begin(changes);
    oracle_.Succeed(transaction);
    return transaction;
  }
  bool Shows(const Values& shown) { return oracle_.CheckSnapshot(oracle_.Now(), shown).empty(); }
  bool Settles(bool lost, const Values& shown) { return oracle_.Settle(lost, shown).empty(); }

  // The reply of a write shows the item that it replaced.
  std::string Found(const TransactionPtr& transaction, const Value& shown) {
    return oracle_.CheckStep(transaction, [&](const Value& old, auto&) { return old == shown; });
  }
  // A step that adds its name to what is there, and refuses to begin.
  TransactionPtr Append(const std::string& name) {
    return oracle_.BeginStep("x", {name + "|", false, [name](const Value& old) -> Made {
                                     if (!old) return std::nullopt;
                                     return Value(name + "|" + *old);
                                   }});
  }
  TransactionPtr Create(const std::string& value) {
    return oracle_.BeginStep("x", {value, true, [value](const Value& old) -> Made {
                                     if (old) return std::nullopt;
                                     return Value(value);
                                   }});
  }
  bool Succeeds(const TransactionPtr& step) {
    const bool fits = oracle_.CheckStep(step, [](auto&, auto&) { return true; }).empty();
    oracle_.Succeed(step);
    return fits;
  }

  Oracle oracle_;
};

TEST_F(OracleTest, AnAcknowledgedWriteIsCertain) {
  EXPECT_TRUE(Shows({{"x", std::nullopt}}));
  Done({{"x", "1"}});
  EXPECT_FALSE(Shows({{"x", std::nullopt}}));
  EXPECT_FALSE(Shows({{"x", "2"}}));
  EXPECT_TRUE(Shows({{"x", "1"}}));
  EXPECT_FALSE(Settles(false, {{"x", std::nullopt}, {"y", std::nullopt}}));
  EXPECT_TRUE(Settles(false, {{"x", "1"}, {"y", std::nullopt}}));
}

TEST_F(OracleTest, AnUnacknowledgedWriteIsAMaybeUntilSeen) {
  oracle_.Begin({{"x", "1"}});
  EXPECT_TRUE(Shows({{"x", std::nullopt}}));
  EXPECT_TRUE(Shows({{"x", "1"}}));
  EXPECT_FALSE(Shows({{"x", std::nullopt}}));
}

TEST_F(OracleTest, AReadMaySeeWhatWasCurrentWhenItBegan) {
  Done({{"x", "1"}});
  const Time begin = oracle_.Now();
  Done({{"x", "2"}});
  EXPECT_EQ(oracle_.CheckSnapshot(begin, {{"x", "1"}}), "");
  EXPECT_NE(oracle_.CheckSnapshot(oracle_.Now(), {{"x", "1"}}), "");
}

TEST_F(OracleTest, OfTwoConcurrentWritesTheOneSeenLaterIsTheLast) {
  auto one = oracle_.Begin({{"x", "1"}});
  auto two = oracle_.Begin({{"x", "2"}});
  oracle_.Succeed(one);
  oracle_.Succeed(two);
  EXPECT_TRUE(Shows({{"x", "1"}}));
  EXPECT_FALSE(Shows({{"x", "2"}}));
}

TEST_F(OracleTest, ATransactionIsSeenAsAWhole) {
  Done({{"x", "1"}, {"y", "1"}});
  oracle_.Begin({{"x", "2"}, {"y", "2"}});
  EXPECT_FALSE(Shows({{"x", "2"}, {"y", "1"}}));
  EXPECT_FALSE(Settles(true, {{"x", "2"}, {"y", "1"}}));
  EXPECT_TRUE(Settles(true, {{"x", "2"}, {"y", "2"}}));
}

TEST_F(OracleTest, ALossLeavesAPrefix) {
  Done({{"x", "1"}});
  Done({{"y", "1"}});
  EXPECT_FALSE(Settles(true, {{"x", std::nullopt}, {"y", "1"}}));
  EXPECT_TRUE(Settles(true, {{"x", "1"}, {"y", std::nullopt}}));
  EXPECT_FALSE(Shows({{"y", "1"}}));
}

TEST_F(OracleTest, WhatWasMarkedDurableIsNotLost) {
  Done({{"x", "1"}});
  oracle_.MarkDurable();
  Done({{"x", "2"}});
  EXPECT_FALSE(Settles(true, {{"x", std::nullopt}, {"y", std::nullopt}}));
  EXPECT_TRUE(Settles(true, {{"x", "1"}, {"y", std::nullopt}}));
}

TEST_F(OracleTest, TheOldItemIsOneThatWasThere) {
  Done({{"x", "1"}});
  Done({{"x", "2"}});
  auto transaction = oracle_.Begin({{"x", "3"}});
  EXPECT_NE(Found(transaction, "1"), "");
  EXPECT_NE(Found(transaction, std::nullopt), "");
  EXPECT_EQ(Found(transaction, "2"), "");
}

TEST_F(OracleTest, ARefusedWriteIsNeverSeen) {
  auto transaction = oracle_.Begin({{"x", "1"}});
  oracle_.Refuse(transaction);
  EXPECT_FALSE(Shows({{"x", "1"}}));
}

TEST_F(OracleTest, AStepIsWhatItMakesOfWhatItMayHaveFound) {
  Done({{"x", "1"}});
  EXPECT_TRUE(Succeeds(Append("2")));
  EXPECT_FALSE(Shows({{"x", "2|0"}}));
  EXPECT_TRUE(Succeeds(Append("3")));
  EXPECT_TRUE(Shows({{"x", "3|2|1"}}));
}

TEST_F(OracleTest, AnUnacknowledgedStepIsAMaybe) {
  Done({{"x", "1"}});
  Append("2");
  EXPECT_TRUE(Shows({{"x", "1"}}));
  EXPECT_TRUE(Settles(false, {{"x", "2|1"}, {"y", std::nullopt}}));
  EXPECT_FALSE(Shows({{"x", "1"}}));
}

TEST_F(OracleTest, OfTwoConcurrentStepsOneFollowsTheOther) {
  Done({{"x", "1"}});
  auto two = Append("2");
  auto three = Append("3");
  EXPECT_TRUE(Succeeds(two));
  EXPECT_TRUE(Succeeds(three));
  EXPECT_FALSE(Shows({{"x", "3|1"}}));
}

TEST_F(OracleTest, TwoStepsOfOneValueAreALostUpdate) {
  Done({{"x", "1"}});
  auto two = Append("2");
  auto three = Append("3");
  EXPECT_EQ(Found(two, "1"), "");
  EXPECT_NE(Found(three, "1"), "");
}

TEST_F(OracleTest, OneOfSeveralConcurrentCreationsWins) {
  auto one = Create("1");
  auto two = Create("2");
  EXPECT_TRUE(Succeeds(one));
  EXPECT_FALSE(Succeeds(two));
}

TEST_F(OracleTest, ARefusalNeedsAReason) {
  EXPECT_NE(oracle_.CheckRefused(Create("1"), std::nullopt), "");
  auto late = Create("2");
  Done({{"x", "3"}});
  EXPECT_NE(oracle_.CheckRefused(late, Value("4")), "");
  auto other = Create("5");
  EXPECT_EQ(oracle_.CheckRefused(other, Value("3")), "");
  EXPECT_FALSE(Shows({{"x", "5"}}));
}

}  // namespace
}  // namespace keystone::simulation
