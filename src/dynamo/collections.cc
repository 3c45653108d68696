#include "dynamo/collections.h"

#include <algorithm>

#include "dynamo/totals.h"
#include "model/limits.h"
#include "model/value_writer.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ItemView;

constexpr int64_t kGigabyte = 1LL << 30;

Result<int64_t> BytesOf(storage::Store& store, const storage::Key& key) {
  auto totals = ReadTotals(*store.NewSnapshot(), CollectionKey(key));
  if (!totals.ok()) return totals.status();
  return totals->size_bytes;
}

}  // namespace

bool HasCollections(const Table& table) {
  return std::any_of(table.indexes.begin(), table.indexes.end(),
                     [](const model::IndexDefinition& index) { return index.local; });
}

ApiError CheckCollection(storage::Store& store, const Table& table, const storage::Key& key,
                         ItemView before, ItemView after) {
  if (!HasCollections(table) || after.Size() <= before.Size()) return {};
  const auto bytes = BytesOf(store, key);
  if (!bytes.ok()) return ApiError::FromStatus(bytes.status());
  if (*bytes < model::kCollectionBytesMax) return {};
  return {model::ErrorCode::kItemCollectionSizeLimitExceeded,
          "Item collection size limit of 10 gigabytes exceeded"};
}

std::optional<model::ItemCollectionMetrics> MetricsOf(storage::Store& store, const Table& table,
                                                      const storage::Key& key, ItemView item) {
  if (!HasCollections(table)) return std::nullopt;
  const std::string& name = table.keys.partition[0].name;
  const auto partition = item.Find(name);
  const auto bytes = BytesOf(store, key);
  if (!partition || !bytes.ok()) return std::nullopt;  // the write itself is done
  model::ValueWriter writer;
  static_cast<void>(writer.BeginMap());
  writer.Name(name);
  writer.Copy(*partition);
  static_cast<void>(writer.EndMap());
  const int64_t gigabytes = std::max<int64_t>(0, *bytes) / kGigabyte;
  return model::ItemCollectionMetrics{model::MakeItem(writer), gigabytes, gigabytes + 1};
}

}  // namespace keystone::dynamo
