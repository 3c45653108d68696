// Base64: RFC 4648's vectors, round trips, and one spelling for each value.
#include "model/base64.h"

#include <gtest/gtest.h>

#include "base/split_mix.h"
#include "base/test_seed.h"

namespace keystone::model {
namespace {

TEST(Base64, HasTheVectorsOfRfc4648) {
  const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                         {"f", "Zg=="},
                                                         {"fo", "Zm8="},
                                                         {"foo", "Zm9v"},
                                                         {"foob", "Zm9vYg=="},
                                                         {"fooba", "Zm9vYmE="},
                                                         {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : vectors) {
    std::string encoded, decoded;
    AppendBase64(&encoded, bytes);
    EXPECT_EQ(encoded, text);
    EXPECT_TRUE(AppendFromBase64(&decoded, text));
    EXPECT_EQ(decoded, bytes);
  }
}

TEST(Base64, RoundTrips) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 2000; ++i) {
    std::string bytes(random.Below(40), '\0');
    for (char& c : bytes) c = static_cast<char>(random.Below(256));
    std::string text, back = "kept";
    AppendBase64(&text, bytes);
    ASSERT_TRUE(AppendFromBase64(&back, text));
    ASSERT_EQ(back, "kept" + bytes);
  }
}

TEST(Base64, OtherSpellingsAreRefused) {
  for (const char* text : {"Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "Z===", "====", "Zm 9",
                           "Zm9v\n", "Zm-_", "=Zg=", "Zg==Zg=="}) {
    std::string out = "kept";
    EXPECT_FALSE(AppendFromBase64(&out, text)) << text;
    EXPECT_EQ(out, "kept");
  }
}

}  // namespace
}  // namespace keystone::model
