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
  EXPECT_EQ(ToJson(model::WriteItemResponse{Item(R"({"a":{"N":"1"}})"), {}}),
            R"({"Attributes":{"a":{"N":"1"}}})");
  EXPECT_EQ(ToJson(model::WriteItemResponse{{}, model::ConsumedCapacity{"t", 1.5, true}}),
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
  page.consumed_capacity = model::ConsumedCapacity{"t", 2, false};
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
  get.consumed_capacity = {{"t", 0.5, false}, {"u", 1, false}};
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
  table.table_name = "t";
  table.table_arn = "arn";
  table.table_id = "id";
  table.status = model::TableStatus::kCreating;
  table.keys = {{"p", model::Type::kString}, model::KeyAttribute{"s", model::Type::kNumber}};
  table.created_micros = 1700000000007000;
  table.billing_mode = model::BillingMode::kPayPerRequest;
  table.billing_changed_micros = 1700000000007000;
  table.warm_throughput = {12000, 4000};
  table.item_count = 5;
  table.size_bytes = 99;
  EXPECT_EQ(
      TableResponse("Table", table),
      R"({"Table":{"AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"}],)"
      R"("KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],"TableName":"t","TableStatus":"CREATING",)"
      R"("CreationDateTime":1700000000.007,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},)"
      R"("BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":1700000000.007},)"
      R"("WarmThroughput":{"ReadUnitsPerSecond":12000,"WriteUnitsPerSecond":4000,"Status":"ACTIVE"},"TableSizeBytes":99,"ItemCount":5,)"
      R"("TableArn":"arn","TableId":"id","DeletionProtectionEnabled":false}})");
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
