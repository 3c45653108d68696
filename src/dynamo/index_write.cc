#include "dynamo/index_write.h"

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/index_entry.h"
#include "dynamo/totals.h"

namespace keystone::dynamo {
namespace {

using model::IndexDefinition;
using model::ItemView;
using storage::Role;

int64_t SizeOf(Bytes item) {
  return static_cast<int64_t>(ItemView(item).Size());
}

// An item's row in one index.
struct Entry {
  storage::OwnedKey key;
  const std::string* whole = nullptr;  // the item, of an index that has all of it
  std::string part;

  Bytes value() const { return whole != nullptr ? *whole : part; }
};

std::optional<Entry> EntryOf(const storage::Store& store, const Table& table,
                             const IndexDefinition& index, const std::optional<std::string>& item) {
  if (!item) return std::nullopt;
  auto key = IndexKey(store, table, index, ItemView(*item));
  if (!key) return std::nullopt;
  if (index.projection == model::ProjectionType::kAll) return Entry{std::move(*key), &*item, {}};
  return Entry{std::move(*key), nullptr, Projected(table, index, *item)};
}

// What changes in one index.
struct EntryChange {
  std::optional<Entry> before;
  std::optional<Entry> after;

  bool moves() const { return before && after && before->key.view() != after->key.view(); }
  bool none() const {
    if (!before && !after) return true;
    return before && after && !moves() && before->value() == after->value();
  }
};

// A row put where none was, or over another, costs one write of the larger; one that moves costs
// its deletion too.
double UnitsOf(const EntryChange& change) {
  const size_t before = change.before ? ItemView(change.before->value()).Size() : 0;
  const size_t after = change.after ? ItemView(change.after->value()).Size() : 0;
  if (change.moves()) return WriteUnits(before) + WriteUnits(after);
  return WriteUnits(std::max(before, after));
}

// Items and bytes by which the index grows. `was_there`: the row before, which an index that is
// still being filled may not have yet.
storage::Counters GrowthOf(const EntryChange& change, bool was_there) {
  storage::Counters growth{};
  if (change.before && was_there) growth = {-1, -SizeOf(change.before->value()), 0, 0};
  if (change.after) {
    growth[0] += 1;
    growth[1] += SizeOf(change.after->value());
  }
  return growth;
}

Result<storage::Counters> WriteEntry(const storage::Store& store, const Table& table,
                                     const IndexDefinition& index, const EntryChange& change,
                                     storage::Transaction& transaction) {
  bool was_there = change.before.has_value();
  if (was_there && index.status == model::IndexStatus::kCreating) {
    KS_ASSIGN_OR_RETURN(const auto stored, transaction.Get(change.before->key.view()));
    was_there = stored.has_value();
  }
  if (change.before && (!change.after || change.moves()) && !Planted(Bug::kIndexRowStays)) {
    transaction.Delete(change.before->key.view(), Role::kDerived);
  }
  if (change.after)
    transaction.Put(change.after->key.view(), change.after->value(), Role::kDerived);
  const storage::Counters growth = GrowthOf(change, was_there);
  if (growth != storage::Counters{}) {
    transaction.Add(TotalsKey(store, SpaceOf(table, index)).view(), growth);
  }
  return growth;
}

}  // namespace

Result<std::vector<model::IndexCapacity>> WriteIndexes(const storage::Store& store,
                                                       const Table& table, const storage::Key& key,
                                                       const ItemVersions& versions,
                                                       storage::Transaction& transaction) {
  std::vector<model::IndexCapacity> capacity;
  int64_t collection_growth = 0;
  bool has_collections = false;
  for (const IndexDefinition& index : table.indexes) {
    has_collections |= index.local;
    if (index.status == model::IndexStatus::kDeleting) continue;
    const EntryChange change{EntryOf(store, table, index, versions.before),
                             EntryOf(store, table, index, versions.after)};
    if (change.none()) continue;
    KS_ASSIGN_OR_RETURN(const storage::Counters growth,
                        WriteEntry(store, table, index, change, transaction));
    if (index.local) collection_growth += growth[1];
    capacity.push_back({index.name, index.local, UnitsOf(change)});
  }
  if (!has_collections) return capacity;
  if (versions.before) collection_growth -= SizeOf(*versions.before);
  if (versions.after) collection_growth += SizeOf(*versions.after);
  if (collection_growth != 0) {
    transaction.Add(CollectionKey(key).view(), {0, collection_growth, 0, 0});
  }
  return capacity;
}

Status Backfill(const storage::Store& store, const Table& table, const IndexDefinition& index,
                const std::optional<std::string>& item, storage::Transaction& transaction) {
  EntryChange change;
  change.after = EntryOf(store, table, index, item);
  if (!change.after) return Status::Ok();
  KS_ASSIGN_OR_RETURN(const auto stored, transaction.Get(change.after->key.view()));
  if (stored) return Status::Ok();
  return WriteEntry(store, table, index, change, transaction).status();
}

}  // namespace keystone::dynamo
