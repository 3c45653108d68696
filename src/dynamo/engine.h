// Engine: DynamoDB's operations over a Store, one method each.
//
// `done` is called exactly once: for reads before the method returns, for writes as
// Transaction::Commit calls it. Any thread may call any method. Names of tables may be ARNs. The
// Engine outlives every operation it was asked for.
//
// An item is a row: space {table, index 0}, partition and sort the components of model/key.h (the
// sort of a table without a sort key is empty), value the item's bytes. A table's item count and
// size are a counter row of its own space (kStatisticsIndex), changed by the same transactions.
#pragma once

#include <string>

#include "dynamo/catalog.h"
#include "dynamo/context.h"
#include "dynamo/control_plane.h"
#include "dynamo/item_key.h"
#include "dynamo/item_write.h"
#include "dynamo/page.h"
#include "expr/key_condition.h"
#include "model/requests.h"

namespace keystone::dynamo {

// The row with a table's totals: counter 0 items, counter 1 their bytes by AWS's size rule. In the
// table's own space, so that it ends with the table.
inline constexpr storage::IndexId kStatisticsIndex{0xffffffff};

class Engine {
 public:
  Engine(storage::Store& store, Clock& clock, Random& random, Settings settings);

  // Reads the catalog. Once, before anything else.
  Status Load() { return catalog_.Load(); }

  // The operations on what a table has beside its items and its schema.
  ControlPlane& control_plane() { return control_plane_; }

  void CreateTable(const model::CreateTableRequest& request, const Context& context,
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

 private:
  template <typename Request>
  struct PendingWrite;

  // The ACTIVE table of that name, or why there is none.
  model::ApiResult<TablePtr> FindTable(const std::string& name_or_arn);
  model::ApiResult<ItemWrite> CheckPut(const TablePtr& table, std::string item) const;
  model::ApiResult<ItemWrite> CheckDelete(const TablePtr& table, const std::string& key) const;
  static model::ApiError BindCondition(RequestExpressions& expressions,
                                       const model::WriteOptions& options, ItemWrite* write);
  static model::ApiError BindUpdate(RequestExpressions& expressions,
                                    const model::UpdateItemRequest& request, ItemWrite* write);
  template <typename Request>
  void RunItemWrite(std::shared_ptr<PendingWrite<Request>> pending, storage::Caller caller,
                    Done<model::WriteItemResponse> done);

  static model::ApiResult<expr::KeyCondition> ResolveCondition(RequestExpressions& expressions,
                                                               const model::QueryRequest& request,
                                                               const model::KeySchema& keys);

  storage::OwnedKey StatisticsKey(storage::TableId table) const;
  model::ApiResult<model::TableDescription> Describe(const TableState& state, Bytes region);

  struct TableRead;
  model::ApiResult<std::vector<ItemWrite>> CheckBatchWrite(model::BatchWriteItemRequest request);
  model::ApiResult<std::vector<TableRead>> CheckBatchGet(const model::BatchGetItemRequest& request);

  storage::Store& store_;
  const Settings settings_;
  Catalog catalog_;
  ControlPlane control_plane_;
  ExpressionCache expressions_;
};

}  // namespace keystone::dynamo
