// Requests: their members, and AWS's answer to each mistake.
#include <gtest/gtest.h>

#include "wire/wire.h"

namespace keystone::wire {
namespace {

using model::ErrorCode;

template <typename Request>
std::string Answer(const model::ApiResult<Request>& request) {
  if (request.ok()) return "ok";
  return (request.status().code() == ErrorCode::kSerialization ? "Serialization: "
                                                               : "Validation: ") +
         request.status().message();
}

TEST(Requests, CreateTableIsReadInFull) {
  RequestParser parser;
  auto request = parser.CreateTable(
      R"({"TableName":"t","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"},
    {"AttributeName":"b","AttributeType":"N"}],"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}],
    "BillingMode":"PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":3,"WriteCapacityUnits":4},
    "WarmThroughput":{"ReadUnitsPerSecond":5,"WriteUnitsPerSecond":6},"DeletionProtectionEnabled":true,
    "StreamSpecification":{"StreamEnabled":false},"Tags":[],"TableClass":"STANDARD","SomethingNew":{"x":1}})");
  ASSERT_EQ(Answer(request), "ok");
  EXPECT_EQ(request->table_name, "t");
  ASSERT_EQ(request->attribute_definitions.size(), 2u);
  EXPECT_EQ(request->attribute_definitions[1].attribute_type, "N");
  ASSERT_EQ(request->key_schema.size(), 2u);
  EXPECT_EQ(request->key_schema[1].key_type, "RANGE");
  EXPECT_EQ(request->billing_mode, "PROVISIONED");
  EXPECT_EQ(request->provisioned_throughput->write_units, 4);
  EXPECT_EQ(request->warm_throughput->read_units, 5);
  EXPECT_TRUE(request->deletion_protection);
}

TEST(Requests, ItemsQueriesAndBatchesAreRead) {
  RequestParser parser;
  EXPECT_EQ(parser.PutItem(R"({"TableName":"t","Item":{"a":{"S":"x"}},"ReturnValues":"ALL_OLD"})")
                ->options.return_values,
            model::ReturnValues::kAllOld);
  EXPECT_EQ(parser.DeleteItem(R"({"TableName":"t","Key":{"a":{"S":"x"}},"ReturnValues":"NONE"})")
                ->options.return_values,
            model::ReturnValues::kNone);
  auto query = parser.Query(
      R"({"TableName":"t","KeyConditionExpression":"#a = :a","ExpressionAttributeNames":{"#a":"x"},
    "ExpressionAttributeValues":{":a":{"N":"1"}},"ScanIndexForward":false,"Limit":7,"ExclusiveStartKey":{"x":{"N":"1"}},"ConsistentRead":true})");
  ASSERT_EQ(Answer(query), "ok");
  EXPECT_FALSE(query->forward);
  EXPECT_EQ(query->page.limit, 7);
  EXPECT_TRUE(query->page.exclusive_start_key.has_value());
  EXPECT_EQ(model::ItemView(query->page.placeholders.names).Find("#a")->payload(), "x");
  auto list = parser.ListTables("{}");
  EXPECT_EQ(list->limit, 100);
  auto write = parser.BatchWriteItem(
      R"({"RequestItems":{"t":[{"PutRequest":{"Item":{"a":{"S":"1"}}}},{"DeleteRequest":{"Key":{"a":{"S":"2"}}}}],"u":[{"PutRequest":{"Item":{}}}]}})");
  ASSERT_EQ(Answer(write), "ok");
  ASSERT_EQ(write->request_items.size(), 2u);
  EXPECT_TRUE(write->request_items[0].second[1].is_delete);
  auto get = parser.BatchGetItem(
      R"({"RequestItems":{"t":{"Keys":[{"a":{"S":"1"}},{"a":{"S":"2"}}],"ConsistentRead":true}}})");
  ASSERT_EQ(Answer(get), "ok");
  EXPECT_EQ(get->request_items[0].second.keys.size(), 2u);
}

TEST(Requests, MistakesAreAnsweredAsAwsDoes) {
  RequestParser parser;
  EXPECT_EQ(Answer(parser.GetItem("{}")),
            "Validation: 2 validation errors detected: Value null at 'tableName' failed to satisfy "
            "constraint: Member must not be null; Value null at 'key' failed to satisfy "
            "constraint: Member must not be null");
  EXPECT_EQ(Answer(parser.GetItem(R"({"TableName":1,"Key":{}})")),
            "Serialization: NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(Answer(parser.GetItem(R"({"TableName":"t","TableName":"u","Key":{}})")),
            "Serialization: The request has two members of the same name: TableName");
  EXPECT_EQ(Answer(parser.GetItem("{\"TableName\":\"" + std::string(1025, 'x') + "\",\"Key\":{}}"))
                .substr(0, 60),
            "Validation: 1 validation error detected: Value 'xxxxxxxxxxxx");
  EXPECT_EQ(Answer(parser.ListTables(R"({"Limit":0})")),
            "Validation: 1 validation error detected: Value '0' at 'limit' failed to satisfy "
            "constraint: Member must have value greater than or equal to 1");
  EXPECT_EQ(Answer(parser.ListTables(R"({"Limit":101})")),
            "Validation: 1 validation error detected: Value '101' at 'limit' failed to satisfy "
            "constraint: Member must have value less than or equal to 100");
  EXPECT_EQ(Answer(parser.ListTables(R"({"Limit":"1"})")),
            "Serialization: STRING_VALUE can not be converted to Integer");
  EXPECT_EQ(Answer(parser.PutItem(R"({"TableName":"t","Item":{},"ReturnValues":"ALL_NEW"})")),
            "Validation: ReturnValues can only be ALL_OLD or NONE");
  EXPECT_EQ(Answer(parser.PutItem(R"({"TableName":"t","Item":{},"ReturnValues":"X"})")),
            "Validation: 1 validation error detected: Value 'X' at 'returnValues' failed to "
            "satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, "
            "ALL_OLD, NONE, UPDATED_NEW]");
  // The order: wrong types before constraints before values.
  EXPECT_EQ(Answer(parser.PutItem(R"({"Item":{"a":{"N":"x"}},"ReturnValues":7})")),
            "Serialization: NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(Answer(parser.PutItem(R"({"Item":{"a":{"N":"x"}}})")),
            "Validation: 1 validation error detected: Value null at 'tableName' failed to satisfy "
            "constraint: Member must not be null");
  EXPECT_EQ(Answer(parser.PutItem(R"({"TableName":"t","Item":{"a":{"N":"x"}}})")),
            "Validation: The parameter cannot be converted to a numeric value: x");
  EXPECT_EQ(
      Answer(parser.CreateTable(
          R"({"TableName":"t","AttributeDefinitions":[{"AttributeName":"a","AttributeType":"X"}],"KeySchema":[{"KeyType":"HASH"}],"ProvisionedThroughput":{"ReadCapacityUnits":0}})")),
      "Validation: 4 validation errors detected: Value 'X' at "
      "'attributeDefinitions.1.member.attributeType' failed to satisfy constraint: Member must "
      "satisfy enum value set: [B, N, S]; "
      "Value null at 'keySchema.1.member.attributeName' failed to satisfy constraint: Member must "
      "not be null; "
      "Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: Member "
      "must have value greater than or equal to 1; "
      "Value null at 'provisionedThroughput.writeCapacityUnits' failed to satisfy constraint: "
      "Member must not be null");
  EXPECT_EQ(Answer(parser.Query(R"({"TableName":"t"})")),
            "Validation: Either the KeyConditions or KeyConditionExpression parameter must be "
            "specified in the request.");
  EXPECT_EQ(
      Answer(parser.Query(
          R"({"TableName":"t","KeyConditionExpression":"a = :a","ExpressionAttributeValues":{}})")),
      "Validation: ExpressionAttributeValues must not be empty");
  EXPECT_EQ(
      Answer(parser.Query(
          R"({"TableName":"t","KeyConditionExpression":"a = :a","ExpressionAttributeValues":{":a":{"L":[{}]}}})")),
      "Validation: ExpressionAttributeValues contains invalid value: Supplied AttributeValue is "
      "empty, must contain exactly one of the supported datatypes for key :a");
  std::string many = R"({"RequestItems":{"t":[{"DeleteRequest":{"Key":{}}})";
  for (int i = 1; i < 26; ++i) many += R"(,{"DeleteRequest":{"Key":{}}})";
  EXPECT_EQ(Answer(parser.BatchWriteItem(many + "]}}")),
            "Validation: 1 validation error detected: Value '{t=[26 requests]}' at 'requestItems' "
            "failed to satisfy constraint: Map value must satisfy constraint: [Member must have "
            "length less than or equal to 25, Member must have length greater than or equal to 1]");
  EXPECT_EQ(
      Answer(parser.Query(
          R"({"TableName":"t","KeyConditionExpression":"a = :a","ExpressionAttributeNames":{"x":"y"}})")),
      "Validation: ExpressionAttributeNames contains invalid key: Syntax error; key: \"x\"");
  EXPECT_EQ(
      Answer(parser.Query(
          R"({"TableName":"t","KeyConditionExpression":"#a = :a","ExpressionAttributeNames":{"#a-b":"y"}})")),
      "Validation: ExpressionAttributeNames contains invalid key: Syntax error; key: \"#a-b\"");
  EXPECT_EQ(
      Answer(parser.Query(
          R"({"TableName":"t","KeyConditionExpression":"a = :a","ExpressionAttributeValues":{"":{"N":"1"}}})")),
      "Validation: ExpressionAttributeValues contains invalid key: The expression attribute map "
      "contains an empty key;");
  EXPECT_EQ(
      Answer(parser.GetItem(R"({"TableName":"t","Key":{},"ExpressionAttributeNames":{"#x":"y"}})")),
      "Validation: ExpressionAttributeNames can only be specified when using expressions");
  EXPECT_EQ(Answer(parser.BatchGetItem(R"({"RequestItems":{}})")),
            "Validation: 1 validation error detected: Value '{}' at 'requestItems' failed to "
            "satisfy constraint: Member must have length greater than or equal to 1");
  EXPECT_EQ(Answer(parser.BatchWriteItem(R"({"RequestItems":{"t":[{}]}})")),
            "Validation: Each write request must have exactly one of PutRequest and DeleteRequest");
}

TEST(Requests, ABatchKeepsToExpressionsOrToLegacyParametersInAllItsTables) {
  RequestParser parser;
  const std::string mixed =
      "Validation: Can not use both expression and non-expression parameters in the same request: "
      "Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}";
  const std::string gets = R"("AttributesToGet":["a"])", projects = R"("ProjectionExpression":"a")";
  const auto answer = [&](const std::string& one, const std::string& other) {
    return Answer(parser.BatchGetItem(R"({"RequestItems":{"t":{"Keys":[{"a":{"N":"x"}}],)" + one +
                                      R"(},"u":{"Keys":[{}],)" + other + "}}}"));
  };
  EXPECT_EQ(answer(gets, projects), mixed);
  EXPECT_EQ(answer(projects, gets), mixed);
  EXPECT_EQ(answer(gets + "," + projects, gets), mixed);
  EXPECT_EQ(answer(gets, R"("ProjectionExpression":null)"),
            "Validation: The parameter cannot be converted to a numeric value: x");
}

TEST(Requests, WordsThatAreNotThereAreRefusedWhateverElseIsWrong) {
  RequestParser parser;
  const auto wrong = [](const std::string& path, const std::string& words) {
    return "Validation: 1 validation error detected: Value 'FOO' at '" + path +
           "' failed to satisfy constraint: Member must satisfy enum value set: [" + words + "]";
  };
  const std::string put = R"({"TableName":"t","Item":{"a":{"N":"x"}},)";
  EXPECT_EQ(Answer(parser.PutItem(put + R"("ReturnConsumedCapacity":"FOO"})")),
            wrong("returnConsumedCapacity", "INDEXES, TOTAL, NONE"));
  EXPECT_EQ(Answer(parser.PutItem(put + R"("ReturnItemCollectionMetrics":"FOO"})")),
            wrong("returnItemCollectionMetrics", "SIZE, NONE"));
  EXPECT_EQ(Answer(parser.PutItem(put + R"("ConditionalOperator":"FOO"})")),
            wrong("conditionalOperator", "OR, AND"));
  EXPECT_EQ(
      Answer(parser.Scan(R"({"TableName":"t","Select":"FOO"})")),
      wrong("select", "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES"));
}

TEST(Requests, NoStructureHasTwoMembersOfTheSameName) {
  RequestParser parser;
  const std::string twice = "Serialization: The request has two members of the same name: ";
  const std::string create =
      R"({"TableName":"t","KeySchema":[{"AttributeName":"a","KeyType":"HASH"}],"BillingMode":)";
  const std::string definitions =
      R"(,"AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S")";
  EXPECT_EQ(Answer(parser.CreateTable(create + R"("PAY_PER_REQUEST")" + definitions + "}]}")),
            "ok");
  EXPECT_EQ(Answer(parser.CreateTable(create + R"("PAY_PER_REQUEST")" + definitions +
                                      R"(,"AttributeName":"b"}]})")),
            twice + "AttributeName");
  EXPECT_EQ(Answer(parser.CreateTable(
                create + R"("PROVISIONED","ProvisionedThroughput":{"ReadCapacityUnits":1,)" +
                R"("WriteCapacityUnits":1,"ReadCapacityUnits":2})" + definitions + "}]}")),
            twice + "ReadCapacityUnits");
  const std::string put = R"("PutRequest":{"Item":{"a":{"S":"1"}}})";
  EXPECT_EQ(Answer(parser.BatchWriteItem(R"({"RequestItems":{"t":[{)" + put + "," + put + "}]}}")),
            twice + "PutRequest");
  EXPECT_EQ(Answer(parser.BatchWriteItem(
                R"({"RequestItems":{"t":[{"DeleteRequest":{"Key":{},"Key":{}}}]}})")),
            twice + "Key");
  EXPECT_EQ(Answer(parser.BatchWriteItem(R"({"RequestItems":{"t":[{)" + put + R"(}],"t":[{)" + put +
                                         "}]}}")),
            twice + "t");
  EXPECT_EQ(Answer(parser.BatchGetItem(R"({"RequestItems":{"t":{"Keys":[{}],"Keys":[{}]}}})")),
            twice + "Keys");
}

TEST(Requests, NothingIsNotJson) {
  RequestParser parser;
  EXPECT_EQ(Answer(parser.GetItem({})), "Serialization: The request body is not valid JSON");
}

TEST(Requests, KnownMembersWeDoNotHaveYetAreRefusedNeverDropped) {
  RequestParser parser;
  EXPECT_EQ(Answer(parser.Scan(R"({"TableName":"t","VectorIndexes":[1]})")),
            "Validation: Scan: VectorIndexes is not supported yet");
  EXPECT_EQ(Answer(parser.Scan(R"({"TableName":"t","VectorIndexes":null})")), "ok");
}

TEST(Requests, AParserServesManyRequestsAndRecoversFromBadOnes) {
  RequestParser parser;
  for (int i = 0; i < 3; ++i) {
    EXPECT_NE(Answer(parser.PutItem(R"({"TableName":"t","Item":{"a":{"L":[{"SS":["x","x"]}]}}})")),
              "ok");
    EXPECT_NE(Answer(parser.PutItem("{")), "ok");
    EXPECT_EQ(Answer(parser.PutItem(R"({"TableName":"t","Item":{"a":{"S":"x"}}})")), "ok");
  }
}

}  // namespace
}  // namespace keystone::wire
