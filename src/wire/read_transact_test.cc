// Transactions: their requests, AWS's answer to each mistake, and the body of a cancelled one.
#include <gtest/gtest.h>

#include "model/limits.h"
#include "wire/wire.h"

namespace keystone::wire {
namespace {

using model::ErrorCode;
using model::TransactWrite;

template <typename Request>
std::string Answer(const model::ApiResult<Request>& request) {
  if (request.ok()) return "ok";
  return (request.status().code() == ErrorCode::kSerialization ? "Serialization: "
                                                               : "Validation: ") +
         request.status().message();
}

std::string Write(const std::string& actions, const std::string& more = "") {
  RequestParser parser;
  return Answer(parser.TransactWriteItems(R"({"TransactItems":[)" + actions + "]" + more + "}"));
}

std::string Get(const std::string& gets) {
  RequestParser parser;
  return Answer(parser.TransactGetItems(R"({"TransactItems":[)" + gets + "]}"));
}

std::string NullAt(const std::string& path) {
  return "Validation: 1 validation error detected: Value null at '" + path +
         "' failed to satisfy constraint: Member must not be null";
}

TEST(Transact, WritesAreReadInFull) {
  RequestParser parser;
  auto request = parser.TransactWriteItems(
      R"({"TransactItems":[{"Put":{"TableName":"t","Item":{"a":{"S":"x"}},"ConditionExpression":"c",
    "ReturnValuesOnConditionCheckFailure":"ALL_OLD"}},{"Delete":{"TableName":"u","Key":{}}},
    {"Update":{"TableName":"t","Key":{},"UpdateExpression":"SET #b = :b","ExpressionAttributeNames":{"#b":"b"},
    "ExpressionAttributeValues":{":b":{"N":"1"}}}},{"ConditionCheck":{"TableName":"t","Key":{},
    "ConditionExpression":"d","SomethingNew":1},"Put":null}],"ClientRequestToken":"k",
    "ReturnConsumedCapacity":"TOTAL","ReturnItemCollectionMetrics":"SIZE"})");
  ASSERT_EQ(Answer(request), "ok");
  ASSERT_EQ(request->actions.size(), 4u);
  EXPECT_EQ(request->actions[0].kind, TransactWrite::Kind::kPut);
  EXPECT_TRUE(request->actions[0].options.return_old_on_failure);
  EXPECT_EQ(request->actions[0].options.condition.expression, "c");
  EXPECT_EQ(request->actions[1].kind, TransactWrite::Kind::kDelete);
  EXPECT_EQ(request->actions[1].table_name, "u");
  EXPECT_EQ(request->actions[2].update_expression, "SET #b = :b");
  EXPECT_FALSE(request->actions[2].options.placeholders.names.empty());
  EXPECT_EQ(request->actions[3].kind, TransactWrite::Kind::kConditionCheck);
  EXPECT_EQ(request->client_request_token, "k");
  EXPECT_EQ(request->return_capacity, model::ReturnCapacity::kTotal);
  EXPECT_TRUE(request->return_collection_metrics);
}

TEST(Transact, MistakesHaveTheirPaths) {
  EXPECT_EQ(Write(R"({"Put":{"TableName":"t","Item":{}}},{"Put":{"TableName":"t"}})"),
            NullAt("transactItems.2.member.put.item"));
  EXPECT_EQ(Write(R"({"Delete":{"Key":{}}})"), NullAt("transactItems.1.member.delete.tableName"));
  EXPECT_EQ(Write(R"({"Update":{"TableName":"t","Key":{}}})"),
            NullAt("transactItems.1.member.update.updateExpression"));
  EXPECT_EQ(Write(R"({"ConditionCheck":{"TableName":"t","Key":{}}})"),
            NullAt("transactItems.1.member.conditionCheck.conditionExpression"));
  EXPECT_EQ(Get(R"({"Get":{"TableName":"t","Key":{}}},{})"), NullAt("transactItems.2.member.get"));
  EXPECT_EQ(Get(R"({"Get":{"TableName":"t"}})"), NullAt("transactItems.1.member.get.key"));
}

TEST(Transact, EachItemIsOneAction) {
  const std::string put = R"("Put":{"TableName":"t","Item":{}})";
  const std::string both =
      "Validation: TransactItems can only contain one of Check, Put, Update or Delete";
  EXPECT_EQ(Write("{" + put + R"(,"Delete":{"TableName":"t","Key":{}}})"), both);
  EXPECT_NE(Write("{}"), "ok");
  EXPECT_NE(Write("null"), "ok");
  EXPECT_EQ(Write("{" + put + "," + put + "}"),
            "Serialization: The request has two members of the same name: Put");
}

TEST(Transact, LimitsAreExact) {
  const auto gets = [](size_t count) {
    std::string list = R"({"Get":{"TableName":"t","Key":{}}})";
    for (size_t i = 1; i < count; ++i) list += R"(,{"Get":{"TableName":"t","Key":{}}})";
    return list;
  };
  EXPECT_EQ(Get(gets(model::kTransactActionsMax)), "ok");
  EXPECT_NE(Get(gets(model::kTransactActionsMax + 1)).find("less than or equal to 100"),
            std::string::npos);
  EXPECT_NE(Get("").find("greater than or equal to 1"), std::string::npos);
  const auto token = [](size_t bytes) {
    return Write(R"({"Put":{"TableName":"t","Item":{}}})",
                 R"(,"ClientRequestToken":")" + std::string(bytes, 'x') + "\"");
  };
  EXPECT_EQ(token(1), "ok");
  EXPECT_EQ(token(model::kRequestTokenBytesMax), "ok");
  EXPECT_NE(token(model::kRequestTokenBytesMax + 1).find("less than or equal to 36"),
            std::string::npos);
  EXPECT_NE(token(0).find("greater than or equal to 1"), std::string::npos);
}

TEST(Transact, OfManyMistakesTenAreTold) {
  std::string many = R"({"Put":{}})";
  for (int i = 1; i < 20; ++i) many += R"(,{"Put":{}})";
  EXPECT_EQ(Write(many).substr(0, 45), "Validation: 10 validation errors detected: Va");
}

TEST(Transact, ACancelledOneShowsItsReasonsInOrder) {
  RequestParser parser;
  const std::string item = *parser.Item(R"({"a":{"S":"x"}})");
  EXPECT_EQ(ToJson(model::ApiError::TransactionCanceled(
                {{}, {"ConditionalCheckFailed", "The conditional request failed", item}})),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException",)"
            R"("Message":"Transaction cancelled, please refer cancellation reasons for specific )"
            R"(reasons [None, ConditionalCheckFailed]","CancellationReasons":[{"Code":"None"},)"
            R"({"Code":"ConditionalCheckFailed","Item":{"a":{"S":"x"}},)"
            R"("Message":"The conditional request failed"}]})");
}

}  // namespace
}  // namespace keystone::wire
