// Attribute values between JSON and the binary form: what is accepted, what is answered, and the
// way back.
#include <gtest/gtest.h>

#include "base/coding.h"
#include "base/split_mix.h"
#include "base/test_seed.h"
#include "model/limits.h"
#include "model/number.h"
#include "wire/wire.h"

namespace keystone::wire {
namespace {

std::string RoundTrip(const std::string& json) {
  RequestParser parser;
  auto item = parser.Item(json);
  if (!item.ok()) return item.status().message();
  EXPECT_TRUE(model::ValidateItem(*item).ok()) << json;
  std::string out;
  AppendItemJson(&out, model::ItemView(*item));
  return out;
}
std::string OfValue(const std::string& value) {
  return RoundTrip("{\"a\":" + value + "}");
}

TEST(Value, AllTypesComeBackCanonical) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"S":"x"})", R"({"S":"x"})"},
      {R"({"S":""})", R"({"S":""})"},
      {R"({"N":"-0.50"})", R"({"N":"-0.5"})"},
      {R"({"N":"1e3"})", R"({"N":"1000"})"},
      {R"({"B":"AAEC"})", R"({"B":"AAEC"})"},
      {R"({"B":""})", R"({"B":""})"},
      {R"({"BOOL":false})", R"({"BOOL":false})"},
      {R"({"NULL":true})", R"({"NULL":true})"},
      {R"({"SS":["b","a",""]})", R"({"SS":["","a","b"]})"},
      {R"({"NS":["10","2","-1"]})", R"({"NS":["-1","2","10"]})"},
      {R"({"BS":["Yg==","YQ=="]})", R"({"BS":["YQ==","Yg=="]})"},
      {R"({"L":[]})", R"({"L":[]})"},
      {R"({"L":[{"S":"x"},{"L":[{"NULL":true}]}]})", R"({"L":[{"S":"x"},{"L":[{"NULL":true}]}]})"},
      {R"({"M":{}})", R"({"M":{}})"},
      {R"({"M":{"z":{"N":"1"},"é":{"S":"\u00e9\ud83d\ude00"},"b":{"BOOL":true}}})",
       R"({"M":{"b":{"BOOL":true},"z":{"N":"1"},"é":{"S":"é😀"}}})"},
      {R"({"S":"x","N":null})", R"({"S":"x"})"},
      {R"({"S":"\"\\\n\u0000\u001f/"})", R"({"S":"\"\\\n\u0000\u001f/"})"},
  };
  for (const auto& [json, expected] : cases)
    EXPECT_EQ(OfValue(json), std::string("{\"a\":") + expected + "}");
  EXPECT_EQ(RoundTrip("{}"), "{}");
}

TEST(Value, MistakesAreAnsweredAsAwsDoes) {
  const std::string invalid = "One or more parameter values were invalid: ";
  const std::string empty =
      "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
  const std::string digits = std::string(39, '1');
  const std::pair<std::string, std::string> cases[] = {
      {"{}", empty},
      {R"({"X":"y"})", empty},
      {R"({"S":"x","N":"1"})",
       "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
       "supported datatypes"},
      {R"({"NULL":false})", invalid + "Null attribute value types must have the value of true"},
      {R"({"N":"abc"})", "The parameter cannot be converted to a numeric value: abc"},
      {R"({"N":""})", "The parameter cannot be converted to a numeric value: "},
      {"{\"N\":\"" + digits + "\"}",
       "Attempting to store more than 38 significant digits in a Number"},
      {R"({"N":"1e126"})",
       "Number overflow. Attempting to store a number with magnitude larger than supported range"},
      {R"({"N":"1e-131"})",
       "Number underflow. Attempting to store a number with magnitude smaller than supported "
       "range"},
      {R"({"SS":[]})", invalid + "An string set  may not be empty"},
      {R"({"NS":[]})", invalid + "An number set  may not be empty"},
      {R"({"BS":[]})", invalid + "Binary sets should not be empty"},
      {R"({"SS":["a","a"]})", invalid + "Input collection [a, a] contains duplicates."},
      {R"({"NS":["1","1.0"]})", "Input collection contains duplicates"},
      {R"({"BS":["YQ==","YQ=="]})", invalid + "Input collection of type BS contains duplicates."},
      {R"({"N":1})", "NUMBER_VALUE can not be converted to String"},
      {R"({"S":true})", "TRUE_VALUE can not be converted to String"},
      {R"({"S":{}})", "Start of structure or map found where not expected."},
      {R"({"S":[]})", "Start of list found where not expected."},
      {R"({"BOOL":"true"})", "STRING_VALUE can not be converted to Boolean"},
      {R"({"L":{}})", "Start of structure or map found where not expected."},
      {R"({"M":[]})", "Start of list found where not expected."},
      {R"("x")", "Unexpected field type"},
      {R"({"B":"?"})", "Invalid Base64 in a binary value"},
      {R"({"M":{"k":{"S":"1"},"k":{"S":"2"}}})", "A map has two members of the same name"},
      {R"({"S":"1","S":"2"})",
       "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
       "supported datatypes"},
  };
  for (const auto& [json, message] : cases) EXPECT_EQ(OfValue(json), message) << json;
}

std::string Nested(int levels) {
  std::string json;
  for (int i = 0; i < levels; ++i) json += R"({"L":[)";
  json += R"({"S":"x"})";
  for (int i = 0; i < levels; ++i) json += "]}";
  return json;
}

TEST(Value, NestsThirtyOneLevelsOfListsAndNoMore) {
  EXPECT_EQ(OfValue(Nested(31)), "{\"a\":" + Nested(31) + "}");
  EXPECT_EQ(OfValue(Nested(32)),
            "Nesting Levels have exceeded supported limits: Attributes in the item have "
            "nested levels beyond supported limit");
  EXPECT_EQ(OfValue(Nested(100'000)), "The request body is not valid JSON");
}

TEST(Value, WhatIsNoJsonOrNoUtf8IsRefused) {
  for (const std::string& json :
       {std::string(), std::string("{"), std::string("{\"a\":{\"S\":\"\xff\"}}"),
        std::string(R"({"a":{"S":"\ud800"}})"), std::string("{\"a\":{\"S\":\"x\"}} x"),
        std::string("{\"a\":{\"S\":\"\x01\"}}"), std::string("[1"), std::string("nul")}) {
    EXPECT_EQ(RoundTrip(json), "The request body is not valid JSON") << json;
  }
  EXPECT_EQ(RoundTrip("[]"), "Unexpected field type");
}

TEST(Value, EveryCutIsRefused) {
  const std::string json =
      R"({"a":{"M":{"k":{"L":[{"N":"12"},{"B":"AAEC"}]}}},"b":{"SS":["x","y"]}})";
  for (size_t size = 0; size < json.size(); ++size) {
    EXPECT_EQ(RoundTrip(json.substr(0, size)), "The request body is not valid JSON");
  }
  EXPECT_EQ(RoundTrip(json), json);
}

// Random values as JSON in canonical spelling come back letter for letter.
std::string RandomValue(SplitMix& random, int levels) {
  static constexpr const char* kTexts[] = {"", "a", "é", "\\\"", "語", "\\n"};
  switch (random.Below(levels == 0 ? 5 : 7)) {
    case 0:
      return std::string("{\"S\":\"") + kTexts[random.Below(6)] + "\"}";
    case 1:
      return "{\"N\":\"" + std::to_string(random.Below(100000)) + "\"}";
    case 2:
      return R"({"B":"AAEC"})";
    case 3:
      return random.Below(2) == 0 ? R"({"BOOL":true})" : R"({"NULL":true})";
    case 4:
      return R"({"NS":["1","2.5"]})";
    case 5: {
      std::string json;
      for (uint64_t i = random.Below(4); i > 0; --i)
        json += (json.empty() ? "" : ",") + RandomValue(random, levels - 1);
      return "{\"L\":[" + json + "]}";
    }
    default: {
      std::string json;
      for (uint64_t i = 0, n = random.Below(4); i < n; ++i)
        json +=
            (i == 0 ? "\"k" : ",\"k") + std::to_string(i) + "\":" + RandomValue(random, levels - 1);
      return "{\"M\":{" + json + "}}";
    }
  }
}

TEST(Value, RandomValuesComeBackLetterForLetter) {
  const uint64_t seed = TestSeed();
  KS_SCOPED_SEED(seed);
  SplitMix random(seed);
  for (int i = 0; i < 3000; ++i) {
    const std::string value = RandomValue(random, 5);
    ASSERT_EQ(OfValue(value), "{\"a\":" + value + "}");
  }
}

// Bytes that no writer made, as a damaged or forged table file may hold them: as many lists in
// lists as fit a row.
TEST(Value, NestingWithoutEndDoesNotEndTheStack) {
  constexpr int kLevels = 500'000;
  std::string reversed(1, '\0');  // the innermost list is empty
  for (int level = 0; level < kLevels; ++level) {
    std::string head(level + 1 < kLevels ? 1 : 0, '\1');  // a list of one
    AppendU8(&head, static_cast<uint8_t>(model::Type::kList));
    AppendVarint(&head, reversed.size());
    reversed.append(head.rbegin(), head.rend());
  }
  std::string item("\0\1\1a", 4);
  item.append(reversed.rbegin(), reversed.rend());
  EXPECT_FALSE(model::ValidateItem(item).ok());
  std::string json;
  AppendItemJson(&json, model::ItemView(item));
  std::string expected = "{\"a\":" + Nested(model::kNestingLevelsMax) + "}";
  const std::string innermost = R"({"S":"x"})";
  expected.replace(expected.find(innermost), innermost.size(), R"({"L":[]})");
  EXPECT_EQ(json, expected);
  EXPECT_EQ(model::ItemView(item).Size(),
            size_t{1} + 3 * (model::kNestingLevelsMax + 1) + model::kNestingLevelsMax);
}

}  // namespace
}  // namespace keystone::wire
