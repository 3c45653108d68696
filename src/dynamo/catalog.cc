#include "dynamo/catalog.h"

#include <algorithm>
#include <limits>

#include "base/status_macros.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::IndexStatus;
using model::TableStatus;

constexpr int64_t kNever = std::numeric_limits<int64_t>::max();
constexpr int64_t kOver = std::numeric_limits<int64_t>::min();

ApiError TableNotFound(const std::string& name) {
  return ApiError::ResourceNotFound("Requested resource not found: Table: " + name + " not found");
}

bool HasIndexInTheMaking(const Table& table) {
  return std::any_of(
      table.indexes.begin(), table.indexes.end(), [](const model::IndexDefinition& index) {
        return index.status == IndexStatus::kCreating || index.status == IndexStatus::kDeleting;
      });
}

}  // namespace

Catalog::Catalog(storage::Store& store, Clock& clock, Random& random, int64_t transition_ms)
    : rows_(store), clock_(clock), random_(random), transition_micros_(transition_ms * 1000) {}

Status Catalog::Load() {
  std::vector<TablePtr> deleting;
  KS_RETURN_IF_ERROR(rows_.ReadAll([&](TableRecord record) {
    auto table = std::make_shared<const Table>(std::move(record.table));
    if (record.deleting) {
      deleting.push_back(std::move(table));
      return Status::Ok();
    }
    const Phase phase = HasIndexInTheMaking(*table) ? Phase::kUpdating : Phase::kLive;
    MutexLock lock(mutex_);
    tables_[table->name] = {table, phase, kOver, {}};
    return Status::Ok();
  }));
  for (const TablePtr& table : deleting) {
    KS_RETURN_IF_ERROR(rows_.Retire(*table));
    rows_.Remove(*table, [](const Status&) {});
  }
  return Status::Ok();
}

TableStatus Catalog::StatusOf(const Entry& entry) const {
  const bool over =
      entry.phase_over_micros != kNever && clock_.SteadyMicros() >= entry.phase_over_micros;
  switch (entry.phase) {
    case Phase::kLive:
      return over ? TableStatus::kActive : TableStatus::kCreating;
    case Phase::kUpdating:
      return over && !HasIndexInTheMaking(*entry.table) ? TableStatus::kActive
                                                        : TableStatus::kUpdating;
    case Phase::kDeleting:
    case Phase::kRetiring:
      break;
  }
  return TableStatus::kDeleting;
}

TablePtr Catalog::FindActive(const std::string& name) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return nullptr;
  const TableStatus status = StatusOf(it->second);
  const bool usable = status == TableStatus::kActive || status == TableStatus::kUpdating;
  return usable ? it->second.table : nullptr;
}

TablePtr Catalog::Newest(const TablePtr& table) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(table->name);
  if (it == tables_.end() || it->second.table->id != table->id) return table;
  return it->second.table;
}

bool Catalog::FormerInUse(const std::string& name) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return false;
  std::erase_if(it->second.former, [](const auto& former) { return former.expired(); });
  return !it->second.former.empty();
}

std::vector<TablePtr> Catalog::All() {
  MutexLock lock(mutex_);
  std::vector<TablePtr> tables;
  for (const auto& [name, entry] : tables_) tables.push_back(entry.table);
  return tables;
}

ApiResult<TableState> Catalog::Describe(const std::string& name) {
  RetireExpired();
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return TableNotFound(name);
  return TableState{it->second.table, StatusOf(it->second)};
}

model::ListTablesResponse Catalog::List(const model::ListTablesRequest& request) {
  RetireExpired();
  MutexLock lock(mutex_);
  model::ListTablesResponse response;
  auto it = request.exclusive_start_table_name
                ? tables_.upper_bound(*request.exclusive_start_table_name)
                : tables_.begin();
  for (; it != tables_.end(); ++it) {
    if (static_cast<int64_t>(response.table_names.size()) >= request.limit) {
      response.last_evaluated_table_name = response.table_names.back();
      break;
    }
    response.table_names.push_back(it->first);
  }
  return response;
}

// RFC 4122, version 4.
std::string Catalog::NewUuid() {
  constexpr char kHex[] = "0123456789abcdef";
  const uint64_t high = (random_.Next() & ~0xf000ull) | 0x4000ull;
  const uint64_t low = (random_.Next() & ~(3ull << 62)) | (2ull << 62);
  std::string uuid;
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) uuid += '-';
    const uint64_t half = digit < 16 ? high : low;
    uuid += kHex[(half >> (60 - 4 * (digit % 16))) & 15];
  }
  return uuid;
}

void Catalog::Create(Table table, std::vector<SettingRow> settings, Done done) {
  RetireExpired();
  const std::string name = table.name;
  auto row = std::make_shared<Table>(std::move(table));
  {
    MutexLock lock(mutex_);
    if (tables_.contains(name)) {
      lock.unlock();
      return done(ApiError::ResourceInUse("Table already exists: " + name));
    }
    if (tables_.size() >= model::kTablesMax) {
      lock.unlock();
      return done(ApiError(model::ErrorCode::kLimitExceeded,
                           "Subscriber limit exceeded: There is a limit of " +
                               std::to_string(model::kTablesMax) + " tables per subscriber"));
    }
    row->uuid = NewUuid();
    row->created_micros = clock_.WallMicros();
    if (row->billing_mode == model::BillingMode::kPayPerRequest) {
      row->on_demand_since_micros = row->created_micros;
    }
    tables_[name] = {std::make_shared<const Table>(*row), Phase::kLive, kNever, {}};
  }
  rows_.PutNew(row.get(), std::move(settings),
               [this, row, done = std::move(done)](const Status& status) {
                 FinishCreate(row, status, done);
               });
}

void Catalog::FinishCreate(TablePtr table, const Status& status, const Done& done) {
  {
    MutexLock lock(mutex_);
    const auto it = tables_.find(table->name);
    if (status.ok()) {
      it->second.table = table;
      it->second.phase_over_micros = clock_.SteadyMicros() + transition_micros_;
    } else {
      tables_.erase(it);
    }
  }
  if (!status.ok()) return done(ApiError::FromStatus(status));
  done(TableState{std::move(table), TableStatus::kCreating});
}

ApiError Catalog::CheckActive(const Entry& entry) const {
  const char* becomes = nullptr;
  switch (StatusOf(entry)) {
    case TableStatus::kActive:
      return {};
    case TableStatus::kCreating:
      becomes = "created: ";
      break;
    case TableStatus::kUpdating:
      becomes = "updated: ";
      break;
    case TableStatus::kDeleting:
      becomes = "deleted: ";
      break;
  }
  return ApiError::ResourceInUse(
      std::string("Attempt to change a resource which is still in use: Table is being ") + becomes +
      entry.table->name);
}

ApiResult<TablePtr> Catalog::BeginDelete(const std::string& name) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return TableNotFound(name);
  if (ApiError e = CheckActive(it->second); !e.ok()) return e;
  if (it->second.table->deletion_protection) {
    return ApiError::Validation(
        "Resource cannot be deleted as it is currently protected against deletion. Disable "
        "deletion protection first.");
  }
  it->second.phase = Phase::kDeleting;
  it->second.phase_over_micros = kNever;
  return it->second.table;
}

void Catalog::Delete(const std::string& name, Done done) {
  RetireExpired();
  auto table = BeginDelete(name);
  if (!table.ok()) return done(table.status());
  auto row = std::make_shared<Table>(**table);
  rows_.Put(row.get(), true, [this, row, done = std::move(done)](const Status& status) {
    FinishDelete(row->name, status, done);
  });
}

void Catalog::FinishDelete(const std::string& name, const Status& status, const Done& done) {
  TableState state{nullptr, TableStatus::kDeleting};
  {
    MutexLock lock(mutex_);
    Entry& entry = tables_.find(name)->second;
    state.table = entry.table;
    if (status.ok()) {
      entry.phase_over_micros = clock_.SteadyMicros() + transition_micros_;
    } else {
      entry.phase = Phase::kLive;
      entry.phase_over_micros = kOver;
    }
  }
  if (!status.ok()) return done(ApiError::FromStatus(status));
  done(state);
}

ApiResult<Table> Catalog::BeginUpdate(const std::string& name, const Change& change) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return TableNotFound(name);
  if (ApiError e = CheckActive(it->second); !e.ok()) return e;
  auto changed = change(*it->second.table);
  if (!changed.ok()) return changed;
  it->second.phase = Phase::kUpdating;
  it->second.phase_over_micros = kNever;
  return changed;
}

void Catalog::Update(const std::string& name, const Change& change, Done done) {
  RetireExpired();
  auto changed = BeginUpdate(name, change);
  if (!changed.ok()) return done(changed.status());
  auto row = std::make_shared<Table>(std::move(*changed));
  rows_.Put(row.get(), false, [this, row, done = std::move(done)](const Status& status) {
    FinishUpdate(row, status, done);
  });
}

void Catalog::Replace(Entry& entry, TablePtr table) {
  entry.former.push_back(entry.table);
  entry.table = std::move(table);
}

void Catalog::FinishUpdate(TablePtr table, const Status& status, const Done& done) {
  {
    MutexLock lock(mutex_);
    Entry& entry = tables_.find(table->name)->second;
    if (status.ok()) {
      Replace(entry, table);
      entry.phase_over_micros = clock_.SteadyMicros() + transition_micros_;
    } else {
      entry.phase = Phase::kLive;
      entry.phase_over_micros = kOver;
    }
  }
  if (!status.ok()) return done(ApiError::FromStatus(status));
  done(TableState{std::move(table), TableStatus::kUpdating});
}

void Catalog::FinishIndex(const std::string& name, uint32_t index_id, Done done) {
  auto row = std::make_shared<Table>();
  {
    MutexLock lock(mutex_);
    const auto it = tables_.find(name);
    if (it == tables_.end()) {
      lock.unlock();
      return done(TableNotFound(name));
    }
    *row = *it->second.table;
  }
  std::erase_if(row->indexes, [&](const model::IndexDefinition& index) {
    return !index.local && index.id == index_id && index.status == IndexStatus::kDeleting;
  });
  for (model::IndexDefinition& index : row->indexes) {
    if (!index.local && index.id == index_id) index.status = IndexStatus::kActive;
  }
  rows_.Put(row.get(), false, [this, row, done = std::move(done)](const Status& status) {
    if (!status.ok()) return done(ApiError::FromStatus(status));
    MutexLock lock(mutex_);
    Entry& entry = tables_.find(row->name)->second;
    Replace(entry, row);
    const TableState state{row, StatusOf(entry)};
    lock.unlock();
    done(state);
  });
}

// A name stays taken until its id is retired: else a new table's row could replace the old one's
// before anything durable says that the old id is dead.
void Catalog::RetireExpired() {
  std::vector<TablePtr> expired;
  {
    MutexLock lock(mutex_);
    for (auto& [name, entry] : tables_) {
      if (entry.phase != Phase::kDeleting || entry.phase_over_micros == kNever ||
          clock_.SteadyMicros() < entry.phase_over_micros) {
        continue;
      }
      entry.phase = Phase::kRetiring;
      expired.push_back(entry.table);
    }
  }
  for (const TablePtr& table : expired) {
    const Status retired = rows_.Retire(*table);
    {
      MutexLock lock(mutex_);
      if (retired.ok()) {
        tables_.erase(table->name);
      } else {
        tables_[table->name].phase = Phase::kDeleting;  // the next look tries again
      }
    }
    // A row that stays behind after a failure is removed when the database is opened next.
    if (retired.ok()) rows_.Remove(*table, [](const Status&) {});
  }
}

}  // namespace keystone::dynamo
