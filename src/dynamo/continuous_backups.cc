// DescribeContinuousBackups, UpdateContinuousBackups. The switch alone: no backups are taken yet,
// so no time that could be restored to is told.
#include "dynamo/arn.h"
#include "dynamo/control_plane.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::ContinuousBackupsDescription;

namespace {

ApiResult<PointInTimeRecovery> RecoveryOf(const std::optional<std::string>& row) {
  if (!row) return PointInTimeRecovery();
  auto setting = DecodePointInTimeRecovery(*row);
  if (!setting.ok()) return ApiError::FromStatus(setting.status());
  return std::move(*setting);
}

// These two operations have a name of their own for a table that is not there.
ApiResult<TableState> FindBackedUp(Catalog& catalog, const std::string& name_or_arn) {
  auto name = ResolveTableName(name_or_arn);
  if (!name.ok()) return name.status();
  auto state = catalog.Describe(*name);
  if (state.ok()) return state;
  return ApiError(model::ErrorCode::kTableNotFound, "Table not found: " + *name);
}

ContinuousBackupsDescription Description(const PointInTimeRecovery& setting) {
  ContinuousBackupsDescription description;
  if (setting.enabled) description.recovery_period_days = setting.period_days;
  return description;
}

}  // namespace

void ControlPlane::DescribeContinuousBackups(const model::DescribeContinuousBackupsRequest& request,
                                             const Context&,
                                             Done<ContinuousBackupsDescription> done) {
  auto state = FindBackedUp(catalog_, request.table_name);
  if (!state.ok()) return done(state.status());
  auto row = ReadRow(SettingKey(store_, state->table->id, kBackupsSetting));
  if (!row.ok()) return done(row.status());
  auto setting = RecoveryOf(*row);
  if (!setting.ok()) return done(setting.status());
  auto description = Description(*setting);
  description.enabled = state->status != model::TableStatus::kCreating;
  done(description);
}

void ControlPlane::UpdateContinuousBackups(const model::UpdateContinuousBackupsRequest& request,
                                           const Context& context,
                                           Done<ContinuousBackupsDescription> done) {
  auto state = FindBackedUp(catalog_, request.table_name);
  if (!state.ok()) return done(state.status());
  if (state->status == model::TableStatus::kCreating) {
    return done(ApiError(
        model::ErrorCode::kContinuousBackupsUnavailable,
        "Backups are being enabled for the table: " + state->table->name + ". Please retry later"));
  }
  if (ApiError error = CheckActive(*state); !error.ok()) return done(error);
  PointInTimeRecovery setting;
  setting.enabled = request.point_in_time_recovery;
  if (setting.enabled) {
    setting.period_days = request.recovery_period_days.value_or(model::kRecoveryPeriodDaysMax);
  }
  const Change change =
      [setting](const std::optional<std::string>& row) -> ApiResult<std::optional<std::string>> {
    auto now = RecoveryOf(row);
    if (!now.ok()) return now.status();
    return std::optional(Encode(setting));
  };
  ChangeRow(SettingKey(store_, state->table->id, kBackupsSetting), context, change,
            [setting, done = std::move(done)](const ApiError& error) {
              if (!error.ok()) return done(error);
              done(Description(setting));
            });
}

}  // namespace keystone::dynamo
