// ControlPlane: the operations on what a table has beside its items and its schema, and on what an
// account has. Of the Engine, and called as its methods are.
//
// Settings are rows of the table's own space (dynamo/settings_rows.h); each change is a transaction
// on its row. They are told of at once, where AWS needs seconds for it. What a setting has no
// effect on yet is in docs/compatibility-operations.md.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "dynamo/catalog.h"
#include "dynamo/context.h"
#include "dynamo/settings_rows.h"
#include "model/requests.h"

namespace keystone::dynamo {

class ControlPlane {
 public:
  ControlPlane(storage::Store& store, Clock& clock, Random& random, const Settings& settings,
               Catalog& catalog);

  // The settings that a table is made with, or why it cannot be.
  model::ApiResult<std::vector<SettingRow>> RowsOf(const model::CreateTableRequest& request);

  void TagResource(const model::TagResourceRequest& request, const Context& context,
                   Done<model::EmptyResponse> done);
  void UntagResource(const model::UntagResourceRequest& request, const Context& context,
                     Done<model::EmptyResponse> done);
  void ListTagsOfResource(const model::ListTagsOfResourceRequest& request, const Context& context,
                          Done<model::ListTagsOfResourceResponse> done);

  void UpdateTimeToLive(const model::UpdateTimeToLiveRequest& request, const Context& context,
                        Done<model::UpdateTimeToLiveResponse> done);
  void DescribeTimeToLive(const model::DescribeTimeToLiveRequest& request, const Context& context,
                          Done<model::DescribeTimeToLiveResponse> done);

  void PutResourcePolicy(const model::PutResourcePolicyRequest& request, const Context& context,
                         Done<model::ChangeResourcePolicyResponse> done);
  void DeleteResourcePolicy(const model::DeleteResourcePolicyRequest& request,
                            const Context& context, Done<model::ChangeResourcePolicyResponse> done);
  void GetResourcePolicy(const model::GetResourcePolicyRequest& request, const Context& context,
                         Done<model::GetResourcePolicyResponse> done);

  void DescribeContinuousBackups(const model::DescribeContinuousBackupsRequest& request,
                                 const Context& context,
                                 Done<model::ContinuousBackupsDescription> done);
  void UpdateContinuousBackups(const model::UpdateContinuousBackupsRequest& request,
                               const Context& context,
                               Done<model::ContinuousBackupsDescription> done);

  void DescribeContributorInsights(const model::DescribeContributorInsightsRequest& request,
                                   const Context& context,
                                   Done<model::DescribeContributorInsightsResponse> done);
  void UpdateContributorInsights(const model::UpdateContributorInsightsRequest& request,
                                 const Context& context,
                                 Done<model::UpdateContributorInsightsResponse> done);
  void ListContributorInsights(const model::ListContributorInsightsRequest& request,
                               const Context& context,
                               Done<model::ListContributorInsightsResponse> done);

  void DescribeKinesisStreamingDestination(
      const model::DescribeKinesisStreamingDestinationRequest& request, const Context& context,
      Done<model::DescribeKinesisStreamingDestinationResponse> done);
  void EnableKinesisStreamingDestination(
      const model::EnableKinesisStreamingDestinationRequest& request, const Context& context,
      Done<model::EmptyResponse> done);
  void DisableKinesisStreamingDestination(
      const model::DisableKinesisStreamingDestinationRequest& request, const Context& context,
      Done<model::EmptyResponse> done);
  void UpdateKinesisStreamingDestination(
      const model::UpdateKinesisStreamingDestinationRequest& request, const Context& context,
      Done<model::EmptyResponse> done);

  void CreateGlobalTable(const model::CreateGlobalTableRequest& request, const Context& context,
                         Done<model::EmptyResponse> done);
  // DescribeGlobalTable, DescribeGlobalTableSettings, UpdateGlobalTable, UpdateGlobalTableSettings.
  void FindGlobalTable(const model::GlobalTableRequest& request, const Context& context,
                       Done<model::EmptyResponse> done);
  void ListGlobalTables(const model::ListGlobalTablesRequest& request, const Context& context,
                        Done<model::ListGlobalTablesResponse> done);

  void DescribeTableReplicaAutoScaling(const model::DescribeTableReplicaAutoScalingRequest& request,
                                       const Context& context,
                                       Done<model::DescribeTableReplicaAutoScalingResponse> done);
  void UpdateTableReplicaAutoScaling(const model::UpdateTableReplicaAutoScalingRequest& request,
                                     const Context& context, Done<model::EmptyResponse> done);

  void DescribeLimits(const model::DescribeLimitsRequest& request, const Context& context,
                      Done<model::DescribeLimitsResponse> done);
  void DescribeEndpoints(const model::DescribeEndpointsRequest& request, const Context& context,
                         Done<model::DescribeEndpointsResponse> done);

 private:
  // What becomes of a setting's row: the new one, none to remove it, or why it stays.
  using Change = std::function<model::ApiResult<std::optional<std::string>>(
      const std::optional<std::string>& row)>;

  // In any status.
  model::ApiResult<TableState> FindTable(const std::string& name_or_arn);
  model::ApiResult<TableState> FindResource(const std::string& arn, Bytes operation);
  model::ApiResult<TableState> FindPolicyOwner(const std::string& arn, Bytes operation);
  model::ApiResult<std::optional<std::string>> ReadRow(const storage::OwnedKey& key);
  // `done` gets no error once the change is durable.
  void ChangeRow(storage::OwnedKey key, const Context& context, Change change,
                 std::function<void(const model::ApiError&)> done);
  // Of a setting that was last changed then.
  model::SwitchStatus StatusOf(bool enabled, int64_t changed_micros) const;
  bool IsChanging(int64_t changed_micros) const;
  std::string NewRevisionId() { return std::to_string(random_.Next()); }

  model::ApiResult<model::ContributorInsights> InsightsOf(
      const TableState& state, const std::optional<std::string>& index_name);

  storage::Store& store_;
  Clock& clock_;
  Random& random_;
  const Settings& settings_;
  Catalog& catalog_;
};

// That a table's status allows changing it.
model::ApiError CheckActive(const TableState& state);

}  // namespace keystone::dynamo
