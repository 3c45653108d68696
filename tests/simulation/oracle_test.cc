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
  EXPECT_NE(oracle_.CheckOld(transaction, "1"), "");
  EXPECT_NE(oracle_.CheckOld(transaction, std::nullopt), "");
  EXPECT_EQ(oracle_.CheckOld(transaction, "2"), "");
}

TEST_F(OracleTest, ARefusedWriteIsNeverSeen) {
  auto transaction = oracle_.Begin({{"x", "1"}});
  oracle_.Refuse(transaction);
  EXPECT_FALSE(Shows({{"x", "1"}}));
}

}  // namespace
}  // namespace keystone::simulation
