#include "dynamo/page.h"

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/item_key.h"
#include "expr/evaluate.h"
#include "model/limits.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ItemView;

class PageReader {
 public:
  PageReader(storage::Store& store, const Source& source, const PageSpec& spec,
             const model::PageOptions& options)
      : store_(store),
        snapshot_(store.NewSnapshot()),
        source_(source),
        spec_(spec),
        options_(options) {
    page_.counts_only = spec.counts_only;
  }

  model::ApiResult<model::PageResponse> Read() {
    Status status;
    const Status read = snapshot_->Read(spec_.range, spec_.direction, [&](const storage::Row& row) {
      auto more = Visit(row);
      if (!more.ok()) status = more.status();
      return more.ok() && *more;
    });
    if (!read.ok()) return ApiError::FromStatus(read);
    if (!status.ok()) return ApiError::FromStatus(status);
    page_.consumed_capacity = Capacity();
    if (!full_) return std::move(page_);
    auto key = KeyAttributesOf(*source_.table, source_.index, ItemView(last_));
    if (!key.ok()) return ApiError::FromStatus(key.status());
    page_.last_evaluated_key = std::move(*key);
    return std::move(page_);
  }

 private:
  // Whether there is room for more.
  Result<bool> Visit(const storage::Row& row) {
    const size_t size = ItemView(row.value).Size();
    if (page_.scanned_count != 0 && bytes_ + size > model::kPageBytesMax) {
      full_ = true;
      return false;
    }
    bytes_ += size;
    ++page_.scanned_count;
    last_.assign(row.value);
    if (spec_.fetches) {
      KS_ASSIGN_OR_RETURN(const std::string item, Fetch(ItemView(row.value)));
      Show(item);
    } else {
      Show(row.value);
    }
    const auto counted = Planted(Bug::kFilterBeforeLimit) ? page_.count : page_.scanned_count;
    full_ = options_.limit && counted >= *options_.limit;
    return !full_;
  }

  void Show(Bytes item) {
    if (spec_.filter && !expr::Evaluate(*spec_.filter, ItemView(item))) return;
    ++page_.count;
    if (spec_.counts_only) return;
    if (spec_.projection) {
      page_.items.push_back(spec_.projection->Apply(ItemView(item)));
    } else {
      page_.items.emplace_back(item);
    }
  }

  // AWS: "Fetching from the table": each item costs what a read of it alone would.
  Result<std::string> Fetch(ItemView entry) {
    const auto key = KeyOfItem(store_, *source_.table, entry);
    std::optional<std::string> item;
    if (key.ok()) {
      KS_ASSIGN_OR_RETURN(item, snapshot_->Get(key->view()));
    }
    if (!item) {
      return Status::Corruption("table " + source_.table->name + ": index " + source_.index->name +
                                " has a row of no item");
    }
    fetch_units_ += ReadUnits(ItemView(*item).Size(), options_.consistent_read);
    return std::move(*item);
  }

  std::optional<model::ConsumedCapacity> Capacity() const {
    const double units = ReadUnits(bytes_, options_.consistent_read);
    if (source_.index == nullptr) {
      return Consumed(*source_.table, units, {}, options_.return_capacity);
    }
    return Consumed(*source_.table, fetch_units_,
                    {{source_.index->name, source_.index->local, units}}, options_.return_capacity);
  }

  storage::Store& store_;
  std::unique_ptr<storage::Snapshot> snapshot_;
  const Source& source_;
  const PageSpec& spec_;
  const model::PageOptions& options_;
  model::PageResponse page_;
  size_t bytes_ = 0;
  double fetch_units_ = 0;
  bool full_ = false;
  std::string last_;  // the last row looked at
};

}  // namespace

model::ApiResult<model::PageResponse> ReadPage(storage::Store& store, const Source& source,
                                               const PageSpec& spec,
                                               const model::PageOptions& options) {
  return PageReader(store, source, spec, options).Read();
}

}  // namespace keystone::dynamo
