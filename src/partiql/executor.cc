#include "partiql/executor.h"

#include <set>

#include "env/mutex.h"
#include "model/limits.h"
#include "partiql/parser.h"
#include "partiql/plan.h"
#include "partiql/select.h"
#include "partiql/write.h"

namespace keystone::partiql {
namespace {

using dynamo::Done;
using model::ApiError;
using model::ApiResult;

ApiResult<Statement> Parse(const model::StatementRequest& request) {
  return Parser(request.statement, request.parameters).Parse();
}

// A batch on its way: its statements' answers come on any thread, in any order.
class Batch {
 public:
  Batch(size_t statements, Done<model::BatchExecuteStatementResponse> done)
      : left_(statements), consumed_(statements), done_(std::move(done)) {
    response_.responses.resize(statements);
  }

  void Answer(size_t i, model::StatementResponse response,
              std::optional<model::ConsumedCapacity> consumed) {
    {
      MutexLock lock(mutex_);
      response_.responses[i] = std::move(response);
      consumed_[i] = std::move(consumed);
      if (--left_ != 0) return;
    }
    for (auto& entry : consumed_) {
      if (entry) response_.consumed_capacity.push_back(std::move(*entry));
    }
    done_(std::move(response_));
  }

 private:
  Mutex mutex_;
  size_t left_;
  model::BatchExecuteStatementResponse response_;
  std::vector<std::optional<model::ConsumedCapacity>> consumed_;
  Done<model::BatchExecuteStatementResponse> done_;
};

// A SELECT of a batch finds one item at most, by its whole key.
ApiError CheckSingleton(dynamo::Engine& engine, const Statement& statement) {
  auto table = engine.FindTable(statement.table);
  if (!table.ok()) return table.status();
  Conjunction conjunction(statement.where);
  if (!statement.index && TakeKey((*table)->keys, &conjunction).ok()) return {};
  return ApiError::Validation(
      "Select statements within BatchExecuteStatement must specify the primary key in the where "
      "clause.");
}

void RunRead(dynamo::Engine& engine, const Statement& statement, const dynamo::Context& context,
             const model::ExecuteStatementRequest& request, size_t i, Batch& batch) {
  model::StatementResponse response{CheckSingleton(engine, statement), statement.table, {}};
  if (!response.error.ok()) return batch.Answer(i, std::move(response), {});
  auto read = RunSelect(engine, statement, request, context);
  if (!read.ok()) {
    response.error = read.status();
    return batch.Answer(i, std::move(response), {});
  }
  if (!read->items.empty()) response.item = std::move(read->items[0]);
  batch.Answer(i, std::move(response), std::move(read->consumed_capacity));
}

void RunOne(dynamo::Engine& engine, Statement statement, const dynamo::Context& context,
            const model::ExecuteStatementRequest& request, size_t i,
            const std::shared_ptr<Batch>& batch) {
  if (statement.kind == Statement::Kind::kSelect) {
    return RunRead(engine, statement, context, request, i, *batch);
  }
  const std::string table = statement.table;
  RunWrite(engine, std::move(statement), request.statement, request.return_capacity, context,
           [batch, i, table](ApiResult<model::WriteItemResponse> written) {
             model::StatementResponse response{{}, table, {}};
             if (!written.ok()) {
               response.error = written.status();
               return batch->Answer(i, std::move(response), {});
             }
             response.item = std::move(written->attributes);
             batch->Answer(i, std::move(response), std::move(written->consumed_capacity));
           });
}

}  // namespace

void Executor::ExecuteStatement(const model::ExecuteStatementRequest& request,
                                const dynamo::Context& context,
                                Done<model::ExecuteStatementResponse> done) {
  auto statement = Parse(request.statement);
  if (!statement.ok()) return done(statement.status());
  if (statement->kind == Statement::Kind::kSelect) {
    return done(RunSelect(engine_, *statement, request, context));
  }
  RunWrite(engine_, std::move(*statement), request.statement, request.return_capacity, context,
           [done = std::move(done)](ApiResult<model::WriteItemResponse> written) {
             if (!written.ok()) return done(written.status());
             model::ExecuteStatementResponse response;
             if (written->attributes) response.items.push_back(std::move(*written->attributes));
             response.consumed_capacity = std::move(written->consumed_capacity);
             done(std::move(response));
           });
}

void Executor::BatchExecuteStatement(const model::BatchExecuteStatementRequest& request,
                                     const dynamo::Context& context,
                                     Done<model::BatchExecuteStatementResponse> done) {
  std::vector<ApiResult<Statement>> statements;
  std::set<bool> reads;
  for (const model::StatementRequest& statement : request.statements) {
    statements.push_back(Parse(statement));
    if (!statements.back().ok()) continue;
    reads.insert(statements.back()->kind == Statement::Kind::kSelect);
  }
  if (reads.size() > 1) {
    return done(ApiError::Validation(
        "Read and write requests together in the same batch is not supported."));
  }
  const auto batch = std::make_shared<Batch>(statements.size(), std::move(done));
  for (size_t i = 0; i < statements.size(); ++i) {
    if (!statements[i].ok()) {
      batch->Answer(i, {statements[i].status(), {}, {}}, {});
      continue;
    }
    const model::ExecuteStatementRequest one{
        request.statements[i], {}, {}, request.return_capacity};
    RunOne(engine_, std::move(*statements[i]), context, one, i, batch);
  }
}

}  // namespace keystone::partiql
