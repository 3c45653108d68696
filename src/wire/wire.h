// DynamoDB JSON 1.0: requests into model/requests.h, responses out of it. Attribute values go
// straight between JSON text and the binary form, without a tree between them.
//
// Reading answers AWS's errors in AWS's order: SerializationException for JSON that is not JSON or
// has a member of the wrong type, then ValidationException for constraints of the service model ("1
// validation error detected: Value '…' at 'tableName' failed to satisfy constraint: …"), then for
// what one attribute value breaks. Members we do not know are ignored, as AWS does; members AWS
// knows and we do not support yet are refused by name, never dropped.
//
// A Parser may be used for many requests, by one thread at a time; it keeps its buffers.
#pragma once

#include <memory>
#include <string>

#include "model/api_error.h"
#include "model/item.h"
#include "model/requests.h"

namespace keystone::wire {

class RequestParser {
 public:
  RequestParser();
  ~RequestParser();

  // Each reads one request body. The text need not be padded.
  model::ApiResult<model::CreateTableRequest> CreateTable(Bytes json);
  model::ApiResult<model::UpdateTableRequest> UpdateTable(Bytes json);
  model::ApiResult<model::DescribeTableRequest> DescribeTable(Bytes json);
  model::ApiResult<model::ListTablesRequest> ListTables(Bytes json);
  model::ApiResult<model::DeleteTableRequest> DeleteTable(Bytes json);
  model::ApiResult<model::PutItemRequest> PutItem(Bytes json);
  model::ApiResult<model::GetItemRequest> GetItem(Bytes json);
  model::ApiResult<model::DeleteItemRequest> DeleteItem(Bytes json);
  model::ApiResult<model::UpdateItemRequest> UpdateItem(Bytes json);
  model::ApiResult<model::QueryRequest> Query(Bytes json);
  model::ApiResult<model::ScanRequest> Scan(Bytes json);
  model::ApiResult<model::BatchWriteItemRequest> BatchWriteItem(Bytes json);
  model::ApiResult<model::BatchGetItemRequest> BatchGetItem(Bytes json);
  model::ApiResult<model::TransactWriteItemsRequest> TransactWriteItems(Bytes json);
  model::ApiResult<model::TransactGetItemsRequest> TransactGetItems(Bytes json);

  model::ApiResult<model::ExecuteStatementRequest> ExecuteStatement(Bytes json);
  model::ApiResult<model::BatchExecuteStatementRequest> BatchExecuteStatement(Bytes json);

  model::ApiResult<model::TagResourceRequest> TagResource(Bytes json);
  model::ApiResult<model::UntagResourceRequest> UntagResource(Bytes json);
  model::ApiResult<model::ListTagsOfResourceRequest> ListTagsOfResource(Bytes json);

  model::ApiResult<model::UpdateTimeToLiveRequest> UpdateTimeToLive(Bytes json);
  model::ApiResult<model::DescribeTimeToLiveRequest> DescribeTimeToLive(Bytes json);

  model::ApiResult<model::PutResourcePolicyRequest> PutResourcePolicy(Bytes json);
  model::ApiResult<model::DeleteResourcePolicyRequest> DeleteResourcePolicy(Bytes json);
  model::ApiResult<model::GetResourcePolicyRequest> GetResourcePolicy(Bytes json);

  model::ApiResult<model::DescribeContinuousBackupsRequest> DescribeContinuousBackups(Bytes json);
  model::ApiResult<model::UpdateContinuousBackupsRequest> UpdateContinuousBackups(Bytes json);

  model::ApiResult<model::DescribeContributorInsightsRequest> DescribeContributorInsights(
      Bytes json);
  model::ApiResult<model::UpdateContributorInsightsRequest> UpdateContributorInsights(Bytes json);
  model::ApiResult<model::ListContributorInsightsRequest> ListContributorInsights(Bytes json);

  model::ApiResult<model::DescribeKinesisStreamingDestinationRequest>
  DescribeKinesisStreamingDestination(Bytes json);
  model::ApiResult<model::EnableKinesisStreamingDestinationRequest>
  EnableKinesisStreamingDestination(Bytes json);
  model::ApiResult<model::DisableKinesisStreamingDestinationRequest>
  DisableKinesisStreamingDestination(Bytes json);
  model::ApiResult<model::UpdateKinesisStreamingDestinationRequest>
  UpdateKinesisStreamingDestination(Bytes json);

  model::ApiResult<model::CreateGlobalTableRequest> CreateGlobalTable(Bytes json);
  model::ApiResult<model::GlobalTableRequest> DescribeGlobalTable(Bytes json);
  model::ApiResult<model::GlobalTableRequest> DescribeGlobalTableSettings(Bytes json);
  model::ApiResult<model::GlobalTableRequest> UpdateGlobalTable(Bytes json);
  model::ApiResult<model::GlobalTableRequest> UpdateGlobalTableSettings(Bytes json);
  model::ApiResult<model::ListGlobalTablesRequest> ListGlobalTables(Bytes json);
  model::ApiResult<model::DescribeTableReplicaAutoScalingRequest> DescribeTableReplicaAutoScaling(
      Bytes json);
  model::ApiResult<model::UpdateTableReplicaAutoScalingRequest> UpdateTableReplicaAutoScaling(
      Bytes json);

  model::ApiResult<model::DescribeLimitsRequest> DescribeLimits(Bytes json);
  model::ApiResult<model::DescribeEndpointsRequest> DescribeEndpoints(Bytes json);

  // {"name": {"S": "x"}, …} -> an item. For tools that read DynamoDB-typed JSON.
  model::ApiResult<std::string> Item(Bytes json);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The response bodies. Each appends nothing but its own JSON object.
std::string TableResponse(const char* member,
                          const model::TableDescription& table);  // "Table", "TableDescription"
std::string ToJson(const model::ListTablesResponse& response);
std::string ToJson(const model::WriteItemResponse& response);
std::string ToJson(const model::GetItemResponse& response);
std::string ToJson(const model::PageResponse& response);
std::string ToJson(const model::BatchWriteItemResponse& response);
std::string ToJson(const model::BatchGetItemResponse& response);
std::string ToJson(const model::TransactWriteItemsResponse& response);
std::string ToJson(const model::TransactGetItemsResponse& response);
std::string ToJson(const model::ExecuteStatementResponse& response);
std::string ToJson(const model::BatchExecuteStatementResponse& response);
std::string ToJson(const model::EmptyResponse& response);
std::string ToJson(const model::ListTagsOfResourceResponse& response);
std::string ToJson(const model::UpdateTimeToLiveResponse& response);
std::string ToJson(const model::DescribeTimeToLiveResponse& response);
std::string ToJson(const model::ChangeResourcePolicyResponse& response);
std::string ToJson(const model::GetResourcePolicyResponse& response);
std::string ToJson(const model::ContinuousBackupsDescription& response);
std::string ToJson(const model::DescribeContributorInsightsResponse& response);
std::string ToJson(const model::UpdateContributorInsightsResponse& response);
std::string ToJson(const model::ListContributorInsightsResponse& response);
std::string ToJson(const model::DescribeKinesisStreamingDestinationResponse& response);
std::string ToJson(const model::ListGlobalTablesResponse& response);
std::string ToJson(const model::DescribeTableReplicaAutoScalingResponse& response);
std::string ToJson(const model::DescribeLimitsResponse& response);
std::string ToJson(const model::DescribeEndpointsResponse& response);
std::string ToJson(const model::ApiError& error);  // {"__type": …, "message": …}

// One value or a whole item as DynamoDB-typed JSON.
void AppendValueJson(std::string* out, model::ValueView value);
void AppendItemJson(std::string* out, model::ItemView item);
// A JSON string, quotes included. Bytes that are not UTF-8 become U+FFFD.
void AppendJsonString(std::string* out, Bytes text);

}  // namespace keystone::wire
