// The control plane's requests and responses: members, AWS's answers to mistakes, and the bodies.
#include <gtest/gtest.h>

#include "wire/policy_document.h"
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

std::string Violation(const std::string& what) {
  return "Validation: 1 validation error detected: Value " + what;
}

TEST(Control, TagsAreRead) {
  RequestParser parser;
  auto request = parser.TagResource(
      R"({"ResourceArn":"a","Tags":[{"Key":"k","Value":""},{"Key":"l","Value":"m","New":1}]})");
  ASSERT_EQ(Answer(request), "ok");
  EXPECT_EQ(request->resource_arn, "a");
  ASSERT_EQ(request->tags.size(), 2u);
  EXPECT_EQ(request->tags[1].value, "m");
  EXPECT_EQ(parser.UntagResource(R"({"ResourceArn":"a","TagKeys":["k","l"]})")->tag_keys.size(),
            2u);
  EXPECT_EQ(parser.ListTagsOfResource(R"({"ResourceArn":"a","NextToken":"t"})")->next_token, "t");
  auto table = parser.CreateTable(
      R"({"TableName":"t","AttributeDefinitions":[],"KeySchema":[],"Tags":[{"Key":"k","Value":"v"}]})");
  ASSERT_EQ(Answer(table), "ok");
  EXPECT_EQ(table->tags.size(), 1u);
}

TEST(Control, MistakesInTags) {
  RequestParser parser;
  EXPECT_EQ(Answer(parser.TagResource("{}")),
            "Validation: 2 validation errors detected: Value null at 'resourceArn' failed to "
            "satisfy constraint: Member must not be null; Value null at 'tags' failed to satisfy "
            "constraint: Member must not be null");
  const auto tag = [&](const std::string& text) {
    return Answer(parser.TagResource(R"({"ResourceArn":"a","Tags":[)" + text + "]}"));
  };
  EXPECT_EQ(tag(R"({"Key":"k"})"),
            Violation("null at 'tags.1.member.value' failed to satisfy constraint: Member must not "
                      "be null"));
  EXPECT_EQ(tag(R"({"Key":"","Value":""})"),
            Violation("'' at 'tags.1.member.key' failed to satisfy constraint: Member must have "
                      "length greater than or equal to 1"));
  EXPECT_EQ(tag(R"({"Key":1,"Value":""})"),
            "Serialization: NUMBER_VALUE can not be converted to String");
  EXPECT_EQ(tag("7"), "Serialization: Unexpected field type");
  std::string keys[2];
  for (int i = 0; i < 128; ++i) keys[0] += "é";  // characters count, not bytes
  keys[1] = keys[0] + "é";
  EXPECT_EQ(tag(R"({"Key":")" + keys[0] + R"(","Value":")" + std::string(256, 'v') + R"("})"),
            "ok");
  EXPECT_NE(tag(R"({"Key":")" + keys[1] + R"(","Value":""})").find("less than or equal to 128"),
            std::string::npos);
  EXPECT_NE(tag(R"({"Key":"k","Value":")" + std::string(257, 'v') + R"("})")
                .find("less than or equal to 256"),
            std::string::npos);
  EXPECT_EQ(Answer(parser.UntagResource(R"({"ResourceArn":"a","TagKeys":["k",""]})")),
            Violation("'' at 'tagKeys.2.member' failed to satisfy constraint: Member must have "
                      "length greater than or equal to 1"));
}

TEST(Control, TimeToLiveIsRead) {
  RequestParser parser;
  auto ttl = parser.UpdateTimeToLive(
      R"({"TableName":"t","TimeToLiveSpecification":{"Enabled":true,"AttributeName":"a"}})");
  ASSERT_EQ(Answer(ttl), "ok");
  EXPECT_TRUE(ttl->enabled);
  EXPECT_EQ(ttl->attribute_name, "a");
  EXPECT_EQ(Answer(parser.UpdateTimeToLive(R"({"TableName":"t","TimeToLiveSpecification":{}})")),
            "Validation: 2 validation errors detected: Value null at "
            "'timeToLiveSpecification.enabled' failed to satisfy constraint: Member must not be "
            "null; Value null at 'timeToLiveSpecification.attributeName' failed to satisfy "
            "constraint: Member must not be null");
}

TEST(Control, ContinuousBackupsAreRead) {
  RequestParser parser;
  const auto backups = [&](const std::string& text) {
    return parser.UpdateContinuousBackups(
        R"({"TableName":"t","PointInTimeRecoverySpecification":{)" + text + "}}");
  };
  EXPECT_EQ(backups(R"("PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":35)")
                ->recovery_period_days,
            35);
  for (const char* days : {"0", "36"}) {
    EXPECT_NE(Answer(backups(R"("PointInTimeRecoveryEnabled":true,"RecoveryPeriodInDays":)" +
                             std::string(days)))
                  .find("'pointInTimeRecoverySpecification.recoveryPeriodInDays'"),
              std::string::npos);
  }
  EXPECT_EQ(
      Answer(backups("")),
      Violation("null at 'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled' failed "
                "to satisfy constraint: Member must not be null"));
}

TEST(Control, ContributorInsightsAreRead) {
  RequestParser parser;
  auto insights = parser.UpdateContributorInsights(
      R"({"TableName":"t","IndexName":"abc","ContributorInsightsAction":"ENABLE","ContributorInsightsMode":"THROTTLED_KEYS"})");
  ASSERT_EQ(Answer(insights), "ok");
  EXPECT_TRUE(insights->enable);
  EXPECT_EQ(insights->mode, model::InsightsMode::kThrottledKeys);
  EXPECT_EQ(insights->index_name, "abc");
  EXPECT_EQ(Answer(parser.DescribeContributorInsights(R"({"TableName":"t","IndexName":"a b"})")),
            Violation("'a b' at 'indexName' failed to satisfy constraint: Member must satisfy "
                      "regular expression pattern: [a-zA-Z0-9_.-]+"));
}

TEST(Control, PoliciesAreDocuments) {
  const auto statement = [](const std::string& members) {
    return CheckPolicy(R"({"Version":"2012-10-17","Statement":[{)" + members + "}]}").message();
  };
  const std::string whole =
      R"("Effect":"Allow","Principal":{"AWS":"*"},"Action":["dynamodb:GetItem"],"Resource":"*")";
  EXPECT_EQ(statement(whole), "");
  EXPECT_EQ(statement(R"("Effect":"Deny","NotPrincipal":"*","NotAction":"*","NotResource":"*")"),
            "");
  EXPECT_EQ(CheckPolicy(R"({"Statement":{)" + whole + "}}").message(), "");
  for (const char* text :
       {"", "x", "[]", "{", "{}", R"({"Statement":[]})", R"({"Statement":"x"})",
        R"({"Statement":[1]})", R"({"Version":"2020-01-01","Statement":[]})", R"({"Version":1})"}) {
    EXPECT_EQ(CheckPolicy(text).code(), ErrorCode::kValidation) << text;
  }
  EXPECT_NE(statement(R"("Effect":"allow","Principal":"*","Action":"*","Resource":"*")"), "");
  EXPECT_NE(statement(R"("Effect":"Allow","Action":"*","Resource":"*")"), "");
  EXPECT_NE(statement(R"("Effect":"Allow","Principal":"*","Resource":"*")"), "");
  EXPECT_NE(statement(R"("Effect":"Allow","Principal":"*","Action":"*")"), "");
  EXPECT_NE(statement(whole + R"(,"NotAction":"*")"), "");
}

TEST(Control, PoliciesHaveTwentyKilobytes) {
  std::string policy =
      R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}})";
  policy.append((20 << 10) - policy.size(), ' ');
  EXPECT_TRUE(CheckPolicy(policy).ok());
  EXPECT_FALSE(CheckPolicy(policy + ' ').ok());
  EXPECT_FALSE(CheckPolicy(std::string(20 << 10, '[')).ok());
}

TEST(Control, TagsAreWritten) {
  EXPECT_EQ(ToJson(model::EmptyResponse()), "{}");
  EXPECT_EQ(ToJson(model::ListTagsOfResourceResponse{{{"a", "1"}, {"\"", ""}}}),
            R"({"Tags":[{"Key":"a","Value":"1"},{"Key":"\"","Value":""}]})");
}

TEST(Control, TimeToLiveIsWritten) {
  EXPECT_EQ(ToJson(model::DescribeTimeToLiveResponse{model::SwitchStatus::kEnabling, "t"}),
            R"({"TimeToLiveDescription":{"TimeToLiveStatus":"ENABLING","AttributeName":"t"}})");
  EXPECT_EQ(ToJson(model::DescribeTimeToLiveResponse()),
            R"({"TimeToLiveDescription":{"TimeToLiveStatus":"DISABLED"}})");
  EXPECT_EQ(ToJson(model::UpdateTimeToLiveResponse{true, "t"}),
            R"({"TimeToLiveSpecification":{"Enabled":true,"AttributeName":"t"}})");
}

TEST(Control, PoliciesAreWritten) {
  EXPECT_EQ(ToJson(model::ChangeResourcePolicyResponse{std::nullopt}), "{}");
  EXPECT_EQ(ToJson(model::GetResourcePolicyResponse{"{}", "7"}),
            R"({"Policy":"{}","RevisionId":"7"})");
}

TEST(Control, ContinuousBackupsAreWritten) {
  EXPECT_EQ(
      ToJson(model::ContinuousBackupsDescription{true, 7}),
      R"({"ContinuousBackupsDescription":{"ContinuousBackupsStatus":"ENABLED",)"
      R"("PointInTimeRecoveryDescription":{"PointInTimeRecoveryStatus":"ENABLED","RecoveryPeriodInDays":7}}})");
}

TEST(Control, ContributorInsightsAreWritten) {
  model::ContributorInsights insights;
  insights.table_name = "t";
  insights.mode = model::InsightsMode::kThrottledKeys;
  insights.last_update_micros = 1'500'000;
  EXPECT_EQ(ToJson(model::DescribeContributorInsightsResponse{insights}),
            R"({"TableName":"t","ContributorInsightsStatus":"DISABLED","LastUpdateDateTime":1.500,)"
            R"("ContributorInsightsMode":"THROTTLED_KEYS"})");
  EXPECT_EQ(
      ToJson(model::ListContributorInsightsResponse{{insights}, "t"}),
      R"({"ContributorInsightsSummaries":[{"TableName":"t","ContributorInsightsStatus":"DISABLED",)"
      R"("ContributorInsightsMode":"THROTTLED_KEYS"}],"NextToken":"t"})");
}

TEST(Control, EndpointsAreWritten) {
  EXPECT_EQ(ToJson(model::DescribeEndpointsResponse{"localhost:8000"}),
            R"({"Endpoints":[{"Address":"localhost:8000","CachePeriodInMinutes":1440}]})");
  EXPECT_EQ(ToJson(model::DescribeEndpointsResponse()), R"({"Endpoints":[]})");
}

}  // namespace
}  // namespace keystone::wire
