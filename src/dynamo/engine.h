// Engine: DynamoDB's operations over a Store, one method each.
//
// `done` is called exactly once: for reads before the method returns, for writes as
// Transaction::Commit calls it. Any thread may call any method. Names of tables may be ARNs. The
// Engine outlives every operation it was asked for.
//
// An item is a row: space {table, index 0}, partition and sort the components of model/key.h (the
// sort of a table without a sort key is empty), value the item's bytes. Its rows in indexes
// (index_entry.h) and what it adds to totals (totals.h) are changed by the same transactions.
#pragma once

#include <string>

#include "dynamo/catalog.h"
#include "dynamo/context.h"
#include "dynamo/control_plane.h"
#include "dynamo/expiry.h"
#include "dynamo/index_builder.h"
#include "dynamo/item_key.h"
#include "dynamo/item_write.h"
#include "dynamo/request_expressions.h"
#include "dynamo/request_token.h"
#include "dynamo/source.h"
#include "expr/key_condition.h"
#include "model/requests.h"

namespace keystone::dynamo {

class Engine {
 public:
  // All outlive the engine.
  Engine(storage::Store& store, Clock& clock, Random& random, Executor& executor,
         Settings settings);

  // Reads the catalog and goes on with what was begun. Once, before anything else.
  Status Load();
  // Ends the work in the background. Once, when no operation runs any more; before the store is
  // closed.
  void Stop();

  // The ACTIVE table of that name, or why there is none.
  model::ApiResult<TablePtr> FindTable(const std::string& name_or_arn);

  // The operations on what a table has beside its items and its schema.
  ControlPlane& control_plane() { return control_plane_; }

  void CreateTable(const model::CreateTableRequest& request, const Context& context,
                   Done<model::TableDescription> done);
  void UpdateTable(const model::UpdateTableRequest& request, const Context& context,
                   Done<model::TableDescription> done);
  void DescribeTable(const model::DescribeTableRequest& request, const Context& context,
                     Done<model::TableDescription> done);
  void DeleteTable(const model::DeleteTableRequest& request, const Context& context,
                   Done<model::TableDescription> done);
  void ListTables(const model::ListTablesRequest& request, const Context& context,
                  Done<model::ListTablesResponse> done);

  void PutItem(model::PutItemRequest request, const Context& context,
               Done<model::WriteItemResponse> done);
  void DeleteItem(model::DeleteItemRequest request, const Context& context,
                  Done<model::WriteItemResponse> done);
  void UpdateItem(model::UpdateItemRequest request, const Context& context,
                  Done<model::WriteItemResponse> done);
  void GetItem(const model::GetItemRequest& request, const Context& context,
               Done<model::GetItemResponse> done);

  void Query(const model::QueryRequest& request, const Context& context,
             Done<model::PageResponse> done);
  void Scan(const model::ScanRequest& request, const Context& context,
            Done<model::PageResponse> done);

  void BatchWriteItem(model::BatchWriteItemRequest request, const Context& context,
                      Done<model::BatchWriteItemResponse> done);
  void BatchGetItem(const model::BatchGetItemRequest& request, const Context& context,
                    Done<model::BatchGetItemResponse> done);

  void TransactWriteItems(model::TransactWriteItemsRequest request, const Context& context,
                          Done<model::TransactWriteItemsResponse> done);
  void TransactGetItems(const model::TransactGetItemsRequest& request, const Context& context,
                        Done<model::TransactGetItemsResponse> done);

 private:
  template <typename Request>
  struct PendingWrite;

  model::ApiResult<ItemWrite> CheckPut(const TablePtr& table, std::string item) const;
  model::ApiResult<ItemWrite> CheckDelete(const TablePtr& table, const std::string& key) const;
  static model::ApiError BindCondition(RequestExpressions& expressions,
                                       const model::WriteOptions& options, ItemWrite* write);
  // `update`: none for the legacy AttributeUpdates.
  static model::ApiError BindUpdate(RequestExpressions& expressions,
                                    const std::optional<std::string>& update,
                                    const std::vector<model::AttributeUpdate>& attribute_updates,
                                    const model::WriteOptions& options, ItemWrite* write);
  // That an update leaves keys alone.
  static model::ApiError CheckUpdatedAttributes(const ItemWrite& write);
  template <typename Request>
  void RunItemWrite(std::shared_ptr<PendingWrite<Request>> pending, storage::Caller caller,
                    Done<model::WriteItemResponse> done);

  model::ApiResult<model::PageResponse> QueryPage(const Source& source,
                                                  const model::QueryRequest& request);
  model::ApiResult<model::PageResponse> ScanPage(const Source& source,
                                                 const model::ScanRequest& request);
  static model::ApiResult<expr::KeyCondition> ResolveCondition(RequestExpressions& expressions,
                                                               const model::QueryRequest& request,
                                                               const model::KeySchema& keys);

  model::ApiResult<model::TableDescription> Describe(const TableState& state, Bytes region);

  struct PendingTransaction;
  struct PendingGet;
  model::ApiResult<ItemWrite> CheckAction(const TablePtr& table,
                                          const model::TransactWrite& action);
  model::ApiError CheckActions(PendingTransaction* pending);
  Status RunActions(PendingTransaction& pending, storage::Transaction& transaction);
  static Status CountRepeat(PendingTransaction& pending, storage::Transaction& transaction);
  model::ApiResult<std::vector<PendingGet>> CheckGets(
      const model::TransactGetItemsRequest& request);

  struct TableRead;
  model::ApiResult<std::vector<ItemWrite>> CheckBatchWrite(model::BatchWriteItemRequest request);
  model::ApiResult<std::vector<TableRead>> CheckBatchGet(const model::BatchGetItemRequest& request);

  storage::Store& store_;
  const Settings settings_;
  Clock& clock_;
  Catalog catalog_;
  ControlPlane control_plane_;
  IndexBuilder index_builder_;
  Expiry expiry_;
  ExpressionCache expressions_;
  TokenHorizon token_horizon_;
};

}  // namespace keystone::dynamo
