// UpdateTimeToLive, DescribeTimeToLive. What they set, expiry.h acts on.
#include "dynamo/control_plane.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

namespace {

ApiResult<TimeToLive> TimeToLiveOf(const std::optional<std::string>& row) {
  if (!row) return TimeToLive();
  auto setting = DecodeTimeToLive(*row);
  if (!setting.ok()) return ApiError::FromStatus(setting.status());
  return std::move(*setting);
}

ApiError CheckUpdate(const TimeToLive& now, const model::UpdateTimeToLiveRequest& request) {
  if (now.enabled && now.attribute != request.attribute_name) {
    return ApiError::Validation(
        "TimeToLive is active on a different AttributeName: current AttributeName is " +
        now.attribute);
  }
  if (now.enabled == request.enabled) {
    return ApiError::Validation(now.enabled ? "TimeToLive is already enabled"
                                            : "TimeToLive is already disabled");
  }
  return {};
}

}  // namespace

void ControlPlane::UpdateTimeToLive(const model::UpdateTimeToLiveRequest& request,
                                    const Context& context,
                                    Done<model::UpdateTimeToLiveResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  const Change change =
      [this,
       request](const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto now = TimeToLiveOf(row);
    if (!now.ok()) return now.status();
    if (row && IsChanging(now->changed_micros)) {
      return ApiError::Validation(
          "Time to live has been modified multiple times within a fixed interval");
    }
    if (ApiError error = CheckUpdate(*now, request); !error.ok()) return error;
    return std::optional(
        Encode(TimeToLive{request.enabled, request.attribute_name, clock_.WallMicros()}));
  };
  ChangeRow(SettingKey(store_, state->table->id, kTimeToLiveSetting), context, change,
            [request, done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(model::UpdateTimeToLiveResponse{request.enabled, request.attribute_name});
            });
}

void ControlPlane::DescribeTimeToLive(const model::DescribeTimeToLiveRequest& request,
                                      const Context&,
                                      Done<model::DescribeTimeToLiveResponse> done) {
  auto state = FindTable(request.table_name);
  if (!state.ok()) return done(state.status());
  auto row = ReadRow(SettingKey(store_, state->table->id, kTimeToLiveSetting));
  if (!row.ok()) return done(row.status());
  auto setting = TimeToLiveOf(*row);
  if (!setting.ok()) return done(setting.status());
  model::DescribeTimeToLiveResponse response;
  if (*row) response.status = StatusOf(setting->enabled, setting->changed_micros);
  if (response.status != model::SwitchStatus::kDisabled) {
    response.attribute_name = std::move(setting->attribute);
  }
  done(std::move(response));
}

}  // namespace keystone::dynamo
