// The rows that the catalog is made of: one for each table, and the next id.
// docs/format/catalog.md.
//
// Called without any lock; any thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "dynamo/settings_rows.h"
#include "dynamo/table_record.h"
#include "storage/store.h"

namespace keystone::dynamo {

class CatalogRows {
 public:
  using Done = std::function<void(const Status&)>;

  explicit CatalogRows(storage::Store& store) : store_(store) {}

  // Every table's record, in the order of the names.
  Status ReadAll(FunctionRef<Status(TableRecord)> visit);

  // Writes the table's row. Where the table or an index of its has no id yet, it gets one that was
  // never used; `done` may then use what it was given as `table`. `table` lives until then.
  void Put(Table* table, bool deleting, Done done);
  // The same of a table that is made, with the settings it is made with.
  void PutNew(Table* table, std::vector<SettingRow> settings, Done done);
  // Unless the name has another table by now.
  void Remove(const Table& table, Done done);

  // The table's rows and its indexes' are gone. As often as one likes.
  Status Retire(const Table& table);
  Status Retire(const model::IndexDefinition& index);  // a global one

 private:
  storage::OwnedKey RowKey(const std::string& name) const;
  storage::OwnedKey NextIdKey() const;
  Status WriteRow(storage::Transaction& transaction, Table* table, bool deleting);
  Status AllotIds(storage::Transaction& transaction, Table* table);

  storage::Store& store_;
};

}  // namespace keystone::dynamo
