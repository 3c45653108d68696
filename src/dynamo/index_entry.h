// An item's row in a secondary index. docs/format/keys.md:
//
//   partition := the components of the index's partition attributes
//   sort      := those of its sort attributes, then of the table's whole key, which makes it unique
//   value     := the projected item
//
// An item that lacks one of the index's key attributes has no row there (AWS: "sparse indexes");
// nor has one whose attribute is of another type, which only items from before the index can be.
#pragma once

#include <optional>
#include <string>

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/item.h"
#include "storage/store.h"

namespace keystone::dynamo {

// The row's key, where the item has one. `item` has the table's key.
std::optional<storage::OwnedKey> IndexKey(const storage::Store& store, const Table& table,
                                          const model::IndexDefinition& index,
                                          model::ItemView item);

// What the index keeps of `item`, where that is not all of it.
std::string Projected(const Table& table, const model::IndexDefinition& index, Bytes item);

// Whether the index has an attribute of every item that has it.
bool IsProjected(const Table& table, const model::IndexDefinition& index, Bytes name);

// A wrong type, an empty or an oversize value in an attribute that is an index's key: AWS refuses
// the write. An update is told in other words than a put.
enum class WriteKind : unsigned char { kPut, kUpdate };
model::ApiError CheckIndexKeys(const Table& table, model::ItemView item, WriteKind kind);

}  // namespace keystone::dynamo
