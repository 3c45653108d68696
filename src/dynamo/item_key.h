// Keys of items: checked against a table's schema, and turned into keys of the store.
#pragma once

#include <string>
#include <vector>

#include "dynamo/table.h"
#include "model/api_error.h"
#include "model/item.h"
#include "storage/store.h"

namespace keystone::dynamo {

// The key of an item about to be put; its other attributes are not looked at.
model::ApiResult<storage::OwnedKey> KeyOfItem(const storage::Store& store, const Table& table,
                                              model::ItemView item);

// The same for a key that a request gives: the key attributes and nothing else.
model::ApiResult<storage::OwnedKey> KeyOfRequest(const storage::Store& store, const Table& table,
                                                 model::ItemView key);

// Whether `item` has all of these, of their types.
bool HasAttributes(const std::vector<model::KeyAttribute>& attributes, model::ItemView item);
bool HasKey(const Table& table, model::ItemView item);

bool IsKeyAttribute(const model::KeySchema& keys, Bytes name);

// ValidationException: The provided key element does not match the schema.
model::ApiError NotOfSchema();

// False where `key` has other attributes or types than the schema says.
bool MatchesSchema(const Table& table, model::ItemView key);

// The names of the table's key attributes, then of those the index's key has beside them.
std::vector<Bytes> KeyNames(const Table& table, const model::IndexDefinition* index);

// An item of these attributes of a stored item. Corruption where they are not there.
Result<std::string> KeyAttributesOf(const Table& table, const model::IndexDefinition* index,
                                    model::ItemView item);

}  // namespace keystone::dynamo
