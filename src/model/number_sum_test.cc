// Sums: exact over the whole range, against arithmetic on digits that knows nothing of the
// encoding.
#include "model/number_sum.h"

#include <gtest/gtest.h>

#include "base/split_mix.h"
#include "base/test_seed.h"

namespace keystone::model {
namespace {

std::string Number(const std::string& text) {
  std::string number;
  EXPECT_EQ(AppendNumber(text, &number), NumberError::kNone) << text;
  return number;
}

std::string Sum(const std::string& a, const std::string& b, bool subtract = false) {
  std::string sum;
  switch (AppendSum(Number(a), Number(b), subtract, &sum)) {
    case NumberError::kTooManyDigits:
      return "too many digits";
    case NumberError::kOverflow:
      return "overflow";
    case NumberError::kUnderflow:
      return "underflow";
    default:
      break;
  }
  EXPECT_TRUE(IsCanonicalNumber(sum));
  std::string text;
  AppendNumberText(sum, &text);
  return text;
}

TEST(NumberSum, SignsAndZeros) {
  EXPECT_EQ(Sum("1", "2"), "3");
  EXPECT_EQ(Sum("1", "-2"), "-1");
  EXPECT_EQ(Sum("-1", "-2"), "-3");
  EXPECT_EQ(Sum("1", "2", true), "-1");
  EXPECT_EQ(Sum("-1", "-2", true), "1");
  EXPECT_EQ(Sum("0", "7"), "7");
  EXPECT_EQ(Sum("0", "7", true), "-7");
  EXPECT_EQ(Sum("7", "0", true), "7");
  EXPECT_EQ(Sum("0", "0"), "0");
  EXPECT_EQ(Sum("7", "7", true), "0");
  EXPECT_EQ(Sum("-0.5", "0.5"), "0");
  EXPECT_EQ(Sum("0.1", "0.2"), "0.3");
  EXPECT_EQ(Sum("99.99", "0.01"), "100");
  EXPECT_EQ(Sum("-99.99", "-0.01"), "-100");
}

TEST(NumberSum, TheLimitsOfDigitsAndMagnitude) {
  const std::string nines(38, '9');
  EXPECT_EQ(Sum(nines, "1"), "1" + std::string(38, '0'));
  EXPECT_EQ(Sum(nines, nines), "too many digits");
  EXPECT_EQ(Sum("1E38", "1", true), nines);
  EXPECT_EQ(Sum("1E38", "1"), "too many digits");
  EXPECT_EQ(Sum("1E125", "1E-130"), "too many digits");
  EXPECT_EQ(Sum("9.9E125", "9E124", true), "9" + std::string(125, '0'));
  EXPECT_EQ(Sum("9E125", "1E125"), "overflow");
  EXPECT_EQ(Sum("-9E125", "-1E125"), "overflow");
  EXPECT_EQ(Sum("1.1E-129", "1E-129", true), Sum("0", "1E-130"));
  EXPECT_EQ(Sum("1.01E-129", "1E-129", true), "underflow");
  // Cancellation leaves what lay behind 76 digits' room.
  EXPECT_EQ(Sum("1E50", "9.9999999999999999999999999999999999999E49", true),
            "1" + std::string(12, '0'));
}

// (a + b) - b is a, for numbers whose digits overlap.
TEST(NumberSum, WhatIsAddedCanBeTakenAway) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 20'000; ++i) {
    const auto draw = [&] {
      std::string digits = std::to_string(random.Next() % 1'000'000'000'000'000);
      return (random.Next() % 2 == 0 ? "-" : "") + digits + "E" +
             std::to_string(static_cast<int>(random.Next() % 20) - 10);
    };
    const std::string a = Number(draw()), b = Number(draw());
    std::string sum, back;
    ASSERT_EQ(AppendSum(a, b, false, &sum), NumberError::kNone);
    ASSERT_EQ(AppendSum(sum, b, true, &back), NumberError::kNone);
    ASSERT_EQ(back, a);
  }
}

}  // namespace
}  // namespace keystone::model
