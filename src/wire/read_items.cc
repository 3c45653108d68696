// The operations on items and pages of them: which members each request has and what they become.
#include "base/status_macros.h"
#include "wire/parser_state.h"
#include "wire/read_expressions.h"

namespace keystone::wire {

using model::ApiError;
using model::ApiResult;

ApiResult<model::PutItemRequest> RequestParser::PutItem(Bytes json) {
  KS_BEGIN_REQUEST(PutItem);
  request.table_name = reader.TableName();
  request.item = reader.RequiredItem("Item", "item");
  RefuseMixing(reader, {"Expected", "ConditionalOperator"}, {"ConditionExpression"});
  request.options = ReadWriteOptions(reader, false);
  request.options.placeholders = ReadPlaceholders(reader, {"ConditionExpression"}, 1);
  return Finish(reader, std::move(request));
}

ApiResult<model::DeleteItemRequest> RequestParser::DeleteItem(Bytes json) {
  KS_BEGIN_REQUEST(DeleteItem);
  request.table_name = reader.TableName();
  request.key = reader.RequiredItem("Key", "key");
  RefuseMixing(reader, {"Expected", "ConditionalOperator"}, {"ConditionExpression"});
  request.options = ReadWriteOptions(reader, false);
  request.options.placeholders = ReadPlaceholders(reader, {"ConditionExpression"}, 1);
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateItemRequest> RequestParser::UpdateItem(Bytes json) {
  KS_BEGIN_REQUEST(UpdateItem);
  request.table_name = reader.TableName();
  request.key = reader.RequiredItem("Key", "key");
  RefuseMixing(reader, {"AttributeUpdates", "Expected", "ConditionalOperator"},
               {"UpdateExpression", "ConditionExpression"});
  request.options = ReadWriteOptions(reader, true);
  request.update_expression = reader.String("UpdateExpression");
  request.attribute_updates = ReadAttributeUpdates(reader);
  request.options.placeholders =
      ReadPlaceholders(reader, {"UpdateExpression", "ConditionExpression"}, 2);
  return Finish(reader, std::move(request));
}

ApiResult<model::GetItemRequest> RequestParser::GetItem(Bytes json) {
  KS_BEGIN_REQUEST(GetItem);
  request.table_name = reader.TableName();
  request.key = reader.RequiredItem("Key", "key");
  request.consistent_read = reader.Bool("ConsistentRead", false);
  RefuseMixing(reader, {"AttributesToGet"}, {"ProjectionExpression"});
  request.projection = ReadProjection(reader);
  request.placeholders = ReadPlaceholders(reader, {"ProjectionExpression"}, 0);
  request.return_capacity = ReadReturnCapacity(reader);
  return Finish(reader, std::move(request));
}

namespace {

constexpr int64_t kIntegerMax = 2147483647;
constexpr int64_t kSegmentsMax = 1'000'000;

model::Select ReadSelect(RequestReader& reader) {
  const auto text =
      reader.Enum("Select", "select",
                  {"SPECIFIC_ATTRIBUTES", "COUNT", "ALL_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES"});
  if (text == "COUNT") return model::Select::kCount;
  if (text == "ALL_ATTRIBUTES") return model::Select::kAllAttributes;
  if (text == "ALL_PROJECTED_ATTRIBUTES") return model::Select::kAllProjectedAttributes;
  return text ? model::Select::kSpecificAttributes : model::Select::kDefault;
}

// All that Query and Scan share, but for placeholders and mixing.
model::PageOptions ReadPageOptions(RequestReader& reader, const char* legacy_filter) {
  model::PageOptions options;
  options.filter = ReadCondition(reader, "FilterExpression", legacy_filter);
  options.projection = ReadProjection(reader);
  options.select = ReadSelect(reader);
  options.consistent_read = reader.Bool("ConsistentRead", false);
  options.limit = reader.Integer("Limit", "limit", 1, kIntegerMax);
  options.index_name = reader.IndexName();
  options.exclusive_start_key = reader.OptionalItem("ExclusiveStartKey");
  options.return_capacity = ReadReturnCapacity(reader);
  return options;
}

// Which part of the table a parallel Scan reads: both members or neither.
void ReadSegments(RequestReader& reader, model::ScanRequest* request) {
  request->segment = reader.Integer("Segment", "segment", 0, kSegmentsMax - 1);
  request->total_segments = reader.Integer("TotalSegments", "totalSegments", 1, kSegmentsMax);
  const auto refuse = [&](const std::string& why) {
    reader.errors().BadValue(ApiError::Validation(why));
  };
  if (request->segment && !request->total_segments) {
    refuse(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  } else if (!request->segment && request->total_segments) {
    refuse(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  } else if (request->segment && *request->segment >= *request->total_segments) {
    refuse(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: " +
        std::to_string(*request->segment) +
        " is not less than TotalSegments: " + std::to_string(*request->total_segments));
  }
}

}  // namespace

ApiResult<model::QueryRequest> RequestParser::Query(Bytes json) {
  KS_BEGIN_REQUEST(Query);
  request.table_name = reader.TableName();
  // KeyConditions may stand beside a FilterExpression or ProjectionExpression.
  const bool is_mixed = reader.Find("KeyConditions") && reader.Find("KeyConditionExpression");
  RefuseMixing(
      reader,
      {"AttributesToGet", "QueryFilter", "ConditionalOperator", is_mixed ? "KeyConditions" : ""},
      {"ProjectionExpression", "FilterExpression", "KeyConditionExpression"});
  request.page = ReadPageOptions(reader, "QueryFilter");
  request.key_condition_expression = reader.String("KeyConditionExpression");
  if (reader.Find("KeyConditions")) {
    request.key_conditions = ReadConditions(reader, "KeyConditions");
  }
  request.forward = reader.Bool("ScanIndexForward", true);
  request.page.placeholders = ReadPlaceholders(
      reader, {"FilterExpression", "KeyConditionExpression", "ProjectionExpression"}, 2);
  if (!request.key_condition_expression && !request.key_conditions) {
    reader.errors().BadValue(
        ApiError::Validation("Either the KeyConditions or KeyConditionExpression parameter must be "
                             "specified in the request."));
  }
  return Finish(reader, std::move(request));
}

ApiResult<model::ScanRequest> RequestParser::Scan(Bytes json) {
  KS_BEGIN_REQUEST(Scan);
  request.table_name = reader.TableName();
  RefuseMixing(reader, {"AttributesToGet", "ScanFilter", "ConditionalOperator"},
               {"ProjectionExpression", "FilterExpression"});
  request.page = ReadPageOptions(reader, "ScanFilter");
  ReadSegments(reader, &request);
  request.page.placeholders =
      ReadPlaceholders(reader, {"FilterExpression", "ProjectionExpression"}, 1);
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
