#include "dynamo/item_key.h"

#include <algorithm>

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

}  // namespace

ApiResult<storage::OwnedKey> KeyOfItem(const storage::Store& store, const Table& table,
                                       ItemView item) {
  const KeyAttribute& partition_key = table.keys.partition[0];
  const auto partition = item.Find(partition_key.name);
  if (ApiError e = CheckAttribute(partition_key, partition); !e.ok()) return e;
  std::optional<ValueView> sort;
  if (!table.keys.sort.empty()) {
    sort = item.Find(table.keys.sort[0].name);
    if (ApiError e = CheckAttribute(table.keys.sort[0], sort); !e.ok()) return e;
  }
  if (ApiError e = CheckNotEmpty(partition_key, *partition); !e.ok()) return e;
  if (sort) {
    if (ApiError e = CheckNotEmpty(table.keys.sort[0], *sort); !e.ok()) return e;
  }
  if (ApiError e = CheckSizes(*partition, sort); !e.ok()) return e;
  std::string partition_bytes;
  std::string sort_bytes;
  model::AppendKeyComponent(&partition_bytes, *partition);
  if (sort) model::AppendKeyComponent(&sort_bytes, *sort);
  return storage::OwnedKey(
      {table.space(), store.HashPartition(partition_bytes), partition_bytes, sort_bytes});
}

bool HasAttributes(const std::vector<KeyAttribute>& attributes, ItemView item) {
  for (const KeyAttribute& attribute : attributes) {
    const auto value = item.Find(attribute.name);
    if (!value || value->type() != attribute.type) return false;
  }
  return true;
}

bool HasKey(const Table& table, ItemView item) {
  return HasAttributes(table.keys.partition, item) && HasAttributes(table.keys.sort, item);
}

bool IsKeyAttribute(const model::KeySchema& keys, Bytes name) {
  const auto is_it = [&](const KeyAttribute& attribute) { return attribute.name == name; };
  return std::any_of(keys.partition.begin(), keys.partition.end(), is_it) ||
         std::any_of(keys.sort.begin(), keys.sort.end(), is_it);
}

bool MatchesSchema(const Table& table, ItemView key) {
  return key.attributes().size() == 1 + table.keys.sort.size() && HasKey(table, key);
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

std::vector<Bytes> KeyNames(const Table& table, const model::IndexDefinition* index) {
  std::vector<Bytes> names;
  const auto add = [&](const std::vector<KeyAttribute>& attributes) {
    for (const KeyAttribute& attribute : attributes) {
      const Bytes name = attribute.name;
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  };
  add(table.keys.partition);
  add(table.keys.sort);
  if (index != nullptr) {
    add(index->keys.partition);
    add(index->keys.sort);
  }
  return names;
}

Result<std::string> KeyAttributesOf(const Table& table, const model::IndexDefinition* index,
                                    ItemView item) {
  model::ValueWriter writer;
  const auto copy = [&](Bytes name) {
    const auto value = item.Find(name);
    if (!value) return false;
    writer.Name(name);
    writer.Copy(*value);
    return true;
  };
  const std::vector<Bytes> names = KeyNames(table, index);
  const bool whole = writer.BeginMap() == model::WriteError::kNone &&
                     std::all_of(names.begin(), names.end(), copy) &&
                     writer.EndMap() == model::WriteError::kNone;
  if (!whole) {
    return Status::Corruption("table " + table.name + ": a stored item lacks its key attributes");
  }
  return model::MakeItem(writer);
}

}  // namespace keystone::dynamo
