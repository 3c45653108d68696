// BatchWriteItem and BatchGetItem. A batch of writes is one transaction: more than DynamoDB
// promises, and one log record.
#include <set>

#include "base/status_macros.h"
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

template <typename Lists>
size_t CountOf(const Lists& lists) {
  size_t count = 0;
  for (const auto& [name, list] : lists) count += list.size();
  return count;
}

struct ItemRead {
  size_t table;  // in the request
  size_t index;  // in its list
  storage::OwnedKey key;
};

}  // namespace

ApiResult<std::vector<Engine::ItemWrite>> Engine::CheckBatchWrite(
    model::BatchWriteItemRequest request) {
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

void Engine::BatchWriteItem(model::BatchWriteItemRequest request, Bytes,
                            Done<model::BatchWriteItemResponse> done) {
  auto checked = CheckBatchWrite(std::move(request));
  if (!checked.ok()) return done(checked.status());
  Work work;
  for (const ItemWrite& write : *checked) work.rows.push_back(write.key);
  work.body = [this, writes = std::move(*checked)](storage::Transaction& transaction) {
    for (const ItemWrite& write : writes) {
      if (auto old = Apply(write, transaction); !old.ok()) return old.status();
    }
    return Status::Ok();
  };
  work.done = [done = std::move(done)](const Status& status) {
    if (!status.ok()) return done(ApiError::FromStatus(status));
    done(model::BatchWriteItemResponse{});
  };
  work.durability = settings_.durability;
  RunTransaction(store_, std::move(work));
}

void Engine::BatchGetItem(const model::BatchGetItemRequest& request, Bytes,
                          Done<model::BatchGetItemResponse> done) {
  if (CountOf(request.request_items) > model::kBatchGetKeysMax) {
    return done(ApiError::Validation("Too many items requested for the BatchGetItem call"));
  }
  std::vector<ItemRead> reads;
  KeySet keys;
  model::BatchGetItemResponse response;
  for (size_t i = 0; i < request.request_items.size(); ++i) {
    const auto& [name, list] = request.request_items[i];
    auto table = FindTable(name);
    if (!table.ok()) return done(table.status());
    for (size_t j = 0; j < list.size(); ++j) {
      auto key = KeyOfRequest(store_, **table, ItemView(list[j]));
      if (!key.ok()) return done(key.status());
      if (ApiError error = keys.Insert(*key); !error.ok()) return done(error);
      reads.push_back({i, j, std::move(*key)});
    }
    response.responses.emplace_back(name, std::vector<std::string>());
  }
  const auto snapshot = store_.NewSnapshot();
  size_t bytes = 0;
  bool full = false;
  for (const ItemRead& read : reads) {
    const auto& [name, list] = request.request_items[read.table];
    std::optional<std::string> item;
    if (!full) {
      auto found = snapshot->Get(read.key.view());
      if (!found.ok()) return done(ApiError::FromStatus(found.status()));
      item = std::move(*found);
      const size_t size = item ? ItemView(*item).Size() : 0;
      full = bytes + size > model::kBatchGetBytesMax;
      if (!full) bytes += size;
    }
    if (full) {
      auto& left = response.unprocessed_keys;
      if (left.empty() || left.back().first != name)
        left.emplace_back(name, std::vector<std::string>());
      left.back().second.push_back(list[read.index]);
    } else if (item) {
      response.responses[read.table].second.push_back(std::move(*item));
    }
  }
  done(std::move(response));
}

}  // namespace keystone::dynamo
