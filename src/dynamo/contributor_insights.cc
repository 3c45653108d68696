// DescribeContributorInsights, UpdateContributorInsights, ListContributorInsights. The switch
// alone: nothing is measured, and there are no rules, which are CloudWatch's.
#include "dynamo/arn.h"
#include "dynamo/control_plane.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::ContributorInsights;
using model::InsightsMode;

namespace {

constexpr int64_t kSummariesMax = 100;

ApiResult<std::optional<Insights>> SettingOf(const std::optional<std::string>& row) {
  if (!row) return std::optional<Insights>();
  auto setting = DecodeInsights(*row);
  if (!setting.ok()) return ApiError::FromStatus(setting.status());
  return std::optional(std::move(*setting));
}

InsightsMode ModeOf(const Insights& setting) {
  return setting.throttled_keys_only ? InsightsMode::kThrottledKeys
                                     : InsightsMode::kAccessedAndThrottledKeys;
}

// The table's own setting, or an index's, which must be there.
ApiResult<storage::OwnedKey> KeyOf(const storage::Store& store, const Table& table,
                                   const std::optional<std::string>& index) {
  if (index && FindIndex(table, *index) == nullptr) {
    return ApiError::ResourceNotFound("Requested resource not found: Table: " + table.name +
                                      " Index: " + *index + " not found");
  }
  return SettingKey(store, table.id, kInsightsSetting, index.value_or(""));
}

}  // namespace

ApiResult<ContributorInsights> ControlPlane::InsightsOf(
    const TableState& state, const std::optional<std::string>& index_name) {
  auto key = KeyOf(store_, *state.table, index_name);
  if (!key.ok()) return key.status();
  auto row = ReadRow(*key);
  if (!row.ok()) return row.status();
  auto setting = SettingOf(*row);
  if (!setting.ok()) return setting.status();
  ContributorInsights insights;
  insights.table_name = state.table->name;
  insights.index_name = index_name;
  if (*setting) {
    insights.status = StatusOf((*setting)->enabled, (*setting)->changed_micros);
    insights.mode = ModeOf(**setting);
    insights.last_update_micros = (*setting)->changed_micros;
  }
  return insights;
}

void ControlPlane::DescribeContributorInsights(
    const model::DescribeContributorInsightsRequest& request, const Context&,
    Done<model::DescribeContributorInsightsResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  auto insights = InsightsOf(*state, request.index_name);
  if (!insights.ok()) return done(insights.status());
  done(model::DescribeContributorInsightsResponse{std::move(*insights)});
}

void ControlPlane::UpdateContributorInsights(const model::UpdateContributorInsightsRequest& request,
                                             const Context& context,
                                             Done<model::UpdateContributorInsightsResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  auto key = KeyOf(store_, *state->table, request.index_name);
  if (!key.ok()) return done(key.status());
  auto made = std::make_shared<Insights>();
  const Change change =
      [this, request,
       made](const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto now = SettingOf(row);
    if (!now.ok()) return now.status();
    const InsightsMode before = *now ? ModeOf(**now) : InsightsMode::kAccessedAndThrottledKeys;
    *made = {request.enable, request.mode.value_or(before) == InsightsMode::kThrottledKeys,
             clock_.WallMicros()};
    return std::optional(Encode(*made));
  };
  ChangeRow(std::move(*key), context, change,
            [name = state->table->name, index = request.index_name, made,
             done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              ContributorInsights insights;
              insights.table_name = name;
              insights.index_name = index;
              insights.status =
                  made->enabled ? model::SwitchStatus::kEnabling : model::SwitchStatus::kDisabling;
              insights.mode = ModeOf(*made);
              done(model::UpdateContributorInsightsResponse{std::move(insights)});
            });
}

// A token is the name of the table that the page before ended with.
void ControlPlane::ListContributorInsights(const model::ListContributorInsightsRequest& request,
                                           const Context&,
                                           Done<model::ListContributorInsightsResponse> done) {
  model::ListTablesRequest page{request.next_token, request.max_results.value_or(kSummariesMax)};
  if (request.next_token && !ResolveTableName(*request.next_token).ok()) {
    return done(ApiError::Validation("Invalid NextToken"));
  }
  model::ListTablesResponse names;
  if (request.table_name) {
    auto state = FindTable(*request.table_name);
    if (!state.ok()) return done(state.status());
    if (!request.next_token) names.table_names = {state->table->name};
  } else {
    names = catalog_.List(page);
  }
  model::ListContributorInsightsResponse response;
  for (const std::string& name : names.table_names) {
    auto state = catalog_.Describe(name);
    if (!state.ok()) continue;  // it was deleted meanwhile
    std::vector<std::optional<std::string>> parts{std::nullopt};
    for (const auto& index : state->table->indexes) parts.emplace_back(index.name);
    for (const auto& part : parts) {
      auto insights = InsightsOf(*state, part);
      if (!insights.ok()) return done(insights.status());
      response.summaries.push_back(std::move(*insights));
    }
  }
  response.next_token = names.last_evaluated_table_name;
  done(std::move(response));
}

}  // namespace keystone::dynamo
