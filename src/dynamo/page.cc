#include "dynamo/page.h"

#include "dynamo/item_key.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ItemView;

model::ApiResult<model::PageResponse> ReadPage(const storage::Snapshot& snapshot,
                                               const Table& table, const PageSpec& spec) {
  model::PageResponse page;
  size_t bytes = 0;
  bool full = false;
  const Status read = snapshot.Read(spec.range, spec.direction, [&](const storage::Row& row) {
    const size_t size = ItemView(row.value).Size();
    if (!page.items.empty() && bytes + size > model::kPageBytesMax) {
      full = true;
      return false;
    }
    bytes += size;
    page.items.emplace_back(row.value);
    full = spec.limit && static_cast<int64_t>(page.items.size()) >= *spec.limit;
    return !full;
  });
  if (!read.ok()) return ApiError::FromStatus(read);
  page.scanned_count = static_cast<int64_t>(page.items.size());
  if (full) {
    auto key = KeyAttributesOf(table, ItemView(page.items.back()));
    if (!key.ok()) return ApiError::FromStatus(key.status());
    page.last_evaluated_key = std::move(*key);
  }
  return page;
}

}  // namespace keystone::dynamo
