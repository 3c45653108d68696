#include "dynamo/page.h"

#include "base/planted.h"
#include "dynamo/capacity.h"
#include "dynamo/item_key.h"
#include "expr/evaluate.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ItemView;

model::ApiResult<model::PageResponse> ReadPage(const storage::Snapshot& snapshot,
                                               const Table& table, const PageSpec& spec,
                                               const model::PageOptions& options) {
  model::PageResponse page;
  page.counts_only = spec.counts_only;
  size_t bytes = 0;
  bool full = false;
  std::string last;  // the last item looked at
  const Status read = snapshot.Read(spec.range, spec.direction, [&](const storage::Row& row) {
    const ItemView item(row.value);
    const size_t size = item.Size();
    if (page.scanned_count != 0 && bytes + size > model::kPageBytesMax) {
      full = true;
      return false;
    }
    bytes += size;
    ++page.scanned_count;
    last.assign(row.value);
    if (!spec.filter || expr::Evaluate(*spec.filter, item)) {
      ++page.count;
      if (!spec.counts_only && spec.projection) {
        page.items.push_back(spec.projection->Apply(item));
      } else if (!spec.counts_only) {
        page.items.emplace_back(row.value);
      }
    }
    const auto counted = Planted(Bug::kFilterBeforeLimit) ? page.count : page.scanned_count;
    full = options.limit && counted >= *options.limit;
    return !full;
  });
  if (!read.ok()) return ApiError::FromStatus(read);
  page.consumed_capacity =
      Consumed(table, ReadUnits(bytes, options.consistent_read), options.return_capacity);
  if (!full) return page;
  auto key = KeyAttributesOf(table, ItemView(last));
  if (!key.ok()) return ApiError::FromStatus(key.status());
  page.last_evaluated_key = std::move(*key);
  return page;
}

}  // namespace keystone::dynamo
