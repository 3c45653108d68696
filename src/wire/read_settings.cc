// The operations on a table's settings: which members each request has and what they become.
#include "wire/read_settings.h"

#include "base/status_macros.h"
#include "wire/parser_state.h"
#include "wire/policy_document.h"

namespace keystone::wire {

using model::ApiError;
using model::ApiResult;

std::vector<model::Tag> ReadTags(RequestReader& reader, bool required) {
  std::vector<model::Tag> tags;
  const auto json = reader.Find("Tags");
  if (!json) {
    if (required) reader.errors().Missing("tags");
    return tags;
  }
  ForEachElement(*json, &reader.errors(), [&](Json element) {
    const std::string at = "tags." + std::to_string(tags.size() + 1) + ".member.";
    RequestReader tag(element, "Tag", reader.writer());
    tags.push_back(
        {tag.RequiredString("Key", (at + "key").c_str(), 1, model::kTagKeyCharactersMax),
         tag.RequiredString("Value", (at + "value").c_str(), 0, model::kTagValueCharactersMax)});
    reader.errors().Merge(tag.errors());
  });
  return tags;
}

std::optional<std::string> ReadPolicy(RequestReader& reader, const char* name) {
  auto policy = reader.String(name);
  if (!policy) return std::nullopt;
  if (ApiError error = CheckPolicy(*policy); !error.ok()) {
    reader.errors().BadValue(std::move(error));
  }
  return policy;
}

namespace {

constexpr size_t kResourceArnCharactersMax = 1283;
constexpr size_t kTokenCharactersMax = 1024;

std::string ResourceArn(RequestReader& reader) {
  return reader.RequiredString("ResourceArn", "resourceArn", 1, kResourceArnCharactersMax);
}

std::optional<std::string> ExpectedRevision(RequestReader& reader) {
  return reader.String("ExpectedRevisionId", "expectedRevisionId", 1, 255);
}

}  // namespace

ApiResult<model::TagResourceRequest> RequestParser::TagResource(Bytes json) {
  KS_BEGIN_REQUEST(TagResource);
  request.resource_arn = ResourceArn(reader);
  request.tags = ReadTags(reader, true);
  return Finish(reader, std::move(request));
}

ApiResult<model::UntagResourceRequest> RequestParser::UntagResource(Bytes json) {
  KS_BEGIN_REQUEST(UntagResource);
  request.resource_arn = ResourceArn(reader);
  const auto keys = reader.Find("TagKeys");
  if (!keys) reader.errors().Missing("tagKeys");
  if (keys) {
    ForEachElement(*keys, &reader.errors(), [&](Json element) {
      const auto key = AsString(element, &reader.errors());
      if (!key) return;
      request.tag_keys.emplace_back(*key);
      CheckLength(request.tag_keys.back(),
                  "tagKeys." + std::to_string(request.tag_keys.size()) + ".member", 1,
                  model::kTagKeyCharactersMax, &reader.errors());
    });
  }
  return Finish(reader, std::move(request));
}

ApiResult<model::ListTagsOfResourceRequest> RequestParser::ListTagsOfResource(Bytes json) {
  KS_BEGIN_REQUEST(ListTagsOfResource);
  request.resource_arn = ResourceArn(reader);
  request.next_token = reader.String("NextToken", "nextToken", 0, kTokenCharactersMax);
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateTimeToLiveRequest> RequestParser::UpdateTimeToLive(Bytes json) {
  KS_BEGIN_REQUEST(UpdateTimeToLive);
  request.table_name = reader.TableName();
  const auto specification = reader.Find("TimeToLiveSpecification");
  if (!specification) {
    reader.errors().Missing("timeToLiveSpecification");
    return Finish(reader, std::move(request));
  }
  RequestReader setting(*specification, "UpdateTimeToLive", reader.writer());
  if (!setting.Find("Enabled")) setting.errors().Missing("timeToLiveSpecification.enabled");
  request.enabled = setting.Bool("Enabled", false);
  request.attribute_name =
      setting.RequiredString("AttributeName", "timeToLiveSpecification.attributeName", 1, 255);
  reader.errors().Merge(setting.errors());
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeTimeToLiveRequest> RequestParser::DescribeTimeToLive(Bytes json) {
  KS_BEGIN_REQUEST(DescribeTimeToLive);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::PutResourcePolicyRequest> RequestParser::PutResourcePolicy(Bytes json) {
  KS_BEGIN_REQUEST(PutResourcePolicy);
  request.resource_arn = ResourceArn(reader);
  if (!reader.Find("Policy")) reader.errors().Missing("policy");
  request.policy = ReadPolicy(reader, "Policy").value_or("");
  request.expected_revision_id = ExpectedRevision(reader);
  reader.Bool("ConfirmRemoveSelfResourceAccess", false);  // nobody is refused anything here
  return Finish(reader, std::move(request));
}

ApiResult<model::DeleteResourcePolicyRequest> RequestParser::DeleteResourcePolicy(Bytes json) {
  KS_BEGIN_REQUEST(DeleteResourcePolicy);
  request.resource_arn = ResourceArn(reader);
  request.expected_revision_id = ExpectedRevision(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::GetResourcePolicyRequest> RequestParser::GetResourcePolicy(Bytes json) {
  KS_BEGIN_REQUEST(GetResourcePolicy);
  request.resource_arn = ResourceArn(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeContinuousBackupsRequest> RequestParser::DescribeContinuousBackups(
    Bytes json) {
  KS_BEGIN_REQUEST(DescribeContinuousBackups);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateContinuousBackupsRequest> RequestParser::UpdateContinuousBackups(
    Bytes json) {
  KS_BEGIN_REQUEST(UpdateContinuousBackups);
  request.table_name = reader.TableName();
  const std::string at = "pointInTimeRecoverySpecification";
  const auto specification = reader.Find("PointInTimeRecoverySpecification");
  if (!specification) {
    reader.errors().Missing(at);
    return Finish(reader, std::move(request));
  }
  RequestReader setting(*specification, "UpdateContinuousBackups", reader.writer());
  if (!setting.Find("PointInTimeRecoveryEnabled")) {
    setting.errors().Missing(at + ".pointInTimeRecoveryEnabled");
  }
  request.point_in_time_recovery = setting.Bool("PointInTimeRecoveryEnabled", false);
  request.recovery_period_days =
      setting.Integer("RecoveryPeriodInDays", (at + ".recoveryPeriodInDays").c_str(), 1,
                      model::kRecoveryPeriodDaysMax);
  reader.errors().Merge(setting.errors());
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
