// The operations on replicas: global tables of version 2017.11.29, and the auto scaling of
// replicas. A database is one Region, so no table has a replica and there are no global tables.
#include "dynamo/arn.h"
#include "dynamo/control_plane.h"

namespace keystone::dynamo {

using model::ApiError;

void ControlPlane::CreateGlobalTable(const model::CreateGlobalTableRequest& request,
                                     const Context& context, Done<model::EmptyResponse> done) {
  const Bytes here = context.region.empty() ? Bytes(settings_.region) : context.region;
  for (const std::string& region : request.regions) {
    if (region == here && catalog_.Describe(request.global_table_name).ok()) continue;
    return done(ApiError(model::ErrorCode::kTableNotFound,
                         "Table not found: Table: '" + request.global_table_name +
                             "' not found in region: '" + region + "'."));
  }
  done(ApiError::Validation(
      "One or more parameter values were invalid: A global table needs replicas in two or more "
      "Regions"));
}

void ControlPlane::FindGlobalTable(const model::GlobalTableRequest& request, const Context&,
                                   Done<model::EmptyResponse> done) {
  done(ApiError(model::ErrorCode::kGlobalTableNotFound,
                "Global table not found: Global table with name: '" + request.global_table_name +
                    "' does not exist."));
}

void ControlPlane::ListGlobalTables(const model::ListGlobalTablesRequest&, const Context&,
                                    Done<model::ListGlobalTablesResponse> done) {
  done(model::ListGlobalTablesResponse());
}

void ControlPlane::DescribeTableReplicaAutoScaling(
    const model::DescribeTableReplicaAutoScalingRequest& request, const Context&,
    Done<model::DescribeTableReplicaAutoScalingResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  done(model::DescribeTableReplicaAutoScalingResponse{state->table->name, state->status});
}

void ControlPlane::UpdateTableReplicaAutoScaling(
    const model::UpdateTableReplicaAutoScalingRequest& request, const Context&,
    Done<model::EmptyResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  done(ApiError::Validation("One or more parameter values were invalid: Table " +
                            state->table->name + " has no replicas"));
}

}  // namespace keystone::dynamo
