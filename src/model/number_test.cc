// Numbers against a decimal oracle that works on text alone.
#include "model/number.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/split_mix.h"
#include "base/test_seed.h"
#include "model/number_sum.h"

namespace keystone::model {
namespace {

std::string Encode(Bytes text) {
  std::string out;
  EXPECT_EQ(AppendNumber(text, &out), NumberError::kNone) << text;
  return out;
}
std::string Canonical(Bytes text) {
  std::string out;
  AppendNumberText(Encode(text), &out);
  return out;
}
NumberError ErrorOf(Bytes text) {
  std::string out = "kept";
  const NumberError error = AppendNumber(text, &out);
  if (error != NumberError::kNone) {
    EXPECT_EQ(out, "kept");
  }
  return error;
}

std::string Hex(Bytes bytes) {
  std::string out;
  for (const char c : bytes) {
    char two[4];
    std::snprintf(two, sizeof two, "%02x ", static_cast<unsigned char>(c));
    out += two;
  }
  return out.substr(0, out.size() - 1);
}

TEST(Number, HasTheBytesThatTheFormatStates) {
  EXPECT_EQ(Hex(Encode("0")), "80");
  EXPECT_EQ(Hex(Encode("1")), "c0 82 0b 00");
  EXPECT_EQ(Hex(Encode("-1")), "40 7d f4 ff");
  EXPECT_EQ(Hex(Encode("12.5")), "c0 83 0d 33 00");
  EXPECT_EQ(Hex(Encode("100")), "c0 84 0b 00");
}

TEST(Number, IsPrintedPlainly) {
  const std::pair<const char*, const char*> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.000", "0"},
      {"0e500", "0"},
      {"+1", "1"},
      {"1.0", "1"},
      {"10e-1", "1"},
      {"0001", "1"},
      {".5", "0.5"},
      {"5.", "5"},
      {"-0.5", "-0.5"},
      {"1e3", "1000"},
      {"1.23E+2", "123"},
      {"1.5e-3", "0.0015"},
      {"100", "100"},
      {"10.10", "10.1"},
      {"123456.789", "123456.789"},
      {"-1e-2", "-0.01"},
      {"90", "90"},
      {"0.1", "0.1"},
  };
  for (const auto& [text, canonical] : cases) EXPECT_EQ(Canonical(text), canonical) << text;
}

// Observed: ExtendDB/extenddb 94.
TEST(Number, ASumBeyondTheRangeOverflowsWhateverItsDigits) {
  const std::string largest = Encode("9.9999999999999999999999999999999999999e125");
  const std::string addend = Encode("1e125");
  std::string sum;
  EXPECT_EQ(AppendSum(largest, addend, false, &sum), NumberError::kOverflow);
  EXPECT_EQ(AppendSum(Encode("-5e125"), Encode("5e125"), true, &sum), NumberError::kOverflow);
  EXPECT_EQ(AppendSum(largest, Encode("1"), false, &sum), NumberError::kTooManyDigits);
  EXPECT_EQ(sum, "");
  EXPECT_EQ(AppendSum(largest, addend, true, &sum), NumberError::kNone);
  EXPECT_EQ(sum, Encode("8.9999999999999999999999999999999999999e125"));
}

TEST(Number, HasItsLimits) {
  const std::string nines(38, '9');
  EXPECT_EQ(Canonical(nines), nines);
  EXPECT_EQ(ErrorOf(nines + "9"), NumberError::kTooManyDigits);
  EXPECT_EQ(Canonical(nines + "0"), nines + "0");
  EXPECT_EQ(ErrorOf("1" + std::string(36, '0') + "1"), NumberError::kNone);
  EXPECT_EQ(ErrorOf("1" + std::string(37, '0') + "1"), NumberError::kTooManyDigits);
  EXPECT_EQ(Canonical("1e-130"), "0." + std::string(129, '0') + "1");
  EXPECT_EQ(ErrorOf("1e-131"), NumberError::kUnderflow);
  EXPECT_EQ(ErrorOf("0.9e-130"), NumberError::kUnderflow);
  EXPECT_EQ(Canonical("9.9e125"), "99" + std::string(124, '0'));
  EXPECT_EQ(ErrorOf("1e126"), NumberError::kOverflow);
  EXPECT_EQ(ErrorOf("-1e126"), NumberError::kOverflow);
  EXPECT_EQ(ErrorOf("1e99999999999999999999999999"), NumberError::kOverflow);
  EXPECT_EQ(ErrorOf("1e-99999999999999999999999999"), NumberError::kUnderflow);
  EXPECT_EQ(Canonical(std::string(1'000'000, '0') + "7"), "7");
  EXPECT_EQ(Canonical("0." + std::string(1'000'000, '0') + "7e1000001"), "7");
  EXPECT_EQ(ErrorOf(std::string(1'000'000, '1')), NumberError::kTooManyDigits);
}

TEST(Number, RefusesWhatIsNone) {
  for (const char* text : {"", " ", "+", "-", ".", "e5", "1e", "1e+", "1 ", " 1", "1x", "0x10",
                           "--1", "1.2.3", "NaN", "Infinity", "1e1.5", "1_000", "١"}) {
    EXPECT_EQ(ErrorOf(text), NumberError::kSyntax) << text;
  }
}

// Plain text without sign: "a.b" padded to 140 digits before and 170 behind the point.
std::string Padded(const std::string& canonical) {
  const size_t dot = std::min(canonical.find('.'), canonical.size());
  std::string whole = canonical.substr(0, dot);
  std::string fraction = dot < canonical.size() ? canonical.substr(dot + 1) : "";
  return std::string(140 - whole.size(), '0') + whole + fraction +
         std::string(170 - fraction.size(), '0');
}
// Numeric order of canonical texts.
int Compare(const std::string& a, const std::string& b) {
  const bool a_negative = a[0] == '-', b_negative = b[0] == '-';
  if (a_negative != b_negative) return a_negative ? -1 : 1;
  const int order = Padded(a.substr(a_negative)).compare(Padded(b.substr(b_negative)));
  const int sign = order < 0 ? -1 : order > 0 ? 1 : 0;
  return a_negative ? -sign : sign;
}

std::string RandomNumber(SplitMix& random) {
  std::string text = random.Below(2) == 0 ? "-" : "";
  const uint64_t digits = random.Below(3) == 0 ? 1 + random.Below(38) : 1 + random.Below(3);
  for (uint64_t i = 0; i < digits; ++i) {
    if (i == digits / 2 && random.Below(2) == 0 && i != 0) text += '.';
    text += static_cast<char>('0' + (random.Below(3) == 0 ? 0 : random.Below(10)));
  }
  if (random.Below(2) == 0) text += "e" + std::to_string(static_cast<int64_t>(random.Below(8)) - 4);
  if (random.Below(20) == 0) text += text.find('e') == std::string::npos ? "e80" : "";
  return text;
}

TEST(Number, SortsAsNumbersDoAndEqualsWhereTheyAreEqual) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 40'000; ++i) {
    const std::string a = RandomNumber(random), b = RandomNumber(random);
    const std::string a_bytes = Encode(a), b_bytes = Encode(b);
    const int expected = Compare(Canonical(a), Canonical(b));
    const int order = a_bytes.compare(b_bytes);
    ASSERT_EQ(order < 0 ? -1 : order > 0 ? 1 : 0, expected) << a << " and " << b;
    ASSERT_EQ(Encode(Canonical(a)), a_bytes) << a;
    ASSERT_TRUE(IsCanonicalNumber(a_bytes));
    ASSERT_LE(a_bytes.size(), kNumberBytesMax);
    ASSERT_EQ(NumberPrefixSize(a_bytes + b_bytes), a_bytes.size());
  }
}

TEST(Number, BytesThatNoNumberHasAreNotCanonical) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 20'000; ++i) {
    std::string bytes = Encode(RandomNumber(random));
    bytes[random.Below(bytes.size())] = static_cast<char>(random.Below(256));
    if (!IsCanonicalNumber(bytes)) continue;
    std::string text;
    AppendNumberText(bytes, &text);
    ASSERT_EQ(Hex(Encode(text)), Hex(bytes));
  }
  for (const char* bytes : {"", "\xc0", "\xc0\x82", "\x80\x80", "\xc0\x82\x0b"}) {
    EXPECT_FALSE(IsCanonicalNumber(bytes));
  }
}

TEST(Number, SizeFollowsAwssRule) {
  const std::pair<const char*, size_t> cases[] = {{"0", 1},     {"1", 2},     {"12", 2},
                                                  {"123", 3},   {"-1", 3},    {"100", 2},
                                                  {"0.001", 2}, {"-12.34", 4}};
  for (const auto& [text, size] : cases) EXPECT_EQ(NumberSize(Encode(text)), size) << text;
  EXPECT_EQ(NumberSize(Encode(std::string(38, '9'))), 20u);
}

}  // namespace
}  // namespace keystone::model
