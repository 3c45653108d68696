#include "dynamo/catalog_rows.h"

#include <algorithm>
#include <limits>

#include "base/coding.h"
#include "base/status_macros.h"
#include "dynamo/transact.h"

namespace keystone::dynamo {
namespace {

constexpr storage::SpaceId kSystemSpace{};
constexpr Bytes kTablesPartition = "tables";
constexpr Bytes kIdsPartition = "ids";
constexpr Bytes kNextTableSort = "next-table";
constexpr uint32_t kIdMax = std::numeric_limits<uint32_t>::max();

bool LacksIds(const Table& table) {
  return table.id == storage::TableId{} ||
         std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const model::IndexDefinition& index) { return index.id == 0; });
}

Status RemoveRowOf(storage::TableId id, const storage::OwnedKey& row,
                   storage::Transaction& transaction) {
  KS_ASSIGN_OR_RETURN(std::optional<std::string> stored, transaction.Get(row.view()));
  if (!stored) return Status::Ok();
  KS_ASSIGN_OR_RETURN(TableRecord record, DecodeTableRecord(*stored));
  if (record.table.id == id) transaction.Delete(row.view(), storage::Role::kBase);
  return Status::Ok();
}

}  // namespace

storage::OwnedKey CatalogRows::RowKey(const std::string& name) const {
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kTablesPartition), kTablesPartition, name});
}

storage::OwnedKey CatalogRows::NextIdKey() const {
  return storage::OwnedKey(
      {kSystemSpace, store_.HashPartition(kIdsPartition), kIdsPartition, kNextTableSort});
}

Status CatalogRows::ReadAll(FunctionRef<Status(TableRecord)> visit) {
  const storage::OwnedKey key = RowKey("");
  const storage::KeyRange rows{
      storage::Position::Before(storage::Position::Level::kPartition, key.view()),
      storage::Position::After(storage::Position::Level::kPartition, key.view())};
  Status status;
  KS_RETURN_IF_ERROR(
      store_.NewSnapshot()->Read(rows, storage::Direction::kForward, [&](const storage::Row& row) {
        auto record = DecodeTableRecord(row.value);
        status = record.ok() ? visit(std::move(*record)) : record.status();
        return status.ok();
      }));
  return status;
}

// A local index's id counts within its table; the others are tables' ids.
Status CatalogRows::AllotIds(storage::Transaction& transaction, Table* table) {
  const storage::OwnedKey row = NextIdKey();
  KS_ASSIGN_OR_RETURN(const std::optional<std::string> stored, transaction.Get(row.view()));
  uint32_t next = 1;
  if (stored) {
    ByteReader reader(*stored);
    next = reader.U32();
    if (!reader.ok() || !reader.empty() || next == 0) {
      return Status::Corruption("catalog: the next table id is damaged");
    }
  }
  if (next > kIdMax - 1 - table->indexes.size()) {
    return Status::ResourceExhausted("catalog: no table ids are left");
  }
  if (table->id == storage::TableId{}) table->id = storage::TableId{next++};
  uint32_t locals = 0;
  for (model::IndexDefinition& index : table->indexes) {
    if (index.local) {
      index.id = ++locals;
    } else if (index.id == 0) {
      index.id = next++;
    }
  }
  std::string after;
  AppendU32(&after, next);
  transaction.Put(row.view(), after, storage::Role::kBase);
  return Status::Ok();
}

Status CatalogRows::WriteRow(storage::Transaction& transaction, Table* table, bool deleting) {
  if (LacksIds(*table)) KS_RETURN_IF_ERROR(AllotIds(transaction, table));
  const storage::OwnedKey row = RowKey(table->name);
  transaction.Put(row.view(), EncodeTableRecord(*table, deleting), storage::Role::kBase);
  return Status::Ok();
}

void CatalogRows::PutNew(Table* table, std::vector<SettingRow> settings, Done done) {
  Work work;
  work.rows = {RowKey(table->name), NextIdKey()};
  work.body = [this, table, before = *table,
               settings = std::move(settings)](storage::Transaction& transaction) {
    *table = before;
    KS_RETURN_IF_ERROR(WriteRow(transaction, table, false));
    // Nobody else knows the new table's space, so these rows need no name in Begin.
    for (const SettingRow& setting : settings) {
      transaction.Put(SettingKey(store_, table->id, setting.name).view(), setting.value,
                      storage::Role::kBase);
    }
    return Status::Ok();
  };
  work.done = std::move(done);
  RunTransaction(store_, std::move(work));
}

void CatalogRows::Put(Table* table, bool deleting, Done done) {
  Work work;
  work.rows = {RowKey(table->name), NextIdKey()};
  // May run again: ids of an attempt that lost are allotted anew.
  work.body = [this, table, deleting, before = *table](storage::Transaction& transaction) {
    *table = before;
    return WriteRow(transaction, table, deleting);
  };
  work.done = std::move(done);
  RunTransaction(store_, std::move(work));
}

void CatalogRows::Remove(const Table& table, Done done) {
  Work work;
  work.rows = {RowKey(table.name)};
  work.body = [row = work.rows[0], id = table.id](storage::Transaction& transaction) {
    return RemoveRowOf(id, row, transaction);
  };
  work.done = std::move(done);
  RunTransaction(store_, std::move(work));
}

Status CatalogRows::Retire(const Table& table) {
  for (const model::IndexDefinition& index : table.indexes) {
    if (!index.local) KS_RETURN_IF_ERROR(Retire(index));
  }
  return store_.RetireTable(table.id);
}

Status CatalogRows::Retire(const model::IndexDefinition& index) {
  return store_.RetireTable(storage::TableId{index.id});
}

}  // namespace keystone::dynamo
