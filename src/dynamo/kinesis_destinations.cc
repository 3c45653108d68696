// Kinesis data streams as destinations of a table's changes. There is no Kinesis here: a
// destination that took no records would lose them silently, so none can be enabled, and no table
// has one.
#include "dynamo/control_plane.h"

namespace keystone::dynamo {

using model::ApiError;

void ControlPlane::DescribeKinesisStreamingDestination(
    const model::DescribeKinesisStreamingDestinationRequest& request, const Context&,
    Done<model::DescribeKinesisStreamingDestinationResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  done(model::DescribeKinesisStreamingDestinationResponse{state->table->name});
}

void ControlPlane::EnableKinesisStreamingDestination(
    const model::EnableKinesisStreamingDestinationRequest& request, const Context&,
    Done<model::EmptyResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  done(ApiError::ResourceNotFound(
      "Requested resource not found: Kinesis data stream: " + request.stream_arn + " not found"));
}

void ControlPlane::DisableKinesisStreamingDestination(
    const model::DisableKinesisStreamingDestinationRequest& request, const Context&,
    Done<model::EmptyResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  done(ApiError::Validation(
      "Table is not in a valid state to disable Kinesis Streaming Destination: "
      "DisableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation."));
}

void ControlPlane::UpdateKinesisStreamingDestination(
    const model::UpdateKinesisStreamingDestinationRequest& request, const Context&,
    Done<model::EmptyResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  done(ApiError::Validation(
      "Table is not in a valid state to update Kinesis Streaming Destination: "
      "UpdateKinesisStreamingDestination must be ACTIVE to perform UPDATE operation."));
}

}  // namespace keystone::dynamo
