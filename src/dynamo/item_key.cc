#include "dynamo/item_key.h"

#include "model/key.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;
using model::KeyAttribute;
using model::Type;
using model::ValueView;

// Type and presence, in the words of a put.
ApiError CheckAttribute(const KeyAttribute& attribute, const std::optional<ValueView>& value) {
  const std::string prefix = "One or more parameter values were invalid: ";
  if (!value) {
    return ApiError::Validation(prefix + "Missing the key " + attribute.name + " in the item");
  }
  if (value->type() != attribute.type) {
    return ApiError::Validation(prefix + "Type mismatch for key " + attribute.name + " expected: " +
                                TypeName(attribute.type) + " actual: " + TypeName(value->type()));
  }
  return {};
}

ApiError CheckNotEmpty(const KeyAttribute& attribute, ValueView value) {
  if (!value.payload().empty()) return {};
  return ApiError::Validation(
      std::string("One or more parameter values are not valid. The AttributeValue for a key "
                  "attribute cannot contain an empty ") +
      (attribute.type == Type::kBinary ? "binary" : "string") + " value. Key: " + attribute.name);
}

ApiError CheckSizes(ValueView partition, const std::optional<ValueView>& sort) {
  if (partition.Size() > model::kPartitionKeyBytesMax) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
        "limit of2048 bytes");
  }
  if (sort && sort->Size() > model::kSortKeyBytesMax) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
        "the size limit of 1024 bytes");
  }
  return {};
}

// The values have the schema's types.
ApiResult<storage::OwnedKey> MakeKey(const storage::Store& store, const Table& table,
                                     ValueView partition, const std::optional<ValueView>& sort) {
  if (ApiError e = CheckNotEmpty(table.keys.partition, partition); !e.ok()) return e;
  if (sort) {
    if (ApiError e = CheckNotEmpty(*table.keys.sort, *sort); !e.ok()) return e;
  }
  if (ApiError e = CheckSizes(partition, sort); !e.ok()) return e;
  std::string partition_bytes;
  std::string sort_bytes;
  model::AppendKeyComponent(&partition_bytes, partition);
  if (sort) model::AppendKeyComponent(&sort_bytes, *sort);
  return storage::OwnedKey({{table.id, storage::IndexId{0}},
                            store.HashPartition(partition_bytes),
                            partition_bytes,
                            sort_bytes});
}

}  // namespace

ApiResult<storage::OwnedKey> KeyOfItem(const storage::Store& store, const Table& table,
                                       ItemView item) {
  const auto partition = item.Find(table.keys.partition.name);
  if (ApiError e = CheckAttribute(table.keys.partition, partition); !e.ok()) return e;
  std::optional<ValueView> sort;
  if (table.keys.sort) {
    sort = item.Find(table.keys.sort->name);
    if (ApiError e = CheckAttribute(*table.keys.sort, sort); !e.ok()) return e;
  }
  return MakeKey(store, table, *partition, sort);
}

bool HasKey(const Table& table, ItemView item) {
  const auto has = [&](const KeyAttribute& attribute) {
    const auto value = item.Find(attribute.name);
    return value && value->type() == attribute.type;
  };
  return has(table.keys.partition) && (!table.keys.sort || has(*table.keys.sort));
}

bool IsKeyAttribute(const Table& table, Bytes name) {
  return name == table.keys.partition.name || (table.keys.sort && name == table.keys.sort->name);
}

bool MatchesSchema(const Table& table, ItemView key) {
  return key.attributes().size() == (table.keys.sort ? 2u : 1u) && HasKey(table, key);
}

model::ApiError NotOfSchema() {
  return ApiError::Validation("The provided key element does not match the schema");
}

ApiResult<storage::OwnedKey> KeyOfRequest(const storage::Store& store, const Table& table,
                                          ItemView key) {
  if (!MatchesSchema(table, key)) {
    return NotOfSchema();
  }
  return KeyOfItem(store, table, key);
}

storage::OwnedKey PartitionKey(const storage::Store& store, const Table& table,
                               ValueView partition) {
  std::string bytes;
  model::AppendKeyComponent(&bytes, partition);
  return storage::OwnedKey(
      {{table.id, storage::IndexId{0}}, store.HashPartition(bytes), bytes, {}});
}

Result<std::string> KeyAttributesOf(const Table& table, ItemView item) {
  model::ValueWriter writer;
  const auto copy = [&](const KeyAttribute& attribute) {
    const auto value = item.Find(attribute.name);
    if (!value || value->type() != attribute.type) return false;
    writer.Name(attribute.name);
    writer.Copy(*value);
    return true;
  };
  const bool whole = writer.BeginMap() == model::WriteError::kNone && copy(table.keys.partition) &&
                     (!table.keys.sort || copy(*table.keys.sort)) &&
                     writer.EndMap() == model::WriteError::kNone;
  if (!whole) {
    return Status::Corruption("table " + table.name + ": a stored item lacks its key attributes");
  }
  return model::MakeItem(writer);
}

}  // namespace keystone::dynamo
