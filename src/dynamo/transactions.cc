// TransactWriteItems and TransactGetItems (AWS: "Amazon DynamoDB Transactions: How it works").
//
// A TransactWriteItems is one transaction of the store, so it is serializable and one log record:
// all of it or nothing, whatever happens. Conditions are looked at while all its items are locked;
// where another one has them it waits, so that TransactionConflict never is a reason here. A
// TransactGetItems reads one snapshot.
#include <algorithm>
#include <set>
#include <tuple>

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/capacity.h"
#include "dynamo/collections.h"
#include "dynamo/engine.h"
#include "dynamo/index_entry.h"
#include "dynamo/request_token.h"
#include "dynamo/transact.h"
#include "model/limits.h"

namespace keystone::dynamo {

using model::ApiError;
using model::ApiResult;
using model::CancellationReason;
using model::ItemView;
using model::TransactWrite;

namespace {

// AWS: two units for each one of a plain operation: to prepare and to commit.
constexpr double kUnitsFactor = 2;

// A table's items of one transaction, each once.
class ItemsOnce {
 public:
  bool Insert(const storage::OwnedKey& key) {
    const storage::Key view = key.view();
    return keys_.emplace(view.space, view.partition, view.sort).second;
  }

 private:
  std::set<std::tuple<storage::SpaceId, std::string, std::string>> keys_;
};

ApiError OnItemTwice() {
  return ApiError::Validation("Transaction request cannot include multiple operations on one item");
}

CancellationReason ReasonOf(const ApiError& error, const std::string& item) {
  switch (error.code()) {
    case model::ErrorCode::kNone:
      return {};
    case model::ErrorCode::kConditionalCheckFailed:
      return {"ConditionalCheckFailed", error.message(), item};
    case model::ErrorCode::kItemCollectionSizeLimitExceeded:
      return {"ItemCollectionSizeLimitExceeded", error.message(), {}};
    default:
      return {"ValidationError", error.message(), {}};
  }
}

// ok() unless one of them was refused.
ApiError Cancellation(const std::vector<ApiError>& errors, const std::vector<std::string>& items) {
  std::vector<CancellationReason> reasons;
  bool canceled = false;
  for (size_t i = 0; i < errors.size(); ++i) {
    canceled |= !errors[i].ok();
    reasons.push_back(ReasonOf(errors[i], items[i]));
  }
  return canceled ? ApiError::TransactionCanceled(std::move(reasons)) : ApiError();
}

ApiError TooLarge(size_t bytes) {
  return ApiError::Validation("Transaction payload size cannot exceed 4MB. Payload Size: " +
                              std::to_string(bytes));
}

size_t SizeOf(const std::optional<std::string>& item) {
  return item ? ItemView(*item).Size() : 0;
}

}  // namespace

// A TransactWriteItems on its way: the request stays where conditions and updates view it.
struct Engine::PendingTransaction {
  explicit PendingTransaction(model::TransactWriteItemsRequest r)
      : request(std::move(r)), capacity(request.return_capacity) {}

  model::TransactWriteItemsRequest request;
  std::vector<ItemWrite> writes;
  std::optional<RequestToken> token;
  CapacityOfTables capacity;
  ApiError refusal;
};

// What is wrong with an action whatever else there is.
ApiResult<ItemWrite> Engine::CheckAction(const TablePtr& table, const TransactWrite& action) {
  const bool is_put = action.kind == TransactWrite::Kind::kPut;
  auto checked = is_put ? CheckPut(table, action.item) : CheckDelete(table, action.item);
  if (!checked.ok()) return checked.status();
  checked->checks_only = action.kind == TransactWrite::Kind::kConditionCheck;
  RequestExpressions expressions(expressions_, action.options.placeholders);
  const ApiError error =
      action.update_expression
          ? BindUpdate(expressions, action.update_expression, {}, action.options, &*checked)
          : BindCondition(expressions, action.options, &*checked);
  if (!error.ok()) return error;
  return checked;
}

namespace {

// What is wrong with it for this table: one reason among those of all actions.
ApiError MismatchOf(const storage::Store& store, const Table& table, const TransactWrite& action) {
  const ItemView item(action.item);
  if (action.kind == TransactWrite::Kind::kPut) {
    if (!HasKey(table, item)) return KeyOfItem(store, table, item).status();
    return CheckIndexKeys(table, item, WriteKind::kPut);
  }
  return MatchesSchema(table, item) ? ApiError() : NotOfSchema();
}

}  // namespace

ApiError Engine::CheckActions(PendingTransaction* pending) {
  std::vector<ApiError> errors;
  ItemsOnce items;
  for (const TransactWrite& action : pending->request.actions) {
    auto table = FindTable(action.table_name);
    if (!table.ok()) return table.status();
    errors.push_back(MismatchOf(store_, **table, action));
    if (!errors.back().ok()) continue;
    auto write = CheckAction(*table, action);
    if (!write.ok()) return write.status();
    if (!items.Insert(write->key)) return OnItemTwice();
    if (write->update) errors.back() = CheckUpdatedAttributes(*write);
    pending->writes.push_back(std::move(*write));
  }
  return Cancellation(errors, std::vector<std::string>(errors.size()));
}

// Looks at all items first: a transaction that is refused writes nothing, and still waits until
// what it was refused for is durable.
Status Engine::RunActions(PendingTransaction& pending, storage::Transaction& transaction) {
  pending.capacity.Clear();
  std::vector<ItemChange> changes;
  std::vector<TablePtr> tables;
  std::vector<ApiError> errors;
  std::vector<std::string> items;
  size_t bytes = 0;
  for (size_t i = 0; i < pending.writes.size(); ++i) {
    const ItemWrite& write = pending.writes[i];
    tables.push_back(catalog_.Newest(write.table));
    KS_ASSIGN_OR_RETURN(ItemChange change, Prepare(write, store_, *tables[i], transaction));
    bytes += std::max(SizeOf(change.old_item), SizeOf(change.new_item));
    errors.push_back(change.error);
    const bool shown = pending.request.actions[i].options.return_old_on_failure;
    items.push_back(shown ? change.old_item.value_or("") : std::string());
    changes.push_back(std::move(change));
  }
  pending.refusal = Cancellation(errors, items);
  if (pending.refusal.ok() && bytes > model::kTransactBytesMax) {
    pending.refusal = TooLarge(bytes);
  }
  if (!pending.refusal.ok() && !Planted(Bug::kTransactionNotAtomic)) return Status::Ok();
  for (size_t i = 0; i < changes.size(); ++i) {
    const ItemWrite& write = pending.writes[i];
    KS_RETURN_IF_ERROR(Write(write, store_, *tables[i], &changes[i], transaction));
    for (model::IndexCapacity& index : changes[i].index_units) index.units *= kUnitsFactor;
    pending.capacity.Add(*write.table, kUnitsFactor * WriteUnitsOf(changes[i]),
                         std::move(changes[i].index_units), model::ConsumedCapacity::Kind::kWrite);
  }
  return Status::Ok();
}

// AWS: a request that was carried out before reports what reading its items takes.
Status Engine::CountRepeat(PendingTransaction& pending, storage::Transaction& transaction) {
  pending.capacity.Clear();
  for (const ItemWrite& write : pending.writes) {
    KS_ASSIGN_OR_RETURN(const auto item, transaction.Get(write.key.view()));
    pending.capacity.Add(*write.table, kUnitsFactor * ReadUnits(SizeOf(item), true), {},
                         model::ConsumedCapacity::Kind::kRead);
  }
  return Status::Ok();
}

void Engine::TransactWriteItems(model::TransactWriteItemsRequest request, const Context& context,
                                Done<model::TransactWriteItemsResponse> done) {
  auto pending = std::make_shared<PendingTransaction>(std::move(request));
  if (ApiError e = CheckActions(pending.get()); !e.ok()) return done(e);
  // Not before the tables are found: it may read from the disk.
  if (const auto& token = pending->request.client_request_token) {
    pending->token.emplace(store_, token_horizon_, *token, DigestOf(pending->request),
                           clock_.WallMicros());
  }
  Work work;
  for (const ItemWrite& write : pending->writes) work.rows.push_back(write.key);
  if (pending->token) pending->token->NameRows(&work.rows);
  work.body = [this, pending](storage::Transaction& transaction) -> Status {
    pending->refusal = {};  // of an attempt that another transaction came before
    if (pending->token) {
      KS_ASSIGN_OR_RETURN(const RequestToken::Use use, pending->token->Look(transaction));
      if (use == RequestToken::Use::kRepeat) return CountRepeat(*pending, transaction);
      if (use == RequestToken::Use::kOther) {
        pending->refusal = {model::ErrorCode::kIdempotentParameterMismatch,
                            "The provided client request token was already used with a different "
                            "request"};
        return Status::Ok();
      }
    }
    KS_RETURN_IF_ERROR(RunActions(*pending, transaction));
    const bool remembers = pending->token && pending->refusal.ok();
    if (remembers && !Planted(Bug::kTokenForgotten)) pending->token->Remember(transaction);
    return Status::Ok();
  };
  work.done = [this, pending, done = std::move(done)](const Status& status) {
    if (!status.ok()) return done(ApiError::FromStatus(status));
    if (!pending->refusal.ok()) return done(pending->refusal);
    model::TransactWriteItemsResponse response;
    response.consumed_capacity = pending->capacity.Take();
    if (pending->request.return_collection_metrics) {
      response.collection_metrics = MetricsOfWrites(store_, pending->writes);
    }
    done(std::move(response));
  };
  work.durability = settings_.durability;
  work.caller = context.caller;
  RunTransaction(store_, std::move(work));
}

struct Engine::PendingGet {
  TablePtr table;
  storage::OwnedKey key;
  std::optional<expr::Projection> projection;
};

ApiResult<std::vector<Engine::PendingGet>> Engine::CheckGets(
    const model::TransactGetItemsRequest& request) {
  std::vector<PendingGet> gets;
  std::vector<ApiError> errors;
  ItemsOnce items;
  for (const model::TransactGet& get : request.gets) {
    PendingGet& out = gets.emplace_back();
    KS_ASSIGN_OR_RETURN(out.table, FindTable(get.table_name));
    RequestExpressions expressions(expressions_, get.placeholders);
    KS_ASSIGN_OR_RETURN(out.projection, expressions.Projection(get.projection, out.table->keys));
    if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return e;
    auto key = KeyOfRequest(store_, *out.table, ItemView(get.key));
    errors.push_back(key.ok() ? ApiError() : key.status());
    if (!key.ok()) continue;
    if (!items.Insert(*key)) return OnItemTwice();
    out.key = std::move(*key);
  }
  if (ApiError e = Cancellation(errors, std::vector<std::string>(errors.size())); !e.ok()) return e;
  return gets;
}

void Engine::TransactGetItems(const model::TransactGetItemsRequest& request, const Context&,
                              Done<model::TransactGetItemsResponse> done) {
  auto gets = CheckGets(request);
  if (!gets.ok()) return done(gets.status());
  model::TransactGetItemsResponse response;
  CapacityOfTables capacity(request.return_capacity);
  const auto snapshot = store_.NewSnapshot();
  size_t bytes = 0;
  for (const PendingGet& get : *gets) {
    auto item = snapshot->Get(get.key.view());
    if (!item.ok()) return done(ApiError::FromStatus(item.status()));
    const size_t size = SizeOf(*item);
    bytes += size;
    if (bytes > model::kTransactBytesMax) {
      return done(TooLarge(bytes));
    }
    capacity.Add(*get.table, kUnitsFactor * ReadUnits(size, true), {},
                 model::ConsumedCapacity::Kind::kRead);
    if (*item && get.projection) *item = get.projection->Apply(ItemView(**item));
    response.items.push_back(std::move(*item));
  }
  response.consumed_capacity = capacity.Take();
  done(std::move(response));
}

}  // namespace keystone::dynamo
