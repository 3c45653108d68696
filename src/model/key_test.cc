// Key components: memcmp order is DynamoDB's order, alone and one behind another, and prefixes are
// prefixes.
#include "model/key.h"

#include <gtest/gtest.h>

#include "base/split_mix.h"
#include "base/test_seed.h"
#include "model/number.h"

namespace keystone::model {
namespace {

std::string Component(Type type, Bytes payload) {
  std::string out;
  AppendKeyComponent(&out, {type, payload});
  return out;
}
std::string RandomBytes(SplitMix& random) {
  std::string bytes(random.Below(5), '\0');
  for (char& c : bytes)
    c = "\0\x01\xff\xfe"
        "ab"[random.Below(6)];
  return bytes;
}

TEST(Key, HasTheBytesThatTheFormatStates) {
  EXPECT_EQ(Component(Type::kString, "ab"), std::string("ab\0\x01", 4));
  EXPECT_EQ(Component(Type::kBinary, std::string("a\0", 2)), std::string("a\0\xff\0\x01", 5));
  EXPECT_EQ(Component(Type::kNumber, "\x80"), "\x80");
}

TEST(Key, PairsOfComponentsSortAsPairs) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 50'000; ++i) {
    const std::pair a(RandomBytes(random), RandomBytes(random));
    const std::pair b(RandomBytes(random), RandomBytes(random));
    const std::string a_key =
        Component(Type::kString, a.first) + Component(Type::kBinary, a.second);
    const std::string b_key =
        Component(Type::kString, b.first) + Component(Type::kBinary, b.second);
    ASSERT_EQ(a_key < b_key, a < b);
    ASSERT_EQ(a_key == b_key, a == b);
    Bytes rest = a_key;
    std::string first, second;
    ASSERT_TRUE(TakeKeyComponent(&rest, Type::kString, &first));
    ASSERT_TRUE(TakeKeyComponent(&rest, Type::kBinary, &second));
    ASSERT_TRUE(rest.empty());
    ByteReader reader(second);
    ASSERT_EQ(TakeValue(&reader).payload(), a.second);

    std::string prefix;
    AppendKeyPrefix(&prefix, b.first);
    ASSERT_EQ(a_key.starts_with(prefix), a.first.starts_with(b.first));
  }
}

TEST(Key, NumbersFollowOneAnotherToo) {
  std::string key;
  for (const char* text : {"-12.5", "0", "7e100"}) {
    std::string number;
    ASSERT_EQ(AppendNumber(text, &number), NumberError::kNone);
    AppendKeyComponent(&key, {Type::kNumber, number});
  }
  Bytes rest = key;
  std::string values;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(TakeKeyComponent(&rest, Type::kNumber, &values));
  EXPECT_TRUE(rest.empty());
}

TEST(Key, BytesThatAreNoComponentAreRefused) {
  for (const std::string& bytes :
       {std::string(), std::string("a"), std::string("a\0", 2), std::string("a\0\x02", 3)}) {
    Bytes rest = bytes;
    std::string out;
    EXPECT_FALSE(TakeKeyComponent(&rest, Type::kString, &out));
    EXPECT_FALSE(TakeKeyComponent(&rest, Type::kNumber, &out));
    EXPECT_TRUE(out.empty());
  }
}

}  // namespace
}  // namespace keystone::model
