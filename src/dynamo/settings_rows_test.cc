// Settings' rows: what is written is read, and nothing else is.
#include "dynamo/settings_rows.h"

#include <gtest/gtest.h>

namespace keystone::dynamo {
namespace {

// Decode gives back what Encode was given, and refuses the row cut anywhere, longer, or of a later
// layout.
template <typename Setting>
void ExpectRoundTrip(const Setting& setting, Result<Setting> (*decode)(Bytes)) {
  const std::string row = Encode(setting);
  auto decoded = decode(row);
  ASSERT_TRUE(decoded.ok()) << decoded.status().ToString();
  EXPECT_EQ(Encode(*decoded), row);
  for (size_t size = 0; size < row.size(); ++size) {
    EXPECT_EQ(decode(Bytes(row).substr(0, size)).status().code(), StatusCode::kCorruption) << size;
  }
  EXPECT_EQ(decode(row + '\0').status().code(), StatusCode::kCorruption);
  std::string newer = row;
  newer[0] = 1;
  EXPECT_EQ(decode(newer).status().code(), StatusCode::kNewerFormat);
}

TEST(SettingsRows, AreReadAsTheyWereWritten) {
  ExpectRoundTrip(Tags{{"a", ""}, {"b", "2"}}, DecodeTags);
  ExpectRoundTrip(TimeToLive{true, "expires", 1'700'000'000'000'001}, DecodeTimeToLive);
  ExpectRoundTrip(ResourcePolicy{"17", std::string(20 << 10, ' ')}, DecodeResourcePolicy);
  ExpectRoundTrip(PointInTimeRecovery{true, 35}, DecodePointInTimeRecovery);
  ExpectRoundTrip(Insights{true, false, 3}, DecodeInsights);
}

TEST(SettingsRows, MembersComeBack) {
  EXPECT_EQ(*DecodeTags(Encode(Tags{{"a", "1"}})), (Tags{{"a", "1"}}));
  const TimeToLive time_to_live = *DecodeTimeToLive(Encode(TimeToLive{false, "t", 5}));
  EXPECT_FALSE(time_to_live.enabled);
  EXPECT_EQ(time_to_live.attribute, "t");
  EXPECT_EQ(time_to_live.changed_micros, 5);
  EXPECT_EQ(DecodeResourcePolicy(Encode(ResourcePolicy{"r", "p"}))->policy, "p");
  EXPECT_EQ(DecodePointInTimeRecovery(Encode(PointInTimeRecovery{true, 7}))->period_days, 7);
  EXPECT_TRUE(DecodeInsights(Encode(Insights{false, true, 1}))->throttled_keys_only);
}

std::string WithByte(std::string row, size_t at, char byte) {
  row[at] = byte;
  return row;
}

TEST(SettingsRows, OneSettingHasOneSpelling) {
  const auto code = [](const auto& decoded) { return decoded.status().code(); };
  const StatusCode damaged = StatusCode::kCorruption;
  EXPECT_EQ(code(DecodeTags(Bytes("\0\2\1b\0\1a\0", 8))), damaged);  // out of order
  EXPECT_EQ(code(DecodeTags(Bytes("\0\2\1a\0\1a\0", 8))), damaged);  // twice
  EXPECT_EQ(code(DecodeTimeToLive(WithByte(Encode(TimeToLive{true, "a", 1}), 1, 2))), damaged);
  EXPECT_EQ(code(DecodePointInTimeRecovery(WithByte(Encode(PointInTimeRecovery{true, 35}), 1, 2))),
            damaged);
  EXPECT_EQ(code(DecodeInsights(WithByte(Encode(Insights{true, true, 1}), 2, 2))), damaged);
}

}  // namespace
}  // namespace keystone::dynamo
