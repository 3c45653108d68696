#include "dynamo/settings_rows.h"

#include "base/coding.h"
#include "base/status_macros.h"

namespace keystone::dynamo {
namespace {

constexpr uint8_t kLayout = 0;

std::string Begin() {
  return std::string(1, static_cast<char>(kLayout));
}

// Of a row whose layout has been read.
Status CheckLayout(ByteReader* reader, Bytes name) {
  const uint8_t layout = reader->U8();
  if (!reader->ok() || layout == kLayout) return Status::Ok();
  return Status::NewerFormat("settings: " + std::string(name) + " has layout " +
                             std::to_string(layout));
}

// At the end of a row: it must have ended there, and `sound` what was in it.
Status CheckEnd(const ByteReader& reader, Bytes name, bool sound = true) {
  if (reader.ok() && reader.empty() && sound) return Status::Ok();
  return Status::Corruption("settings: " + std::string(name) + " is damaged at byte " +
                            std::to_string(reader.position()));
}

// The only values a flag has.
bool IsFlag(uint8_t value) {
  return value <= 1;
}

}  // namespace

storage::OwnedKey SettingKey(const storage::Store& store, storage::TableId table, Bytes name,
                             Bytes part) {
  return storage::OwnedKey({{table, kSettingsIndex}, store.HashPartition(name), name, part});
}

std::string Encode(const Tags& tags) {
  std::string out = Begin();
  AppendVarint(&out, tags.size());
  for (const auto& [key, value] : tags) {
    AppendLengthPrefixed(&out, key);
    AppendLengthPrefixed(&out, value);
  }
  return out;
}

Result<Tags> DecodeTags(Bytes row) {
  ByteReader reader(row);
  KS_RETURN_IF_ERROR(CheckLayout(&reader, kTagsSetting));
  Tags tags;
  bool in_order = true;
  const uint64_t count = reader.Varint();
  for (uint64_t i = 0; i < count && reader.ok() && in_order; ++i) {
    const Bytes key = reader.LengthPrefixed();
    in_order = tags.empty() || tags.rbegin()->first < key;
    tags[std::string(key)] = reader.LengthPrefixed();
  }
  KS_RETURN_IF_ERROR(CheckEnd(reader, kTagsSetting, in_order));
  return tags;
}

std::string Encode(const TimeToLive& setting) {
  std::string out = Begin();
  AppendU8(&out, setting.enabled ? 1 : 0);
  AppendLengthPrefixed(&out, setting.attribute);
  AppendU64(&out, static_cast<uint64_t>(setting.changed_micros));
  return out;
}

Result<TimeToLive> DecodeTimeToLive(Bytes row) {
  ByteReader reader(row);
  KS_RETURN_IF_ERROR(CheckLayout(&reader, kTimeToLiveSetting));
  TimeToLive setting;
  const uint8_t enabled = reader.U8();
  setting.enabled = enabled != 0;
  setting.attribute = reader.LengthPrefixed();
  setting.changed_micros = static_cast<int64_t>(reader.U64());
  KS_RETURN_IF_ERROR(CheckEnd(reader, kTimeToLiveSetting, IsFlag(enabled)));
  return setting;
}

std::string Encode(const ResourcePolicy& policy) {
  std::string out = Begin();
  AppendLengthPrefixed(&out, policy.revision_id);
  AppendLengthPrefixed(&out, policy.policy);
  return out;
}

Result<ResourcePolicy> DecodeResourcePolicy(Bytes row) {
  ByteReader reader(row);
  KS_RETURN_IF_ERROR(CheckLayout(&reader, kResourcePolicySetting));
  ResourcePolicy policy;
  policy.revision_id = reader.LengthPrefixed();
  policy.policy = reader.LengthPrefixed();
  KS_RETURN_IF_ERROR(CheckEnd(reader, kResourcePolicySetting));
  return policy;
}

std::string Encode(const PointInTimeRecovery& setting) {
  std::string out = Begin();
  AppendU8(&out, setting.enabled ? 1 : 0);
  AppendVarint(&out, static_cast<uint64_t>(setting.period_days));
  return out;
}

Result<PointInTimeRecovery> DecodePointInTimeRecovery(Bytes row) {
  ByteReader reader(row);
  KS_RETURN_IF_ERROR(CheckLayout(&reader, kBackupsSetting));
  PointInTimeRecovery setting;
  const uint8_t enabled = reader.U8();
  setting.enabled = enabled != 0;
  setting.period_days = reader.Varint32();
  KS_RETURN_IF_ERROR(CheckEnd(reader, kBackupsSetting, IsFlag(enabled)));
  return setting;
}

std::string Encode(const Insights& setting) {
  std::string out = Begin();
  AppendU8(&out, setting.enabled ? 1 : 0);
  AppendU8(&out, setting.throttled_keys_only ? 1 : 0);
  AppendU64(&out, static_cast<uint64_t>(setting.changed_micros));
  return out;
}

Result<Insights> DecodeInsights(Bytes row) {
  ByteReader reader(row);
  KS_RETURN_IF_ERROR(CheckLayout(&reader, kInsightsSetting));
  Insights setting;
  const uint8_t enabled = reader.U8();
  const uint8_t throttled_keys_only = reader.U8();
  setting.enabled = enabled != 0;
  setting.throttled_keys_only = throttled_keys_only != 0;
  setting.changed_micros = static_cast<int64_t>(reader.U64());
  KS_RETURN_IF_ERROR(
      CheckEnd(reader, kInsightsSetting, IsFlag(enabled) && IsFlag(throttled_keys_only)));
  return setting;
}

}  // namespace keystone::dynamo
