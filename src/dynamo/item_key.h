// Keys of items: checked against a table's schema, and turned into keys of the store.
#pragma once

#include <string>

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

// Whether `item` has the key attributes, of the schema's types.
bool HasKey(const Table& table, model::ItemView item);

// Whether an attribute of that name is the table's partition or sort key.
bool IsKeyAttribute(const Table& table, Bytes name);

// ValidationException: The provided key element does not match the schema.
model::ApiError NotOfSchema();

// False where `key` has other attributes or types than the schema says.
bool MatchesSchema(const Table& table, model::ItemView key);

// A key whose sort component is empty: where Query begins to look.
storage::OwnedKey PartitionKey(const storage::Store& store, const Table& table,
                               model::ValueView partition);

// An item of the key attributes of a stored item. Corruption where they are not there.
Result<std::string> KeyAttributesOf(const Table& table, model::ItemView item);

}  // namespace keystone::dynamo
