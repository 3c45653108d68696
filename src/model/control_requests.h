// Requests and responses of what can be asked of a table beside its items and its schema: tags,
// time to live, policies, backups, insights, replicas. As model/requests.h.
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

// --- contributor insights ---

enum class InsightsMode : unsigned char { kAccessedAndThrottledKeys, kThrottledKeys };

struct DescribeContributorInsightsRequest {
  std::string table_name;
  std::optional<std::string> index_name;
};
struct UpdateContributorInsightsRequest {
  std::string table_name;
  std::optional<std::string> index_name;
  bool enable = false;
  std::optional<InsightsMode> mode;
};
struct ContributorInsights {
  std::string table_name;
  std::optional<std::string> index_name;
  SwitchStatus status = SwitchStatus::kDisabled;
  std::optional<InsightsMode> mode;           // where they were ever enabled
  std::optional<int64_t> last_update_micros;  // since 1970; where there was one
};
struct DescribeContributorInsightsResponse {
  ContributorInsights insights;
};
struct UpdateContributorInsightsResponse {
  ContributorInsights insights;
};
struct ListContributorInsightsRequest {
  std::optional<std::string> table_name;
  std::optional<std::string> next_token;
  std::optional<int64_t> max_results;
};
struct ListContributorInsightsResponse {
  std::vector<ContributorInsights> summaries;
  std::optional<std::string> next_token;
};

// --- Kinesis ---

struct DescribeKinesisStreamingDestinationRequest {
  std::string table_name;
};
struct DescribeKinesisStreamingDestinationResponse {
  std::string table_name;
};
struct EnableKinesisStreamingDestinationRequest {
  std::string table_name;
  std::string stream_arn;
};
struct DisableKinesisStreamingDestinationRequest {
  std::string table_name;
  std::string stream_arn;
};
struct UpdateKinesisStreamingDestinationRequest {
  std::string table_name;
  std::string stream_arn;
};

// --- global tables ---

struct CreateGlobalTableRequest {
  std::string global_table_name;
  std::vector<std::string> regions;
};
struct GlobalTableRequest {
  std::string global_table_name;
};
using DescribeGlobalTableRequest = GlobalTableRequest;
using DescribeGlobalTableSettingsRequest = GlobalTableRequest;
using UpdateGlobalTableRequest = GlobalTableRequest;
using UpdateGlobalTableSettingsRequest = GlobalTableRequest;
struct ListGlobalTablesRequest {};
struct ListGlobalTablesResponse {};

struct DescribeTableReplicaAutoScalingRequest {
  std::string table_name;
};
struct UpdateTableReplicaAutoScalingRequest {
  std::string table_name;
};
struct DescribeTableReplicaAutoScalingResponse {
  std::string table_name;
  TableStatus status{};
};

// --- the account ---

struct DescribeLimitsRequest {};
struct DescribeLimitsResponse {
  int64_t account_read_units = 0;
  int64_t account_write_units = 0;
  int64_t table_read_units = 0;
  int64_t table_write_units = 0;
};
struct DescribeEndpointsRequest {};
struct DescribeEndpointsResponse {
  std::optional<std::string> address;  // none in a process without a server
};

}  // namespace keystone::model
