#include "partiql/select.h"

#include "base/status_macros.h"
#include "model/limits.h"
#include "partiql/next_token.h"
#include "partiql/plan.h"
#include "partiql/projection.h"

namespace keystone::partiql {
namespace {

using model::ApiError;
using model::ApiResult;

// The keys of what is read.
ApiResult<model::KeySchema> KeysOf(const dynamo::Table& table, const Statement& statement) {
  if (!statement.index) return table.keys;
  const model::IndexDefinition* index = dynamo::FindIndex(table, *statement.index);
  if (index != nullptr) return index->keys;
  return ApiError::Validation("The table does not have the specified index: " + *statement.index);
}

void AddConsumed(const model::ConsumedCapacity& more, std::optional<model::ConsumedCapacity>* sum) {
  if (!*sum) {
    *sum = more;
    return;
  }
  (*sum)->units += more.units;
  for (size_t i = 0; i < more.indexes.size() && i < (*sum)->indexes.size(); ++i) {
    (*sum)->indexes[i].units += more.indexes[i].units;
  }
}

// The parts of a plan, one after another, until a page is full.
class PartsReader {
 public:
  PartsReader(dynamo::Engine& engine, const model::ExecuteStatementRequest& request,
              const dynamo::Context& context, const ReadPlan& plan)
      : engine_(engine), request_(request), context_(context), plan_(plan) {}

  ApiResult<model::ExecuteStatementResponse> Read(Resumption at) {
    while (true) {
      KS_ASSIGN_OR_RETURN(model::PageResponse page, Part(at));
      evaluated_ += page.scanned_count;
      for (std::string& item : page.items) response_.items.push_back(std::move(item));
      if (page.consumed_capacity) AddConsumed(*page.consumed_capacity, &consumed_);
      if (page.last_evaluated_key) {
        response_.last_evaluated_key = page.last_evaluated_key;
        at.start_key = std::move(page.last_evaluated_key);
        return Finish(&at);
      }
      at = {at.part + 1, std::nullopt};
      if (at.part == plan_.parts()) return Finish(nullptr);
      if (IsFull()) return Finish(&at);
    }
  }

 private:
  ApiResult<model::PageResponse> Part(const Resumption& at) {
    std::optional<ApiResult<model::PageResponse>> page;
    const auto done = [&](ApiResult<model::PageResponse> result) { page = std::move(result); };
    if (plan_.scan) {
      model::ScanRequest scan = *plan_.scan;
      Complete(at, &scan.page);
      engine_.Scan(scan, context_, done);
    } else {
      model::QueryRequest query = plan_.queries[at.part];
      Complete(at, &query.page);
      engine_.Query(query, context_, done);
    }
    return std::move(*page);  // reads answer before they return
  }

  void Complete(const Resumption& at, model::PageOptions* page) const {
    if (request_.limit) page->limit = *request_.limit - evaluated_;
    page->exclusive_start_key = at.start_key;
    page->return_capacity = model::ReturnCapacity::kIndexes;
  }

  // By Limit, or by what was read, which its capacity tells.
  bool IsFull() const {
    if (request_.limit && evaluated_ >= *request_.limit) return true;
    double units = consumed_->units;
    for (const model::IndexCapacity& index : consumed_->indexes) units += index.units;
    const double bytes_of_unit = request_.statement.consistent_read ? 4096 : 8192;
    return units * bytes_of_unit >= static_cast<double>(model::kPageBytesMax);
  }

  model::ExecuteStatementResponse Finish(const Resumption* next) {
    if (next != nullptr) response_.next_token = MakeNextToken(request_.statement, *next);
    if (request_.return_capacity != model::ReturnCapacity::kNone) {
      consumed_->detailed = request_.return_capacity == model::ReturnCapacity::kIndexes;
      response_.consumed_capacity = std::move(consumed_);
    }
    return std::move(response_);
  }

  dynamo::Engine& engine_;
  const model::ExecuteStatementRequest& request_;
  const dynamo::Context& context_;
  const ReadPlan& plan_;
  model::ExecuteStatementResponse response_;
  std::optional<model::ConsumedCapacity> consumed_;
  int64_t evaluated_ = 0;
};

}  // namespace

ApiResult<model::ExecuteStatementResponse> RunSelect(dynamo::Engine& engine,
                                                     const Statement& statement,
                                                     const model::ExecuteStatementRequest& request,
                                                     const dynamo::Context& context) {
  KS_ASSIGN_OR_RETURN(const dynamo::TablePtr table, engine.FindTable(statement.table));
  KS_ASSIGN_OR_RETURN(const model::KeySchema keys, KeysOf(*table, statement));
  KS_ASSIGN_OR_RETURN(const ReadPlan plan,
                      PlanSelect(statement, keys, request.statement.consistent_read));
  Resumption at;
  if (request.next_token) {
    KS_ASSIGN_OR_RETURN(at, ReadNextToken(request.statement, *request.next_token));
    if (at.part >= plan.parts()) return ApiError::Validation("Invalid NextToken");
  }
  KS_ASSIGN_OR_RETURN(model::ExecuteStatementResponse response,
                      PartsReader(engine, request, context, plan).Read(std::move(at)));
  if (statement.projection.empty()) return response;
  for (std::string& item : response.items) {
    item = Project(statement.projection, model::ItemView(item));
  }
  return response;
}

}  // namespace keystone::partiql
