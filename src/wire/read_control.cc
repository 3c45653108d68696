// The other operations of the control plane: insights, Kinesis, replicas, the account.
#include <limits>

#include "base/status_macros.h"
#include "wire/parser_state.h"

namespace keystone::wire {

using model::ApiResult;

namespace {

constexpr size_t kTokenCharactersMax = 1024;

std::string GlobalTableName(RequestReader& reader) {
  const std::string name = reader.RequiredString("GlobalTableName", "globalTableName", 3, 255);
  if (!name.empty()) CheckNamePattern(name, "globalTableName", &reader.errors());
  return name;
}

void CheckPresent(RequestReader& reader, const char* name, const char* path) {
  if (!reader.Find(name)) reader.errors().Missing(path);
}

std::string StreamArn(RequestReader& reader) {
  return reader.RequiredString("StreamArn", "streamArn", 37, 1024);
}

// EnableKinesisStreamingConfiguration, UpdateKinesisStreamingConfiguration.
void CheckPrecision(RequestReader& reader, const char* name, const std::string& path) {
  const auto json = reader.Find(name);
  if (!json) return;
  RequestReader configuration(*json, name, reader.writer());
  configuration.Enum("ApproximateCreationDateTimePrecision",
                     (path + ".approximateCreationDateTimePrecision").c_str(),
                     {"MILLISECOND", "MICROSECOND"});
  reader.errors().Merge(configuration.errors());
}

}  // namespace

ApiResult<model::DescribeContributorInsightsRequest> RequestParser::DescribeContributorInsights(
    Bytes json) {
  KS_BEGIN_REQUEST(DescribeContributorInsights);
  request.table_name = reader.TableName();
  request.index_name = reader.IndexName();
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateContributorInsightsRequest> RequestParser::UpdateContributorInsights(
    Bytes json) {
  KS_BEGIN_REQUEST(UpdateContributorInsights);
  request.table_name = reader.TableName();
  request.index_name = reader.IndexName();
  CheckPresent(reader, "ContributorInsightsAction", "contributorInsightsAction");
  request.enable = reader.Enum("ContributorInsightsAction", "contributorInsightsAction",
                               {"ENABLE", "DISABLE"}) == "ENABLE";
  const auto mode = reader.Enum("ContributorInsightsMode", "contributorInsightsMode",
                                {"ACCESSED_AND_THROTTLED_KEYS", "THROTTLED_KEYS"});
  if (mode) {
    request.mode = *mode == "THROTTLED_KEYS" ? model::InsightsMode::kThrottledKeys
                                             : model::InsightsMode::kAccessedAndThrottledKeys;
  }
  return Finish(reader, std::move(request));
}

ApiResult<model::ListContributorInsightsRequest> RequestParser::ListContributorInsights(
    Bytes json) {
  KS_BEGIN_REQUEST(ListContributorInsights);
  if (reader.Find("TableName")) request.table_name = reader.TableName();
  request.next_token = reader.String("NextToken", "nextToken", 0, kTokenCharactersMax);
  request.max_results = reader.Integer("MaxResults", "maxResults", 1, 100);
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeKinesisStreamingDestinationRequest>
RequestParser::DescribeKinesisStreamingDestination(Bytes json) {
  KS_BEGIN_REQUEST(DescribeKinesisStreamingDestination);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::EnableKinesisStreamingDestinationRequest>
RequestParser::EnableKinesisStreamingDestination(Bytes json) {
  KS_BEGIN_REQUEST(EnableKinesisStreamingDestination);
  request.table_name = reader.TableName();
  request.stream_arn = StreamArn(reader);
  CheckPrecision(reader, "EnableKinesisStreamingConfiguration",
                 "enableKinesisStreamingConfiguration");
  return Finish(reader, std::move(request));
}

ApiResult<model::DisableKinesisStreamingDestinationRequest>
RequestParser::DisableKinesisStreamingDestination(Bytes json) {
  KS_BEGIN_REQUEST(DisableKinesisStreamingDestination);
  request.table_name = reader.TableName();
  request.stream_arn = StreamArn(reader);
  CheckPrecision(reader, "EnableKinesisStreamingConfiguration",
                 "enableKinesisStreamingConfiguration");
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateKinesisStreamingDestinationRequest>
RequestParser::UpdateKinesisStreamingDestination(Bytes json) {
  KS_BEGIN_REQUEST(UpdateKinesisStreamingDestination);
  request.table_name = reader.TableName();
  request.stream_arn = StreamArn(reader);
  CheckPrecision(reader, "UpdateKinesisStreamingConfiguration",
                 "updateKinesisStreamingConfiguration");
  return Finish(reader, std::move(request));
}

ApiResult<model::CreateGlobalTableRequest> RequestParser::CreateGlobalTable(Bytes json) {
  KS_BEGIN_REQUEST(CreateGlobalTable);
  request.global_table_name = GlobalTableName(reader);
  CheckPresent(reader, "ReplicationGroup", "replicationGroup");
  if (const auto group = reader.Find("ReplicationGroup")) {
    ForEachElement(*group, &reader.errors(), [&](Json element) {
      RequestReader replica(element, "Replica", reader.writer());
      request.regions.push_back(replica.String("RegionName").value_or(""));
      reader.errors().Merge(replica.errors());
    });
  }
  return Finish(reader, std::move(request));
}

ApiResult<model::GlobalTableRequest> RequestParser::DescribeGlobalTable(Bytes json) {
  KS_BEGIN_REQUEST(DescribeGlobalTable);
  request.global_table_name = GlobalTableName(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::GlobalTableRequest> RequestParser::DescribeGlobalTableSettings(Bytes json) {
  KS_BEGIN_REQUEST(DescribeGlobalTableSettings);
  request.global_table_name = GlobalTableName(reader);
  return Finish(reader, std::move(request));
}

// What is to change is not looked into: there is nothing it could change.
ApiResult<model::GlobalTableRequest> RequestParser::UpdateGlobalTable(Bytes json) {
  KS_BEGIN_REQUEST(UpdateGlobalTable);
  request.global_table_name = GlobalTableName(reader);
  CheckPresent(reader, "ReplicaUpdates", "replicaUpdates");
  return Finish(reader, std::move(request));
}

ApiResult<model::GlobalTableRequest> RequestParser::UpdateGlobalTableSettings(Bytes json) {
  KS_BEGIN_REQUEST(UpdateGlobalTableSettings);
  request.global_table_name = GlobalTableName(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::ListGlobalTablesRequest> RequestParser::ListGlobalTables(Bytes json) {
  KS_BEGIN_REQUEST(ListGlobalTables);
  const auto start =
      reader.String("ExclusiveStartGlobalTableName", "exclusiveStartGlobalTableName", 3, 255);
  if (start) CheckNamePattern(*start, "exclusiveStartGlobalTableName", &reader.errors());
  reader.Integer("Limit", "limit", 1, std::numeric_limits<int32_t>::max());
  reader.String("RegionName");
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeTableReplicaAutoScalingRequest>
RequestParser::DescribeTableReplicaAutoScaling(Bytes json) {
  KS_BEGIN_REQUEST(DescribeTableReplicaAutoScaling);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateTableReplicaAutoScalingRequest> RequestParser::UpdateTableReplicaAutoScaling(
    Bytes json) {
  KS_BEGIN_REQUEST(UpdateTableReplicaAutoScaling);
  request.table_name = reader.TableName();
  reader.Find("ReplicaUpdates");  // refused with the request
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeLimitsRequest> RequestParser::DescribeLimits(Bytes json) {
  KS_BEGIN_REQUEST(DescribeLimits);
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeEndpointsRequest> RequestParser::DescribeEndpoints(Bytes json) {
  KS_BEGIN_REQUEST(DescribeEndpoints);
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
