#include "dynamo/catalog.h"

#include <limits>

#include "base/coding.h"
#include "base/status_macros.h"
#include "dynamo/transact.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::TableStatus;

constexpr storage::SpaceId kSystemSpace{};
constexpr Bytes kTablesPartition = "tables";
constexpr Bytes kIdsPartition = "ids";
constexpr Bytes kNextTableSort = "next-table";
constexpr int64_t kNever = std::numeric_limits<int64_t>::max();

ApiError TableNotFound(const std::string& name) {
  return ApiError::ResourceNotFound("Requested resource not found: Table: " + name + " not found");
}

Status RemoveRowOf(storage::TableId id, const storage::OwnedKey& row,
                   storage::Transaction& transaction) {
  KS_ASSIGN_OR_RETURN(std::optional<std::string> stored, transaction.Get(row.view()));
  if (!stored) return Status::Ok();
  KS_ASSIGN_OR_RETURN(TableRecord record, DecodeTableRecord(*stored));
  // Otherwise the name has a new table.
  if (record.table.id == id) transaction.Delete(row.view(), storage::Role::kBase);
  return Status::Ok();
}

}  // namespace

Catalog::Catalog(storage::Store& store, Clock& clock, Random& random, int64_t transition_ms)
    : store_(store), clock_(clock), random_(random), transition_micros_(transition_ms * 1000) {}

storage::OwnedKey Catalog::RowKey(const std::string& name) const {
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kTablesPartition), kTablesPartition, name});
}

storage::OwnedKey Catalog::NextIdKey() const {
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kIdsPartition), kIdsPartition, kNextTableSort});
}

Status Catalog::Load() {
  const storage::OwnedKey key = RowKey("");
  const storage::KeyRange rows{
      storage::Position::Before(storage::Position::Level::kPartition, key.view()),
      storage::Position::After(storage::Position::Level::kPartition, key.view())};
  std::vector<TablePtr> deleting;
  Status row_status;
  KS_RETURN_IF_ERROR(
      store_.NewSnapshot()->Read(rows, storage::Direction::kForward, [&](const storage::Row& row) {
        row_status = LoadRow(row.value, &deleting);
        return row_status.ok();
      }));
  KS_RETURN_IF_ERROR(row_status);
  for (const TablePtr& table : deleting) {
    KS_RETURN_IF_ERROR(store_.RetireTable(table->id));
    RemoveRow(*table);
  }
  return Status::Ok();
}

Status Catalog::LoadRow(Bytes row, std::vector<TablePtr>* deleting) {
  KS_ASSIGN_OR_RETURN(TableRecord record, DecodeTableRecord(row));
  auto table = std::make_shared<const Table>(std::move(record.table));
  if (record.deleting) {
    deleting->push_back(std::move(table));
    return Status::Ok();
  }
  MutexLock lock(mutex_);
  tables_[table->name] = {table, Phase::kLive, std::numeric_limits<int64_t>::min()};
  return Status::Ok();
}

TableStatus Catalog::StatusOf(const Entry& entry) const {
  if (entry.phase != Phase::kLive) return TableStatus::kDeleting;
  const bool over =
      entry.phase_over_micros != kNever && clock_.SteadyMicros() >= entry.phase_over_micros;
  return over ? TableStatus::kActive : TableStatus::kCreating;
}

TablePtr Catalog::FindActive(const std::string& name) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end() || StatusOf(it->second) != TableStatus::kActive) return nullptr;
  return it->second.table;
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
    table.uuid = NewUuid();
    table.created_micros = clock_.WallMicros();
    tables_[name] = {std::make_shared<const Table>(table), Phase::kLive, kNever};
  }
  RunTransaction(store_, {.rows = {RowKey(name), NextIdKey()},
                          .body =
                              [this, table,
                               settings = std::move(settings)](storage::Transaction& transaction) {
                                return WriteNewRows(transaction, table, settings);
                              },
                          .done = [this, name, done = std::move(done)](
                                      const Status& status) { FinishCreate(name, status, done); }});
}

Status Catalog::WriteNewRows(storage::Transaction& transaction, Table table,
                             const std::vector<SettingRow>& settings) {
  const storage::OwnedKey next = NextIdKey();
  KS_ASSIGN_OR_RETURN(std::optional<std::string> stored, transaction.Get(next.view()));
  uint32_t id = 1;
  if (stored) {
    ByteReader reader(*stored);
    id = reader.U32();
    if (!reader.ok() || !reader.empty() || id == 0) {
      return Status::Corruption("catalog: the next table id is damaged");
    }
  }
  if (id == std::numeric_limits<uint32_t>::max()) {
    return Status::ResourceExhausted("catalog: no table ids are left");
  }
  std::string after;
  AppendU32(&after, id + 1);
  transaction.Put(next.view(), after, storage::Role::kBase);
  table.id = storage::TableId{id};
  const storage::OwnedKey row = RowKey(table.name);
  transaction.Put(row.view(), EncodeTableRecord(table, false), storage::Role::kBase);
  // Nobody else knows the new table's space, so these rows need no name in Begin.
  for (const SettingRow& setting : settings) {
    transaction.Put(SettingKey(store_, table.id, setting.name).view(), setting.value,
                    storage::Role::kBase);
  }
  MutexLock lock(mutex_);
  tables_[table.name].table = std::make_shared<const Table>(table);
  return Status::Ok();
}

void Catalog::FinishCreate(const std::string& name, const Status& status, const Done& done) {
  TableState state{nullptr, TableStatus::kCreating};
  {
    MutexLock lock(mutex_);
    const auto it = tables_.find(name);
    if (status.ok()) {
      it->second.phase_over_micros = clock_.SteadyMicros() + transition_micros_;
      state.table = it->second.table;
    } else {
      tables_.erase(it);
    }
  }
  if (!status.ok()) return done(ApiError::FromStatus(status));
  done(state);
}

ApiResult<TablePtr> Catalog::BeginDelete(const std::string& name) {
  MutexLock lock(mutex_);
  const auto it = tables_.find(name);
  if (it == tables_.end()) return TableNotFound(name);
  const TableStatus status = StatusOf(it->second);
  if (status != TableStatus::kActive) {
    return ApiError::ResourceInUse(
        std::string("Attempt to change a resource which is still in use: Table is being ") +
        (status == TableStatus::kCreating ? "created: " : "deleted: ") + name);
  }
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
  RunTransaction(store_, {.rows = {RowKey(name)},
                          .body =
                              [this, table = *table](storage::Transaction& transaction) {
                                const storage::OwnedKey row = RowKey(table->name);
                                transaction.Put(row.view(), EncodeTableRecord(*table, true),
                                                storage::Role::kBase);
                                return Status::Ok();
                              },
                          .done = [this, name, done = std::move(done)](
                                      const Status& status) { FinishDelete(name, status, done); }});
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
      entry.phase_over_micros = std::numeric_limits<int64_t>::min();
    }
  }
  if (!status.ok()) return done(ApiError::FromStatus(status));
  done(state);
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
    const Status retired = store_.RetireTable(table->id);
    {
      MutexLock lock(mutex_);
      if (retired.ok()) {
        tables_.erase(table->name);
      } else {
        tables_[table->name].phase = Phase::kDeleting;  // the next look tries again
      }
    }
    if (retired.ok()) RemoveRow(*table);
  }
}

// A row that stays behind after a failure is removed when the database is opened next.
void Catalog::RemoveRow(const Table& table) {
  const storage::OwnedKey row = RowKey(table.name);
  RunTransaction(store_, {.rows = {row},
                          .body =
                              [row, id = table.id](storage::Transaction& transaction) {
                                return RemoveRowOf(id, row, transaction);
                              },
                          .done = [](const Status&) {}});
}

}  // namespace keystone::dynamo
