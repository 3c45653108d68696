#include "dynamo/item_write.h"

#include <algorithm>

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/collections.h"
#include "dynamo/index_entry.h"
#include "dynamo/index_write.h"
#include "dynamo/totals.h"
#include "expr/evaluate.h"
#include "expr/project.h"
#include "expr/update.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;

ItemView ViewOf(const std::optional<std::string>& item) {
  return item ? ItemView(*item) : ItemView();
}

// The item after the write; none for a delete.
ApiResult<std::optional<std::string>> NewItem(const ItemWrite& write,
                                              const std::optional<std::string>& old) {
  if (!write.update) return write.item;
  KS_ASSIGN_OR_RETURN(std::string item,
                      expr::ApplyUpdate(*write.update, ItemView(old ? *old : write.key_item)));
  if (ItemView(item).Size() > model::kItemBytesMax) {
    return ApiError::Validation("Item size to update has exceeded the maximum allowed size");
  }
  if (ApiError e = CheckIndexKeys(*write.table, ItemView(item), WriteKind::kUpdate); !e.ok())
    return e;
  return std::optional(std::move(item));
}

// What the change adds to the table's totals.
storage::Counters GrowthOf(const ItemChange& change) {
  storage::Counters growth{};
  if (change.old_item) {
    growth[0] -= 1;
    growth[1] -= static_cast<int64_t>(ItemView(*change.old_item).Size());
  }
  if (change.new_item) {
    growth[0] += 1;
    growth[1] += static_cast<int64_t>(ItemView(*change.new_item).Size());
  }
  return growth;
}

}  // namespace

Result<ItemChange> Apply(const ItemWrite& write, storage::Store& store, const Table& table,
                         storage::Transaction& transaction) {
  const storage::Key key = write.key.view();
  ItemChange change;
  KS_ASSIGN_OR_RETURN(change.old_item, transaction.Get(key));
  if (write.condition && !expr::Evaluate(*write.condition, ViewOf(change.old_item))) {
    change.error = ApiError::ConditionalCheckFailed({});
    if (!Planted(Bug::kRefusedWriteApplied)) return change;
  }
  auto item = NewItem(write, change.old_item);
  if (!item.ok()) {
    change.error = item.status();
    return change;
  }
  change.error = CheckCollection(store, table, key, ViewOf(change.old_item), ViewOf(*item));
  if (!change.error.ok()) return change;
  change.new_item = std::move(*item);
  if (change.new_item) {
    transaction.Put(key, *change.new_item, storage::Role::kBase);
  } else if (change.old_item) {
    transaction.Delete(key, storage::Role::kBase);
  }
  const storage::Counters growth = GrowthOf(change);
  if (growth != storage::Counters{}) {
    transaction.Add(TotalsKey(store, table.space()).view(), growth);
  }
  if (table.indexes.empty()) return change;
  KS_ASSIGN_OR_RETURN(
      change.index_units,
      WriteIndexes(store, table, key, {change.old_item, change.new_item}, transaction));
  return change;
}

double WriteUnitsOf(const ItemChange& change) {
  return WriteUnits(std::max(ViewOf(change.old_item).Size(), ViewOf(change.new_item).Size()));
}

std::optional<std::string> ReturnedAttributes(model::ReturnValues asked, const ItemWrite& write,
                                              const ItemChange& change) {
  using Removed = expr::Projection::Removed;
  const auto updated = [&](const std::optional<std::string>& item,
                           Removed removed) -> std::optional<std::string> {
    if (!item || !write.update) return std::nullopt;
    std::string part = expr::Projection(*write.update, removed).Apply(ItemView(*item));
    if (ItemView(part).attributes().size() == 0) return std::nullopt;
    return part;
  };
  switch (asked) {
    case model::ReturnValues::kAllOld:
      return change.old_item;
    case model::ReturnValues::kAllNew:
      return change.new_item;
    case model::ReturnValues::kUpdatedOld:
      return updated(change.old_item, Removed::kWith);
    case model::ReturnValues::kUpdatedNew:
      // Where an element of a list was removed, another one may be now.
      return updated(change.new_item, Removed::kWithout);
    case model::ReturnValues::kNone:
      break;
  }
  return std::nullopt;
}

}  // namespace keystone::dynamo
