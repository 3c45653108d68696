#include "dynamo/index_entry.h"

#include <algorithm>

#include "dynamo/item_key.h"
#include "model/key.h"
#include "model/limits.h"
#include "model/value_writer.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::IndexDefinition;
using model::ItemView;
using model::KeyAttribute;
using model::Type;
using model::ValueView;

size_t SizeOf(const std::vector<KeyAttribute>& attributes, ItemView item) {
  size_t size = 0;
  for (const KeyAttribute& attribute : attributes) size += item.Find(attribute.name)->Size();
  return size;
}

// Within the limits for keys, none of them empty.
bool IsIndexable(const IndexDefinition& index, ItemView item) {
  if (!HasAttributes(index.keys.partition, item) || !HasAttributes(index.keys.sort, item)) {
    return false;
  }
  const auto empty = [&](const KeyAttribute& attribute) {
    return item.Find(attribute.name)->payload().empty();
  };
  return std::none_of(index.keys.partition.begin(), index.keys.partition.end(), empty) &&
         std::none_of(index.keys.sort.begin(), index.keys.sort.end(), empty) &&
         SizeOf(index.keys.partition, item) <= model::kPartitionKeyBytesMax &&
         SizeOf(index.keys.sort, item) <= model::kSortKeyBytesMax;
}

void AppendComponents(std::string* out, const std::vector<KeyAttribute>& attributes,
                      ItemView item) {
  for (const KeyAttribute& attribute : attributes) {
    model::AppendKeyComponent(out, *item.Find(attribute.name));
  }
}

ApiError EmptyKey(const IndexDefinition& index, const KeyAttribute& key, WriteKind kind) {
  const std::string invalid = "One or more parameter values are not valid. ";
  const std::string empty =
      std::string(" The AttributeValue for a key attribute cannot contain an empty ") +
      (key.type == Type::kBinary ? "binary" : "string") + " value.";
  if (kind == WriteKind::kUpdate) {
    return ApiError::Validation(invalid +
                                "The update expression attempted to update a secondary index key "
                                "to a value that is not supported." +
                                empty);
  }
  return ApiError::Validation(invalid +
                              "A value specified for a secondary index key is not supported." +
                              empty + " IndexName: " + index.name + ", IndexKey: " + key.name);
}

ApiError CheckAttribute(const IndexDefinition& index, const KeyAttribute& key, ValueView value,
                        WriteKind kind) {
  if (value.type() != key.type) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Type mismatch for Index Key " + key.name +
        " Expected: " + TypeName(key.type) + " Actual: " + TypeName(value.type()) +
        " IndexName: " + index.name);
  }
  return value.payload().empty() ? EmptyKey(index, key, kind) : ApiError();
}

// The attributes that the item has of them. `bytes_max`: of all together.
ApiError CheckAttributes(const IndexDefinition& index, const std::vector<KeyAttribute>& attributes,
                         ItemView item, WriteKind kind, size_t bytes_max) {
  size_t bytes = 0;
  for (const KeyAttribute& key : attributes) {
    const auto value = item.Find(key.name);
    if (!value) continue;
    if (ApiError e = CheckAttribute(index, key, *value, kind); !e.ok()) return e;
    bytes += value->Size();
  }
  if (bytes <= bytes_max) return {};
  return ApiError::Validation(
      std::string("One or more parameter values were invalid: ") +
      (bytes_max == model::kPartitionKeyBytesMax
           ? "Size of hashkey has exceeded the maximum size limit of2048 bytes"
           : "Aggregated size of all range keys has exceeded the size limit of 1024 bytes") +
      " IndexName: " + index.name);
}

}  // namespace

std::optional<storage::OwnedKey> IndexKey(const storage::Store& store, const Table& table,
                                          const IndexDefinition& index, ItemView item) {
  if (!IsIndexable(index, item)) return std::nullopt;
  std::string partition;
  std::string sort;
  AppendComponents(&partition, index.keys.partition, item);
  AppendComponents(&sort, index.keys.sort, item);
  AppendComponents(&sort, table.keys.partition, item);
  AppendComponents(&sort, table.keys.sort, item);
  return storage::OwnedKey(
      {SpaceOf(table, index), store.HashPartition(partition), partition, sort});
}

bool IsProjected(const Table& table, const IndexDefinition& index, Bytes name) {
  if (index.projection == model::ProjectionType::kAll) return true;
  const auto& others = index.non_key_attributes;
  return IsKeyAttribute(table.keys, name) || IsKeyAttribute(index.keys, name) ||
         std::find(others.begin(), others.end(), name) != others.end();
}

std::string Projected(const Table& table, const IndexDefinition& index, Bytes item) {
  model::ValueWriter writer;
  // A part of an item that was written: neither too deep nor with a name twice.
  static_cast<void>(writer.BeginMap());
  for (auto it = ItemView(item).attributes().begin(); it.ok(); it.Next()) {
    if (!IsProjected(table, index, it.name())) continue;
    writer.Name(it.name());
    writer.Copy(it.value());
  }
  static_cast<void>(writer.EndMap());
  return model::MakeItem(writer);
}

ApiError CheckIndexKeys(const Table& table, ItemView item, WriteKind kind) {
  for (const IndexDefinition& index : table.indexes) {
    if (index.status == model::IndexStatus::kDeleting) continue;
    if (ApiError e =
            CheckAttributes(index, index.keys.partition, item, kind, model::kPartitionKeyBytesMax);
        !e.ok()) {
      return e;
    }
    if (ApiError e = CheckAttributes(index, index.keys.sort, item, kind, model::kSortKeyBytesMax);
        !e.ok()) {
      return e;
    }
  }
  return {};
}

}  // namespace keystone::dynamo
