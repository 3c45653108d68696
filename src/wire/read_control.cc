#include <limits>

#include "base/status_macros.h"
#include "wire/parser_state.h"

namespace keystone::wire {

using model::ApiResult;

namespace {

constexpr size_t kTokenCharactersMax = 1024;

std::optional<std::string> IndexName(RequestReader& reader) {
  auto name = reader.String("IndexName", "indexName", 3, 255);
  if (name) CheckNamePattern(*name, "indexName", &reader.errors());
  return name;
}

void CheckPresent(RequestReader& reader, const char* name, const char* path) {
  if (!reader.Find(name)) reader.errors().Missing(path);
}

}  // namespace

ApiResult<model::DescribeContributorInsightsRequest> RequestParser::DescribeContributorInsights(
    Bytes json) {
  KS_BEGIN_REQUEST(DescribeContributorInsights);
  request.table_name = reader.TableName();
  request.index_name = IndexName(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateContributorInsightsRequest> RequestParser::UpdateContributorInsights(
    Bytes json) {
  KS_BEGIN_REQUEST(UpdateContributorInsights);
  request.table_name = reader.TableName();
  request.index_name = IndexName(reader);
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

}  // namespace keystone::wire
