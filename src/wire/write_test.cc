// Response bodies, letter for letter.
#include <gtest/gtest.h>

#include "wire/wire.h"

namespace keystone::wire {
namespace {

std::string Item(const char* json) {
  RequestParser parser;
  auto item = parser.Item(json);
  EXPECT_TRUE(item.ok());
  return *item;
}

TEST(Responses, Items) {
  EXPECT_EQ(ToJson(model::GetItemResponse{}), "{}");
  EXPECT_EQ(ToJson(model::GetItemResponse{Item(R"({"a":{"N":"1"}})"), {}}),
            R"({"Item":{"a":{"N":"1"}}})");
  EXPECT_EQ(ToJson(model::WriteItemResponse{}), "{}");
  EXPECT_EQ(ToJson(model::WriteItemResponse{Item(R"({"a":{"N":"1"}})"), {}, {}}),
            R"({"Attributes":{"a":{"N":"1"}}})");
  EXPECT_EQ(ToJson(model::WriteItemResponse{{}, model::ConsumedCapacity{"t", 1.5, {}, true}, {}}),
            R"({"ConsumedCapacity":{"TableName":"t","CapacityUnits":1.5,)"
            R"("Table":{"CapacityUnits":1.5}}})");
  model::PageResponse page;
  page.scanned_count = 0;
  EXPECT_EQ(ToJson(page), R"({"Items":[],"Count":0,"ScannedCount":0})");
  page.items = {Item(R"({"a":{"S":"1"}})"), Item(R"({"a":{"S":"2"}})")};
  page.count = 2;
  page.scanned_count = 2;
  page.last_evaluated_key = page.items[1];
  EXPECT_EQ(
      ToJson(page),
      R"({"Items":[{"a":{"S":"1"}},{"a":{"S":"2"}}],"Count":2,"ScannedCount":2,"LastEvaluatedKey":{"a":{"S":"2"}}})");
  page.last_evaluated_key.reset();
  page.counts_only = true;
  page.consumed_capacity = model::ConsumedCapacity{"t", 2, {}, false};
  EXPECT_EQ(ToJson(page), R"({"Count":2,"ScannedCount":2,)"
                          R"("ConsumedCapacity":{"TableName":"t","CapacityUnits":2.0}})");
}

TEST(Responses, Batches) {
  model::BatchWriteItemResponse write;
  EXPECT_EQ(ToJson(write), R"({"UnprocessedItems":{}})");
  write.unprocessed_items = {{"t", {{false, Item("{}")}, {true, Item("{}")}}}};
  EXPECT_EQ(
      ToJson(write),
      R"({"UnprocessedItems":{"t":[{"PutRequest":{"Item":{}}},{"DeleteRequest":{"Key":{}}}]}})");
  model::BatchGetItemResponse get;
  get.responses = {{"t", {Item("{}")}}};
  get.unprocessed_keys = {{"t", {{Item("{}")}, {}, {}, false}}};
  EXPECT_EQ(ToJson(get), R"({"Responses":{"t":[{}]},"UnprocessedKeys":{"t":{"Keys":[{}]}}})");
  // What is left is asked for as it was.
  model::KeysAndAttributes& left = get.unprocessed_keys[0].second;
  left.projection.expression = "#a";
  left.placeholders.names = Item(R"({"#a":{"S":"b"}})");
  left.consistent_read = true;
  get.consumed_capacity = {{"t", 0.5, {}, false}, {"u", 1, {}, false}};
  EXPECT_EQ(ToJson(get),
            R"({"Responses":{"t":[{}]},"UnprocessedKeys":{"t":{"Keys":[{}],)"
            R"("ProjectionExpression":"#a","ExpressionAttributeNames":{"#a":"b"},)"
            R"("ConsistentRead":true}},"ConsumedCapacity":[{"TableName":"t","CapacityUnits":0.5},)"
            R"({"TableName":"u","CapacityUnits":1.0}]})");
}

TEST(Responses, Tables) {
  EXPECT_EQ(ToJson(model::ListTablesResponse{{"a", "b"}, "b"}),
            R"({"TableNames":["a","b"],"LastEvaluatedTableName":"b"})");
  model::TableDescription table;
  model::TableDefinition& definition = table.definition;
  definition.name = "t";
  definition.uuid = "id";
  definition.attributes = {{"p", model::Type::kString}, {"s", model::Type::kNumber}};
  definition.keys = {{definition.attributes[0]}, {definition.attributes[1]}};
  definition.created_micros = 1700000000007000;
  definition.billing_mode = model::BillingMode::kPayPerRequest;
  definition.on_demand_since_micros = 1700000000007000;
  definition.warm_throughput = {12000, 4000};
  table.table_arn = "arn";
  table.status = model::TableStatus::kCreating;
  table.totals = {5, 99};
  EXPECT_EQ(
      TableResponse("Table", table),
      R"({"Table":{"AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"}],)"
      R"("TableName":"t","KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],"TableStatus":"CREATING",)"
      R"("CreationDateTime":1700000000.007,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},)"
      R"("TableSizeBytes":99,"ItemCount":5,"TableArn":"arn","TableId":"id",)"
      R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":1700000000.007},)"
      R"("DeletionProtectionEnabled":false,"WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"Status":"ACTIVE"}}})");
}

TEST(Responses, IndexesShowWhatAKindHas) {
  model::TableDescription table;
  model::TableDefinition& definition = table.definition;
  definition.keys = {{{"p", model::Type::kString}}, {{"s", model::Type::kNumber}}};
  model::IndexDefinition local;
  local.name = "by-time";
  local.local = true;
  local.keys = {{{"p", model::Type::kString}}, {{"t", model::Type::kNumber}}};
  local.projection = model::ProjectionType::kInclude;
  local.non_key_attributes = {"x"};
  model::IndexDefinition global;
  global.name = "by-kind";
  global.status = model::IndexStatus::kCreating;
  global.keys = {{{"a", model::Type::kString}, {"b", model::Type::kString}}, {}};
  global.projection = model::ProjectionType::kKeysOnly;
  global.on_demand_throughput = {7, 0};
  definition.indexes = {local, global};
  table.table_arn = "arn";
  table.index_totals = {{1, 2}, {3, 4}};
  const std::string json = TableResponse("Table", table);
  EXPECT_NE(
      json.find(
          R"("LocalSecondaryIndexes":[{"IndexName":"by-time","KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"t","KeyType":"RANGE"}],)"
          R"("Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["x"]},"IndexSizeBytes":2,"ItemCount":1,"IndexArn":"arn/index/by-time"}],)"
          R"("GlobalSecondaryIndexes":[{"IndexName":"by-kind","KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"HASH"}],)"
          R"("Projection":{"ProjectionType":"KEYS_ONLY"},"IndexStatus":"CREATING","Backfilling":true,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,)"
          R"("ReadCapacityUnits":0,"WriteCapacityUnits":0},"IndexSizeBytes":4,"ItemCount":3,"IndexArn":"arn/index/by-kind","OnDemandThroughput":{"MaxReadRequestUnits":7},)"
          R"("WarmThroughput":{"ReadUnitsPerSecond":0,"WriteUnitsPerSecond":0,"Status":"ACTIVE"}}],)"),
      std::string::npos)
      << json;
}

TEST(Responses, ErrorsHaveTheirExactShape) {
  EXPECT_EQ(
      ToJson(model::ApiError::ResourceNotFound("x \"y\"")),
      R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"x \"y\""})");
  EXPECT_EQ(ToJson(model::ApiError::Serialization("x")),
            R"({"__type":"com.amazon.coral.service#SerializationException","Message":"x"})");
  EXPECT_EQ(ToJson({model::ErrorCode::kUnknownOperation, ""}),
            R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
}

TEST(Strings, BytesThatAreNoUtf8AreReplaced) {
  std::string out;
  AppendJsonString(&out, "a\xff\xc3\xa9\xed\xa0\x80z");
  EXPECT_EQ(out, "\"a\xef\xbf\xbd\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbdz\"");
}

}  // namespace
}  // namespace keystone::wire
