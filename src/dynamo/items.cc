// PutItem, DeleteItem, UpdateItem, GetItem.
#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/collections.h"
#include "dynamo/engine.h"
#include "dynamo/index_entry.h"
#include "dynamo/transact.h"
#include "expr/evaluate.h"
#include "expr/legacy.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::ItemView;

// One of the three writes on its way: the request stays where conditions and updates view it.
template <typename Request>
struct Engine::PendingWrite {
  explicit PendingWrite(Request r) : request(std::move(r)) {}

  Request request;
  ItemWrite write;
  ItemChange change;
};

ApiResult<ItemWrite> Engine::CheckPut(const TablePtr& table, std::string item) const {
  auto key = KeyOfItem(store_, *table, ItemView(item));
  if (!key.ok()) return key.status();
  if (ItemView(item).Size() > model::kItemBytesMax) {
    return ApiError::Validation("Item size has exceeded the maximum allowed size");
  }
  if (ApiError e = CheckIndexKeys(*table, ItemView(item), WriteKind::kPut); !e.ok()) return e;
  ItemWrite write;
  write.table = table;
  write.key = std::move(*key);
  write.item = std::move(item);
  return write;
}

ApiResult<ItemWrite> Engine::CheckDelete(const TablePtr& table, const std::string& key) const {
  auto row = KeyOfRequest(store_, *table, ItemView(key));
  if (!row.ok()) return row.status();
  ItemWrite write;
  write.table = table;
  write.key = std::move(*row);
  write.key_item = key;
  return write;
}

ApiError Engine::BindCondition(RequestExpressions& expressions, const model::WriteOptions& options,
                               ItemWrite* write) {
  auto condition = expressions.Condition(expr::Parameter::kCondition, options.condition);
  if (!condition.ok()) return condition.status();
  write->condition = std::move(*condition);
  if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return e;
  return write->condition ? CheckKeyPaths(*write->condition, write->table->keys) : ApiError();
}

template <typename Request>
void Engine::RunItemWrite(std::shared_ptr<PendingWrite<Request>> pending, storage::Caller caller,
                          Done<model::WriteItemResponse> done) {
  if (Planted(Bug::kConditionBeforeLock) && pending->write.condition) {
    const auto early = store_.NewSnapshot()->Get(pending->write.key.view());
    const ItemView item = early.ok() && *early ? ItemView(**early) : ItemView();
    if (expr::Evaluate(*pending->write.condition, item)) pending->write.condition.reset();
  }
  Work work;
  work.rows = {pending->write.key};
  work.durability = settings_.durability;
  work.caller = caller;
  work.body = [this, pending](storage::Transaction& transaction) {
    const TablePtr table = catalog_.Newest(pending->write.table);
    KS_ASSIGN_OR_RETURN(pending->change, Apply(pending->write, store_, *table, transaction));
    return Status::Ok();
  };
  work.done = [this, pending, done = std::move(done)](const Status& status) {
    if (!status.ok()) return done(ApiError::FromStatus(status));
    const model::WriteOptions& options = pending->request.options;
    ItemChange& change = pending->change;
    if (change.error.code() == model::ErrorCode::kConditionalCheckFailed) {
      const bool shown = options.return_old_on_failure && change.old_item;
      return done(ApiError::ConditionalCheckFailed(shown ? *change.old_item : std::string()));
    }
    if (!change.error.ok()) return done(change.error);
    model::WriteItemResponse response;
    response.attributes = ReturnedAttributes(options.return_values, pending->write, change);
    response.consumed_capacity = Consumed(*pending->write.table, WriteUnitsOf(change),
                                          std::move(change.index_units), options.return_capacity);
    if (options.return_collection_metrics) {
      const ItemView item(change.new_item ? *change.new_item : pending->write.key_item);
      response.collection_metrics =
          MetricsOf(store_, *pending->write.table, pending->write.key.view(), item);
    }
    done(std::move(response));
  };
  RunTransaction(store_, std::move(work));
}

void Engine::PutItem(model::PutItemRequest request, const Context& context,
                     Done<model::WriteItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto write = CheckPut(*table, std::move(request.item));
  if (!write.ok()) return done(write.status());
  auto pending = std::make_shared<PendingWrite<model::PutItemRequest>>(std::move(request));
  pending->write = std::move(*write);
  const model::WriteOptions& options = pending->request.options;
  RequestExpressions expressions(expressions_, options.placeholders);
  if (ApiError e = BindCondition(expressions, options, &pending->write); !e.ok()) return done(e);
  RunItemWrite(std::move(pending), context.caller, std::move(done));
}

void Engine::DeleteItem(model::DeleteItemRequest request, const Context& context,
                        Done<model::WriteItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto write = CheckDelete(*table, request.key);
  if (!write.ok()) return done(write.status());
  auto pending = std::make_shared<PendingWrite<model::DeleteItemRequest>>(std::move(request));
  pending->write = std::move(*write);
  const model::WriteOptions& options = pending->request.options;
  RequestExpressions expressions(expressions_, options.placeholders);
  if (ApiError e = BindCondition(expressions, options, &pending->write); !e.ok()) return done(e);
  RunItemWrite(std::move(pending), context.caller, std::move(done));
}

ApiError Engine::BindUpdate(RequestExpressions& expressions,
                            const model::UpdateItemRequest& request, ItemWrite* write) {
  // An update without any action still makes the item.
  auto update = request.update_expression
                    ? expressions.Bind(expr::Parameter::kUpdate, *request.update_expression)
                    : expr::BindAttributeUpdates(request.attribute_updates);
  if (!update.ok()) return update.status();
  if (ApiError e = BindCondition(expressions, request.options, write); !e.ok()) return e;
  for (const expr::Action& action : update->expression->actions) {
    const Bytes name = update->NameOf(update->expression->paths[action.path][0]);
    if (!IsKeyAttribute(write->table->keys, name)) continue;
    return ApiError::Validation(
        "One or more parameter values were invalid: Cannot update attribute " + std::string(name) +
        ". This attribute is part of the key");
  }
  if (ApiError e = CheckKeyPaths(*update, write->table->keys); !e.ok()) return e;
  if (ApiError e = CheckIndexKeyPaths(*update, *write->table); !e.ok()) return e;
  write->update = std::move(*update);
  return {};
}

void Engine::UpdateItem(model::UpdateItemRequest request, const Context& context,
                        Done<model::WriteItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto write = CheckDelete(*table, request.key);
  if (!write.ok()) return done(write.status());
  auto pending = std::make_shared<PendingWrite<model::UpdateItemRequest>>(std::move(request));
  pending->write = std::move(*write);
  RequestExpressions expressions(expressions_, pending->request.options.placeholders);
  if (ApiError e = BindUpdate(expressions, pending->request, &pending->write); !e.ok()) {
    return done(e);
  }
  RunItemWrite(std::move(pending), context.caller, std::move(done));
}

void Engine::GetItem(const model::GetItemRequest& request, const Context&,
                     Done<model::GetItemResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto key = KeyOfRequest(store_, **table, ItemView(request.key));
  if (!key.ok()) return done(key.status());
  RequestExpressions expressions(expressions_, request.placeholders);
  auto projection = expressions.Projection(request.projection, (*table)->keys);
  if (!projection.ok()) return done(projection.status());
  if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return done(e);
  auto item = store_.NewSnapshot()->Get(key->view());
  if (!item.ok()) return done(ApiError::FromStatus(item.status()));
  model::GetItemResponse response;
  response.item = std::move(*item);
  const size_t bytes = response.item ? ItemView(*response.item).Size() : 0;
  response.consumed_capacity =
      Consumed(**table, ReadUnits(bytes, request.consistent_read), {}, request.return_capacity);
  if (response.item && *projection) {
    response.item = (*projection)->Apply(ItemView(*response.item));
  }
  done(std::move(response));
}

}  // namespace keystone::dynamo
