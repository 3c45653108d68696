// BatchWriteItem and BatchGetItem. A batch of writes is one transaction: more than DynamoDB
// promises, and one log record.
#include <algorithm>
#include <set>

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/collections.h"
#include "dynamo/engine.h"
#include "dynamo/transact.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::ItemView;

namespace {

// The same item twice, though one table was named and once its ARN, is a duplicate too.
class KeySet {
 public:
  // ValidationException where `key` is there already.
  ApiError Insert(const storage::OwnedKey& key) {
    const storage::Key view = key.view();
    std::string flat;
    AppendU32(&flat, static_cast<uint32_t>(view.space.table));
    AppendLengthPrefixed(&flat, view.partition);
    flat.append(view.sort);
    if (keys_.insert(std::move(flat)).second) return {};
    return ApiError::Validation("Provided list of item keys contains duplicates");
  }

 private:
  std::set<std::string> keys_;
};

// A BatchWriteItem on its way.
struct WriteBatch {
  WriteBatch(model::ReturnCapacity asked, std::vector<ItemWrite> w)
      : writes(std::move(w)), capacity(asked) {}

  const std::vector<ItemWrite> writes;
  CapacityOfTables capacity;
  ApiError refusal;  // of one of them: then nothing is written
};

// Each collection that was written to, once.
std::vector<std::pair<std::string, std::vector<model::ItemCollectionMetrics>>> BatchMetrics(
    storage::Store& store, const std::vector<ItemWrite>& writes) {
  std::vector<std::pair<std::string, std::vector<model::ItemCollectionMetrics>>> tables;
  for (const ItemWrite& write : writes) {
    const ItemView item(write.item ? *write.item : write.key_item);
    auto metrics = MetricsOf(store, *write.table, write.key.view(), item);
    if (!metrics) continue;
    auto table = std::find_if(tables.begin(), tables.end(),
                              [&](const auto& entry) { return entry.first == write.table->name; });
    if (table == tables.end()) table = tables.insert(table, {write.table->name, {}});
    const auto is_it = [&](const auto& known) { return known.key == metrics->key; };
    auto& known = table->second;
    if (std::none_of(known.begin(), known.end(), is_it)) known.push_back(std::move(*metrics));
  }
  return tables;
}

template <typename Lists>
size_t CountOf(const Lists& lists) {
  size_t count = 0;
  for (const auto& [name, list] : lists) count += list.size();
  return count;
}

}  // namespace

ApiResult<std::vector<ItemWrite>> Engine::CheckBatchWrite(model::BatchWriteItemRequest request) {
  if (CountOf(request.request_items) > model::kBatchWriteRequestsMax) {
    return ApiError::Validation("Too many items requested for the BatchWriteItem call");
  }
  std::vector<TablePtr> tables;
  for (const auto& [name, list] : request.request_items) {
    auto table = FindTable(name);
    if (!table.ok()) return table.status();
    tables.push_back(std::move(*table));
  }
  std::vector<ItemWrite> writes;
  KeySet keys;
  for (size_t i = 0; i < tables.size(); ++i) {
    for (model::WriteRequest& one : request.request_items[i].second) {
      // A batch does not name the key that is missing or of another type, as PutItem does.
      if (!one.is_delete && !HasKey(*tables[i], ItemView(one.item))) return NotOfSchema();
      auto write = one.is_delete ? CheckDelete(tables[i], one.item)
                                 : CheckPut(tables[i], std::move(one.item));
      if (!write.ok()) return write.status();
      if (ApiError error = keys.Insert(write->key); !error.ok()) return error;
      writes.push_back(std::move(*write));
    }
  }
  return writes;
}

void Engine::BatchWriteItem(model::BatchWriteItemRequest request, const Context& context,
                            Done<model::BatchWriteItemResponse> done) {
  const model::ReturnCapacity asked = request.return_capacity;
  const bool metrics = request.return_collection_metrics;
  if (Planted(Bug::kBatchNotAtomic) && request.request_items[0].second.size() > 1) {
    auto& [name, list] = request.request_items[0];
    BatchWriteItem({{{name, {list.back()}}}}, {}, [](const auto&) {});
    list.pop_back();
  }
  auto checked = CheckBatchWrite(std::move(request));
  if (!checked.ok()) return done(checked.status());
  auto batch = std::make_shared<WriteBatch>(asked, std::move(*checked));
  Work work;
  for (const ItemWrite& write : batch->writes) work.rows.push_back(write.key);
  work.body = [this, batch](storage::Transaction& transaction) {
    batch->capacity.Clear();
    for (const ItemWrite& write : batch->writes) {
      const TablePtr table = catalog_.Newest(write.table);
      KS_ASSIGN_OR_RETURN(ItemChange change, Apply(write, store_, *table, transaction));
      batch->refusal = change.error;
      if (!change.error.ok()) return Status::InvalidArgument(change.error.message());
      batch->capacity.Add(*write.table, WriteUnitsOf(change), std::move(change.index_units));
    }
    return Status::Ok();
  };
  work.done = [this, batch, metrics, done = std::move(done)](const Status& status) {
    if (!batch->refusal.ok()) return done(batch->refusal);
    if (!status.ok()) return done(ApiError::FromStatus(status));
    model::BatchWriteItemResponse response;
    response.consumed_capacity = batch->capacity.Take();
    if (metrics) response.collection_metrics = BatchMetrics(store_, batch->writes);
    done(std::move(response));
  };
  work.durability = settings_.durability;
  work.caller = context.caller;
  RunTransaction(store_, std::move(work));
}

// One table's part of a BatchGetItem.
struct Engine::TableRead {
  TablePtr table;
  std::vector<storage::OwnedKey> keys;
  std::optional<expr::Projection> projection;
};

ApiResult<std::vector<Engine::TableRead>> Engine::CheckBatchGet(
    const model::BatchGetItemRequest& request) {
  size_t count = 0;
  for (const auto& [name, asked] : request.request_items) count += asked.keys.size();
  if (count > model::kBatchGetKeysMax) {
    return ApiError::Validation("Too many items requested for the BatchGetItem call");
  }
  std::vector<TableRead> reads;
  KeySet keys;
  for (const auto& [name, asked] : request.request_items) {
    TableRead& read = reads.emplace_back();
    KS_ASSIGN_OR_RETURN(read.table, FindTable(name));
    for (const std::string& item : asked.keys) {
      auto key = KeyOfRequest(store_, *read.table, ItemView(item));
      if (!key.ok()) return key.status();
      if (ApiError error = keys.Insert(*key); !error.ok()) return error;
      read.keys.push_back(std::move(*key));
    }
    RequestExpressions expressions(expressions_, asked.placeholders);
    KS_ASSIGN_OR_RETURN(read.projection,
                        expressions.Projection(asked.projection, read.table->keys));
    if (ApiError error = expressions.CheckAllUsed(); !error.ok()) return error;
  }
  return reads;
}

void Engine::BatchGetItem(const model::BatchGetItemRequest& request, const Context&,
                          Done<model::BatchGetItemResponse> done) {
  auto reads = CheckBatchGet(request);
  if (!reads.ok()) return done(reads.status());
  model::BatchGetItemResponse response;
  CapacityOfTables capacity(request.return_capacity);
  const auto snapshot = store_.NewSnapshot();
  size_t bytes = 0;
  bool full = false;
  for (size_t i = 0; i < reads->size(); ++i) {
    const auto& [name, asked] = request.request_items[i];
    const TableRead& read = (*reads)[i];
    auto& items = response.responses.emplace_back(name, std::vector<std::string>()).second;
    model::KeysAndAttributes left{{}, asked.placeholders, asked.projection, asked.consistent_read};
    for (size_t j = 0; j < read.keys.size(); ++j) {
      if (full) {
        left.keys.push_back(asked.keys[j]);
        continue;
      }
      auto item = snapshot->Get(read.keys[j].view());
      if (!item.ok()) return done(ApiError::FromStatus(item.status()));
      const size_t size = *item ? ItemView(**item).Size() : 0;
      full = bytes + size > model::kBatchGetBytesMax;
      if (full) {
        left.keys.push_back(asked.keys[j]);
        continue;
      }
      bytes += size;
      capacity.Add(*read.table, ReadUnits(size, asked.consistent_read), {});
      if (!*item) continue;
      items.push_back(read.projection ? read.projection->Apply(ItemView(**item))
                                      : std::move(**item));
    }
    if (!left.keys.empty()) response.unprocessed_keys.emplace_back(name, std::move(left));
  }
  response.consumed_capacity = capacity.Take();
  done(std::move(response));
}

}  // namespace keystone::dynamo
