// The settings of a table as rows (docs/format/catalog.md): one row for each, in the table's own
// space, so that they end with the table. A setting without a row is as it was when the table was
// made without saying anything about it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "keystone/status.h"
#include "storage/store.h"

namespace keystone::dynamo {

inline constexpr storage::IndexId kSettingsIndex{0xfffffffe};

inline constexpr Bytes kTagsSetting = "tags";
inline constexpr Bytes kTimeToLiveSetting = "time-to-live";
inline constexpr Bytes kResourcePolicySetting = "resource-policy";
inline constexpr Bytes kBackupsSetting = "continuous-backups";
inline constexpr Bytes kInsightsSetting = "contributor-insights";

// A row of a table that is about to be made.
struct SettingRow {
  Bytes name;  // one of the constants above
  std::string value;
};

// `part`: of a setting that a table has several times, which one.
storage::OwnedKey SettingKey(const storage::Store& store, storage::TableId table, Bytes name,
                             Bytes part = {});

using Tags = std::map<std::string, std::string>;

struct TimeToLive {
  bool enabled = false;
  std::string attribute;       // the last one it was enabled on
  int64_t changed_micros = 0;  // since 1970
};

struct ResourcePolicy {
  std::string revision_id;
  std::string policy;
};

struct PointInTimeRecovery {
  bool enabled = false;
  int64_t period_days = 0;
};

struct Insights {
  bool enabled = false;
  bool throttled_keys_only = false;
  int64_t changed_micros = 0;  // since 1970
};

// Decode: Corruption for bytes Encode could not have written, NewerFormat for a later layout.
std::string Encode(const Tags& tags);
std::string Encode(const TimeToLive& setting);
std::string Encode(const ResourcePolicy& policy);
std::string Encode(const PointInTimeRecovery& setting);
std::string Encode(const Insights& setting);
Result<Tags> DecodeTags(Bytes row);
Result<TimeToLive> DecodeTimeToLive(Bytes row);
Result<ResourcePolicy> DecodeResourcePolicy(Bytes row);
Result<PointInTimeRecovery> DecodePointInTimeRecovery(Bytes row);
Result<Insights> DecodeInsights(Bytes row);

}  // namespace keystone::dynamo
