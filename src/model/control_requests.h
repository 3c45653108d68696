#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace keystone::model {

enum class TableStatus : unsigned char;  // model/requests.h

// What is answered to a request that changed something and has nothing to tell.
struct EmptyResponse {};

// --- tags ---

struct Tag {
  std::string key;
  std::string value;
};
struct TagResourceRequest {
  std::string resource_arn;
  std::vector<Tag> tags;
};
struct UntagResourceRequest {
  std::string resource_arn;
  std::vector<std::string> tag_keys;
};
struct ListTagsOfResourceRequest {
  std::string resource_arn;
  std::optional<std::string> next_token;
};
struct ListTagsOfResourceResponse {
  std::vector<Tag> tags;
};

// --- time to live ---

// Of a setting that takes a while to change.
enum class SwitchStatus : unsigned char { kEnabling, kEnabled, kDisabling, kDisabled };

struct UpdateTimeToLiveRequest {
  std::string table_name;
  bool enabled = false;
  std::string attribute_name;
};
struct UpdateTimeToLiveResponse {
  bool enabled = false;
  std::string attribute_name;
};
struct DescribeTimeToLiveRequest {
  std::string table_name;
};
struct DescribeTimeToLiveResponse {
  SwitchStatus status = SwitchStatus::kDisabled;
  std::string attribute_name;  // none while it is disabled
};

// --- resource policies ---

struct PutResourcePolicyRequest {
  std::string resource_arn;
  std::string policy;
  std::optional<std::string> expected_revision_id;
};
struct DeleteResourcePolicyRequest {
  std::string resource_arn;
  std::optional<std::string> expected_revision_id;
};
struct ChangeResourcePolicyResponse {
  std::optional<std::string> revision_id;
};
struct GetResourcePolicyRequest {
  std::string resource_arn;
};
struct GetResourcePolicyResponse {
  std::string policy;
  std::string revision_id;
};

// --- continuous backups ---

struct DescribeContinuousBackupsRequest {
  std::string table_name;
};
struct UpdateContinuousBackupsRequest {
  std::string table_name;
  bool point_in_time_recovery = false;
  std::optional<int64_t> recovery_period_days;
};
struct ContinuousBackupsDescription {
  bool enabled = true;
  std::optional<int64_t> recovery_period_days;  // where point-in-time recovery is enabled
};

}  // namespace keystone::model
