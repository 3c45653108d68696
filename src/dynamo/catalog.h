// Catalog: the tables of a database. Each is a row of the system space (docs/format/catalog.md); a
// copy in memory answers every lookup.
//
// A table is CREATING until its row is durable and the transition time is over, then ACTIVE, then
// DELETING from the moment DeleteTable is asked until its row says so durably and the transition
// time is over again; then the next call that looks at tables retires its id and the name is free.
// A table that was being created or deleted when the database was closed is ACTIVE, or gone, when
// it is open again. Ids are never reused.
//
// All methods may be called from any thread. No lock is held while the store is called.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "dynamo/settings_rows.h"
#include "dynamo/table.h"
#include "env/clock.h"
#include "env/mutex.h"
#include "env/random.h"
#include "model/api_error.h"
#include "storage/store.h"

namespace keystone::dynamo {

using TablePtr = std::shared_ptr<const Table>;

struct TableState {
  TablePtr table;
  model::TableStatus status = model::TableStatus::kActive;
};

class Catalog {
 public:
  using Done = std::function<void(model::ApiResult<TableState>)>;

  Catalog(storage::Store& store, Clock& clock, Random& random, int64_t transition_ms);

  // Reads all rows and finishes interrupted deletions. Once, before anything else.
  Status Load();

  // The table, where it is ACTIVE; else null.
  TablePtr FindActive(const std::string& name);

  // These look at tables, so they first finish the deletions whose time has come.
  model::ApiResult<TableState> Describe(const std::string& name);
  model::ListTablesResponse List(const model::ListTablesRequest& request);
  // `done` as Transaction::Commit calls it. The table comes with its settings, or not at all.
  void Create(Table table, std::vector<SettingRow> settings, Done done);
  void Delete(const std::string& name, Done done);

 private:
  enum class Phase : unsigned char { kLive, kDeleting, kRetiring };
  struct Entry {
    TablePtr table;
    Phase phase = Phase::kLive;
    int64_t phase_over_micros = 0;  // steady; when CREATING or DELETING ends. kNever: not durable
  };

  Status WriteNewRows(storage::Transaction& transaction, Table table,
                      const std::vector<SettingRow>& settings);
  void FinishCreate(const std::string& name, const Status& status, const Done& done);
  void FinishDelete(const std::string& name, const Status& status, const Done& done);
  model::ApiResult<TablePtr> BeginDelete(const std::string& name);
  void RetireExpired();
  void RemoveRow(const Table& table);
  Status LoadRow(Bytes row, std::vector<TablePtr>* deleting);
  model::TableStatus StatusOf(const Entry& entry) const;
  storage::OwnedKey RowKey(const std::string& name) const;
  storage::OwnedKey NextIdKey() const;
  std::string NewUuid();

  storage::Store& store_;
  Clock& clock_;
  Random& random_;
  const int64_t transition_micros_;

  Mutex mutex_;
  std::map<std::string, Entry> tables_;  // by mutex_
};

}  // namespace keystone::dynamo
