// TagResource, UntagResource, ListTagsOfResource, and the tags a table is made with.
#include <algorithm>

#include "dynamo/control_plane.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

namespace {

// AWS, "Tagging restrictions in DynamoDB": letters, white space and numbers of any script, and
// these. Of characters beyond ASCII all count as letters.
bool IsTagByte(char c) {
  const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return word || static_cast<unsigned char>(c) >= 0x80 || Bytes(" +-=._:/@").find(c) != Bytes::npos;
}

bool IsReserved(Bytes text) {
  constexpr Bytes kReserved = "aws:";
  const Bytes front = text.substr(0, kReserved.size());
  return std::equal(front.begin(), front.end(), kReserved.begin(), kReserved.end(),
                    [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a - 'A' + 'a' : a) == b; });
}

ApiError CheckText(const std::string& text, const char* what) {
  if (IsReserved(text)) {
    return ApiError::Validation("One or more parameter values were invalid: " + std::string(what) +
                                " " + text + " begins with aws:, which is reserved");
  }
  if (!std::all_of(text.begin(), text.end(), IsTagByte)) {
    return ApiError::Validation(
        "One or more parameter values were invalid: " + std::string(what) + " " + text +
        " may have only letters, white space, numbers, and + - = . _ : / @");
  }
  return {};
}

// Lengths were checked when the request was read.
ApiResult<Tags> CheckTags(const std::vector<model::Tag>& list) {
  Tags tags;
  for (const model::Tag& tag : list) {
    if (ApiError error = CheckText(tag.key, "Tag key"); !error.ok()) return error;
    if (ApiError error = CheckText(tag.value, "Tag value"); !error.ok()) return error;
    if (!tags.emplace(tag.key, tag.value).second) {
      return ApiError::Validation(
          "One or more parameter values were invalid: Duplicate tag keys found: " + tag.key);
    }
  }
  return tags;
}

ApiError CheckCount(const Tags& tags) {
  if (tags.size() <= model::kTagsMax) return {};
  return ApiError::Validation(
      "One or more parameter values were invalid: Number of Tags exceed the current limit for the "
      "provided ResourceArn");
}

ApiResult<Tags> TagsOf(const std::optional<std::string>& row) {
  if (!row) return Tags();
  auto tags = DecodeTags(*row);
  if (!tags.ok()) return ApiError::FromStatus(tags.status());
  return std::move(*tags);
}

std::optional<std::string> RowOf(const Tags& tags) {
  return tags.empty() ? std::nullopt : std::optional(Encode(tags));
}

}  // namespace

ApiResult<std::vector<SettingRow>> ControlPlane::RowsOf(const model::CreateTableRequest& request) {
  auto tags = CheckTags(request.tags);
  if (!tags.ok()) return tags.status();
  if (ApiError error = CheckCount(*tags); !error.ok()) return error;
  std::vector<SettingRow> rows;
  if (auto row = RowOf(*tags)) rows.push_back({kTagsSetting, std::move(*row)});
  if (request.resource_policy) {
    rows.push_back({kResourcePolicySetting,
                    Encode(ResourcePolicy{NewRevisionId(), *request.resource_policy})});
  }
  return rows;
}

void ControlPlane::TagResource(const model::TagResourceRequest& request, const Context& context,
                               Done<model::EmptyResponse> done) {
  if (request.tags.empty()) {
    return done(ApiError::Validation("The number of tags must be at least 1"));
  }
  auto added = CheckTags(request.tags);
  if (!added.ok()) return done(added.status());
  auto state = FindResource(request.resource_arn, "TagResource");
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  const Change change =
      [added = std::move(*added)](
          const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto tags = TagsOf(row);
    if (!tags.ok()) return tags.status();
    for (const auto& [key, value] : added) (*tags)[key] = value;
    if (ApiError error = CheckCount(*tags); !error.ok()) return error;
    return RowOf(*tags);
  };
  ChangeRow(SettingKey(store_, state->table->id, kTagsSetting), context, change,
            [done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(model::EmptyResponse());
            });
}

void ControlPlane::UntagResource(const model::UntagResourceRequest& request, const Context& context,
                                 Done<model::EmptyResponse> done) {
  auto state = FindResource(request.resource_arn, "UntagResource");
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  const Change change =
      [keys = request.tag_keys](
          const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto tags = TagsOf(row);
    if (!tags.ok()) return tags.status();
    for (const std::string& key : keys) tags->erase(key);
    return RowOf(*tags);
  };
  ChangeRow(SettingKey(store_, state->table->id, kTagsSetting), context, change,
            [done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(model::EmptyResponse());
            });
}

// All of them are one page, so that there are no tokens that could be asked with.
void ControlPlane::ListTagsOfResource(const model::ListTagsOfResourceRequest& request,
                                      const Context&,
                                      Done<model::ListTagsOfResourceResponse> done) {
  auto state = FindResource(request.resource_arn, "ListTagsOfResource");
  if (!state.ok()) return done(state.status());
  if (request.next_token) return done(ApiError::Validation("Invalid NextToken"));
  auto row = ReadRow(SettingKey(store_, state->table->id, kTagsSetting));
  if (!row.ok()) return done(row.status());
  auto tags = TagsOf(*row);
  if (!tags.ok()) return done(tags.status());
  model::ListTagsOfResourceResponse response;
  for (auto& [key, value] : *tags) response.tags.push_back({key, value});
  done(std::move(response));
}

}  // namespace keystone::dynamo
