// PutItem, DeleteItem, GetItem, and the write of one item that batches share.
#include "base/status_macros.h"
#include "dynamo/engine.h"
#include "dynamo/transact.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::ItemView;

ApiResult<Engine::ItemWrite> Engine::CheckPut(const TablePtr& table, std::string item) const {
  auto key = KeyOfItem(store_, *table, ItemView(item));
  if (!key.ok()) return key.status();
  if (ItemView(item).Size() > model::kItemBytesMax) {
    return ApiError::Validation("Item size has exceeded the maximum allowed size");
  }
  return ItemWrite{table, std::move(*key), std::move(item)};
}

ApiResult<Engine::ItemWrite> Engine::CheckDelete(const TablePtr& table,
                                                 const std::string& key) const {
  auto row = KeyOfRequest(store_, *table, ItemView(key));
  if (!row.ok()) return row.status();
  return ItemWrite{table, std::move(*row), std::nullopt};
}

Result<std::optional<std::string>> Engine::Apply(const ItemWrite& write,
                                                 storage::Transaction& transaction) const {
  const storage::Key key = write.key.view();
  KS_ASSIGN_OR_RETURN(std::optional<std::string> old, transaction.Get(key));
  storage::Counters deltas{};
  if (old) {
    deltas[0] -= 1;
    deltas[1] -= static_cast<int64_t>(ItemView(*old).Size());
  }
  if (write.item) {
    deltas[0] += 1;
    deltas[1] += static_cast<int64_t>(ItemView(*write.item).Size());
    transaction.Put(key, *write.item, storage::Role::kBase);
  } else if (old) {
    transaction.Delete(key, storage::Role::kBase);
  }
  if (deltas != storage::Counters{}) {
    transaction.Add(StatisticsKey(write.table->id).view(), deltas);
  }
  return old;
}

void Engine::RunItemWrite(ItemWrite write, bool return_old, Done<model::WriteItemResponse> done) {
  struct State {
    ItemWrite write;
    std::optional<std::string> old;
  };
  auto state = std::make_shared<State>(State{std::move(write), std::nullopt});
  RunTransaction(store_, {.rows = {state->write.key},
                          .body =
                              [this, state](storage::Transaction& transaction) {
                                KS_ASSIGN_OR_RETURN(state->old, Apply(state->write, transaction));
                                return Status::Ok();
                              },
                          .done =
                              [state, return_old, done = std::move(done)](const Status& status) {
                                if (!status.ok()) return done(ApiError::FromStatus(status));
                                model::WriteItemResponse response;
                                if (return_old) response.attributes = std::move(state->old);
                                done(std::move(response));
                              },
                          .durability = settings_.durability});
}

void Engine::PutItem(model::PutItemRequest request, Bytes, Done<model::WriteItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto write = CheckPut(*table, std::move(request.item));
  if (!write.ok()) return done(write.status());
  RunItemWrite(std::move(*write), request.return_old, std::move(done));
}

void Engine::DeleteItem(const model::DeleteItemRequest& request, Bytes,
                        Done<model::WriteItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto write = CheckDelete(*table, request.key);
  if (!write.ok()) return done(write.status());
  RunItemWrite(std::move(*write), request.return_old, std::move(done));
}

void Engine::GetItem(const model::GetItemRequest& request, Bytes,
                     Done<model::GetItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto key = KeyOfRequest(store_, **table, ItemView(request.key));
  if (!key.ok()) return done(key.status());
  auto item = store_.NewSnapshot()->Get(key->view());
  if (!item.ok()) return done(ApiError::FromStatus(item.status()));
  done(model::GetItemResponse{std::move(*item)});
}

}  // namespace keystone::dynamo
