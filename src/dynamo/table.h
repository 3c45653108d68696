// Table: a table as the catalog keeps it, and where its rows are.
#pragma once

#include <cstdint>

#include "model/table_definition.h"
#include "storage/key.h"

namespace keystone::dynamo {

// Index ids that no index has, for counters (dynamo/totals.h).
inline constexpr storage::IndexId kStatisticsIndex{0xffffffff};
inline constexpr storage::IndexId kCollectionsIndex{0xfffffffd};

struct Table : model::TableDefinition {
  storage::TableId id{};

  storage::SpaceId space() const { return {id, storage::IndexId{0}}; }
};

// A local index lives in its table's own space, under the index id. A global one has a table id of
// its own, which can be retired while the table lives.
inline storage::SpaceId SpaceOf(const Table& table, const model::IndexDefinition& index) {
  if (index.local) return {table.id, storage::IndexId{index.id}};
  return {storage::TableId{index.id}, storage::IndexId{0}};
}

inline const model::IndexDefinition* FindIndex(const Table& table, Bytes name) {
  for (const model::IndexDefinition& index : table.indexes) {
    if (index.name == name) return &index;
  }
  return nullptr;
}

}  // namespace keystone::dynamo
