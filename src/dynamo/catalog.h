// Catalog: the tables of a database. Each is a row (catalog_rows.h); a copy in memory answers every
// lookup.
//
// A table is CREATING until its row is durable and the transition time is over, then ACTIVE, then
// DELETING from the moment DeleteTable is asked until its row says so durably and the transition
// time is over again; then the next call that looks at tables retires its id and the name is free.
// A table that was being created or deleted when the database was closed is ACTIVE, or gone, when
// it is open again. Ids are never reused. A table is UPDATING from UpdateTable on until the
// transition time is over and none of its indexes is being made or removed (index_builder.h).
//
// A Table never changes: an update puts another in its place. An operation keeps the one it found;
// what it writes it writes by the newest (Newest), and while anybody has a former one
// (FormerInUse), somebody may still write as if that were the newest.
//
// All methods may be called from any thread. No lock is held while the store is called.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dynamo/catalog_rows.h"
#include "env/clock.h"
#include "env/mutex.h"
#include "env/random.h"
#include "model/api_error.h"
#include "model/requests.h"

namespace keystone::dynamo {

using TablePtr = std::shared_ptr<const Table>;

struct TableState {
  TablePtr table;
  model::TableStatus status = model::TableStatus::kActive;
};

class Catalog {
 public:
  using Done = std::function<void(model::ApiResult<TableState>)>;
  using Change = std::function<model::ApiResult<Table>(const Table&)>;

  Catalog(storage::Store& store, Clock& clock, Random& random, int64_t transition_ms);

  // Reads all rows and finishes interrupted deletions. Once, before anything else.
  Status Load();

  // The table, where it is ACTIVE or UPDATING; else null.
  TablePtr FindActive(const std::string& name);
  // The table as it is now; `table` itself where it is no more.
  TablePtr Newest(const TablePtr& table);
  bool FormerInUse(const std::string& name);
  std::vector<TablePtr> All();

  // These look at tables, so they first finish the deletions whose time has come.
  model::ApiResult<TableState> Describe(const std::string& name);
  model::ListTablesResponse List(const model::ListTablesRequest& request);
  // `done` as Transaction::Commit calls it. The table comes with its settings, or not at all.
  void Create(Table table, std::vector<SettingRow> settings, Done done);
  void Delete(const std::string& name, Done done);
  // Of an ACTIVE table: what `change` makes of it.
  void Update(const std::string& name, const Change& change, Done done);
  // What becomes of an index, whatever the table's status: ACTIVE, or gone.
  void FinishIndex(const std::string& name, uint32_t index_id, Done done);
  // The index's rows are gone.
  Status Retire(const model::IndexDefinition& index) { return rows_.Retire(index); }

 private:
  enum class Phase : unsigned char { kLive, kUpdating, kDeleting, kRetiring };
  struct Entry {
    TablePtr table;
    Phase phase = Phase::kLive;
    int64_t phase_over_micros = 0;  // steady; when a status that passes ends. kNever: not durable
    std::vector<std::weak_ptr<const Table>> former;
  };

  void FinishCreate(TablePtr table, const Status& status, const Done& done);
  void FinishDelete(const std::string& name, const Status& status, const Done& done);
  void FinishUpdate(TablePtr table, const Status& status, const Done& done);
  model::ApiResult<TablePtr> BeginDelete(const std::string& name);
  model::ApiResult<Table> BeginUpdate(const std::string& name, const Change& change);
  model::ApiError CheckActive(const Entry& entry) const;
  void Replace(Entry& entry, TablePtr table);
  void RetireExpired();
  model::TableStatus StatusOf(const Entry& entry) const;
  std::string NewUuid();

  CatalogRows rows_;
  Clock& clock_;
  Random& random_;
  const int64_t transition_micros_;

  Mutex mutex_;
  std::map<std::string, Entry> tables_;  // by mutex_
};

}  // namespace keystone::dynamo
