// The bodies of the control plane's responses. Members and their order as AWS's API reference lists
// them.
#include "wire/wire.h"
#include "wire/write_json.h"

namespace keystone::wire {
namespace {

const char* SwitchText(model::SwitchStatus status) {
  switch (status) {
    case model::SwitchStatus::kEnabling:
      return "ENABLING";
    case model::SwitchStatus::kEnabled:
      return "ENABLED";
    case model::SwitchStatus::kDisabling:
      return "DISABLING";
    case model::SwitchStatus::kDisabled:
      break;
  }
  return "DISABLED";
}

const char* ModeText(model::InsightsMode mode) {
  return mode == model::InsightsMode::kThrottledKeys ? "THROTTLED_KEYS"
                                                     : "ACCESSED_AND_THROTTLED_KEYS";
}

void AppendInsights(ObjectWriter& object, const model::ContributorInsights& insights) {
  object.String("TableName", insights.table_name);
  if (insights.index_name) object.String("IndexName", *insights.index_name);
  object.String("ContributorInsightsStatus", SwitchText(insights.status));
  if (insights.last_update_micros) {
    AppendTime(object.Member("LastUpdateDateTime"), *insights.last_update_micros);
  }
  if (insights.mode) object.String("ContributorInsightsMode", ModeText(*insights.mode));
  object.End();
}

}  // namespace

std::string ToJson(const model::EmptyResponse&) {
  return "{}";
}

std::string ToJson(const model::ListTagsOfResourceResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.Member("Tags")->push_back('[');
  for (size_t i = 0; i < response.tags.size(); ++i) {
    if (i != 0) out.push_back(',');
    ObjectWriter tag(&out);
    tag.String("Key", response.tags[i].key);
    tag.String("Value", response.tags[i].value);
    tag.End();
  }
  out.push_back(']');
  object.End();
  return out;
}

std::string ToJson(const model::UpdateTimeToLiveResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  ObjectWriter setting(object.Member("TimeToLiveSpecification"));
  setting.Bool("Enabled", response.enabled);
  setting.String("AttributeName", response.attribute_name);
  setting.End();
  object.End();
  return out;
}

std::string ToJson(const model::DescribeTimeToLiveResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  ObjectWriter setting(object.Member("TimeToLiveDescription"));
  setting.String("TimeToLiveStatus", SwitchText(response.status));
  if (!response.attribute_name.empty()) setting.String("AttributeName", response.attribute_name);
  setting.End();
  object.End();
  return out;
}

std::string ToJson(const model::ChangeResourcePolicyResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  if (response.revision_id) object.String("RevisionId", *response.revision_id);
  object.End();
  return out;
}

std::string ToJson(const model::GetResourcePolicyResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.String("Policy", response.policy);
  object.String("RevisionId", response.revision_id);
  object.End();
  return out;
}

std::string ToJson(const model::ContinuousBackupsDescription& description) {
  std::string out;
  ObjectWriter object(&out);
  ObjectWriter backups(object.Member("ContinuousBackupsDescription"));
  backups.String("ContinuousBackupsStatus", description.enabled ? "ENABLED" : "DISABLED");
  ObjectWriter recovery(backups.Member("PointInTimeRecoveryDescription"));
  const auto& days = description.recovery_period_days;
  recovery.String("PointInTimeRecoveryStatus", days ? "ENABLED" : "DISABLED");
  if (days) recovery.Integer("RecoveryPeriodInDays", *days);
  recovery.End();
  backups.End();
  object.End();
  return out;
}

std::string ToJson(const model::DescribeContributorInsightsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  AppendInsights(object, response.insights);
  return out;
}

std::string ToJson(const model::UpdateContributorInsightsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  AppendInsights(object, response.insights);
  return out;
}

// Summaries have no time.
std::string ToJson(const model::ListContributorInsightsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.Member("ContributorInsightsSummaries")->push_back('[');
  for (size_t i = 0; i < response.summaries.size(); ++i) {
    if (i != 0) out.push_back(',');
    model::ContributorInsights summary = response.summaries[i];
    summary.last_update_micros.reset();
    ObjectWriter element(&out);
    AppendInsights(element, summary);
  }
  out.push_back(']');
  if (response.next_token) object.String("NextToken", *response.next_token);
  object.End();
  return out;
}

std::string ToJson(const model::DescribeKinesisStreamingDestinationResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.String("TableName", response.table_name);
  object.Member("KinesisDataStreamDestinations")->append("[]");
  object.End();
  return out;
}

std::string ToJson(const model::ListGlobalTablesResponse&) {
  return R"({"GlobalTables":[]})";
}

std::string ToJson(const model::DescribeTableReplicaAutoScalingResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  ObjectWriter table(object.Member("TableAutoScalingDescription"));
  table.String("TableName", response.table_name);
  table.String("TableStatus", TableStatusText(response.status));
  table.Member("Replicas")->append("[]");
  table.End();
  object.End();
  return out;
}

std::string ToJson(const model::DescribeLimitsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.Integer("AccountMaxReadCapacityUnits", response.account_read_units);
  object.Integer("AccountMaxWriteCapacityUnits", response.account_write_units);
  object.Integer("TableMaxReadCapacityUnits", response.table_read_units);
  object.Integer("TableMaxWriteCapacityUnits", response.table_write_units);
  object.End();
  return out;
}

std::string ToJson(const model::DescribeEndpointsResponse& response) {
  constexpr int64_t kCachePeriodMinutes = 1440;  // as AWS's
  std::string out;
  ObjectWriter object(&out);
  object.Member("Endpoints")->push_back('[');
  if (response.address) {
    ObjectWriter endpoint(&out);
    endpoint.String("Address", *response.address);
    endpoint.Integer("CachePeriodInMinutes", kCachePeriodMinutes);
    endpoint.End();
  }
  out.push_back(']');
  object.End();
  return out;
}

}  // namespace keystone::wire
