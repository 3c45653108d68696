#include "dynamo/control_plane.h"

#include "dynamo/arn.h"
#include "dynamo/transact.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::SwitchStatus;
using model::TableStatus;

ControlPlane::ControlPlane(storage::Store& store, Clock& clock, Random& random,
                           const Settings& settings, Catalog& catalog)
    : store_(store), clock_(clock), random_(random), settings_(settings), catalog_(catalog) {}

namespace {

const char* StateWord(TableStatus status) {
  if (status == TableStatus::kDeleting) return "deleted: ";
  return status == TableStatus::kUpdating ? "updated: " : "created: ";
}

}  // namespace

ApiError CheckActive(const TableState& state) {
  if (state.status == TableStatus::kActive) return {};
  return ApiError::ResourceInUse(
      std::string("Attempt to change a resource which is still in use: Table is being ") +
      StateWord(state.status) + state.table->name);
}

ApiResult<TableState> ControlPlane::FindTable(const std::string& name_or_arn) {
  auto name = ResolveTableName(name_or_arn);
  if (!name.ok()) return name.status();
  return catalog_.Describe(*name);
}

ApiResult<TableState> ControlPlane::FindResource(const std::string& arn, Bytes operation) {
  auto name = ResolveTableArn(arn, operation);
  if (!name.ok()) return name.status();
  auto state = catalog_.Describe(*name);
  if (state.ok()) return state;
  return ApiError::ResourceNotFound("Requested resource not found: ResourceArn: " + arn +
                                    " not found");
}

ApiResult<std::optional<std::string>> ControlPlane::ReadRow(const storage::OwnedKey& key) {
  auto row = store_.NewSnapshot()->Get(key.view());
  if (!row.ok()) return ApiError::FromStatus(row.status());
  return std::move(*row);
}

void ControlPlane::ChangeRow(storage::OwnedKey key, const Context& context, Change change,
                             std::function<void(const ApiError&)> done) {
  auto refusal = std::make_shared<ApiError>();
  Work work;
  work.rows = {key};
  work.durability = settings_.durability;
  work.caller = context.caller;
  work.body = [key, change = std::move(change), refusal](storage::Transaction& transaction) {
    auto row = transaction.Get(key.view());
    if (!row.ok()) return row.status();
    auto changed = change(*row);
    *refusal = changed.ok() ? ApiError() : changed.status();
    if (!changed.ok() || *changed == *row) return Status::Ok();
    if (*changed) {
      transaction.Put(key.view(), **changed, storage::Role::kBase);
    } else {
      transaction.Delete(key.view(), storage::Role::kBase);
    }
    return Status::Ok();
  };
  work.done = [refusal, done = std::move(done)](const Status& status) {
    done(status.ok() ? *refusal : ApiError::FromStatus(status));
  };
  RunTransaction(store_, std::move(work));
}

// A clock that was set back does not hold a change up.
bool ControlPlane::IsChanging(int64_t changed_micros) const {
  const int64_t elapsed = clock_.WallMicros() - changed_micros;
  return elapsed >= 0 && elapsed < settings_.transition_ms * 1000;
}

SwitchStatus ControlPlane::StatusOf(bool enabled, int64_t changed_micros) const {
  if (IsChanging(changed_micros)) {
    return enabled ? SwitchStatus::kEnabling : SwitchStatus::kDisabling;
  }
  return enabled ? SwitchStatus::kEnabled : SwitchStatus::kDisabled;
}

}  // namespace keystone::dynamo
