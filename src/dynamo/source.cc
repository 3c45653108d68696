#include "dynamo/source.h"

#include "dynamo/index_entry.h"
#include "dynamo/item_key.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;

ApiResult<Source> FindSource(TablePtr table, const model::PageOptions& options) {
  Source source{std::move(table), nullptr};
  if (!options.index_name) return source;
  source.index = FindIndex(*source.table, *options.index_name);
  if (source.index == nullptr || source.index->status == model::IndexStatus::kDeleting) {
    return ApiError::Validation("The table does not have the specified index: " +
                                *options.index_name);
  }
  if (source.index->status == model::IndexStatus::kCreating) {
    return ApiError::Validation("Cannot read from backfilling global secondary index: " +
                                *options.index_name);
  }
  if (!source.index->local && options.consistent_read) {
    return ApiError::Validation("Consistent reads are not supported on global secondary indexes");
  }
  return source;
}

ApiResult<std::optional<storage::OwnedKey>> StartKeyOf(const storage::Store& store,
                                                       const Source& source,
                                                       model::ItemView given) {
  using Found = std::optional<storage::OwnedKey>;
  const Table& table = *source.table;
  if (given.attributes().size() != KeyNames(table, source.index).size()) return Found();
  if (!HasKey(table, given) || !HasAttributes(source.keys().partition, given) ||
      !HasAttributes(source.keys().sort, given)) {
    return Found();
  }
  auto key = KeyOfItem(store, table, given);
  if (!key.ok()) return key.status();
  if (source.index == nullptr) return Found(std::move(*key));
  return IndexKey(store, table, *source.index, given);
}

}  // namespace keystone::dynamo
