#include "partiql/write.h"

#include "partiql/expression_text.h"
#include "partiql/plan.h"

namespace keystone::partiql {
namespace {

using dynamo::Done;
using expr::Operator;
using model::ApiError;
using model::ApiResult;

// `op` of the table's partition key: whether there is an item.
Node ItemExists(const dynamo::Table& table, Operator op) {
  Node path{Operator::kPath, {}, {}, {}};
  path.path.push_back({table.keys.partition[0].name, {}});
  return {op, {}, {}, {std::move(path)}};
}

class Writer {
 public:
  Writer(dynamo::Engine& engine, Statement statement, const dynamo::Context& context)
      : engine_(engine), statement_(std::move(statement)), context_(context) {}

  void Run(model::WriteOptions options, Done<model::WriteItemResponse> done) {
    auto table = engine_.FindTable(statement_.table);
    if (!table.ok()) return done(table.status());
    if (statement_.kind == Statement::Kind::kInsert) {
      return Insert(**table, std::move(options), std::move(done));
    }
    Conjunction conjunction(statement_.where);
    auto key = TakeKey((*table)->keys, &conjunction);
    if (!key.ok()) return done(key.status());
    options.return_values = statement_.returning;
    if (statement_.kind == Statement::Kind::kUpdate) {
      Node condition{Operator::kAnd, {}, {}, {ItemExists(**table, Operator::kAttributeExists)}};
      if (!conjunction.empty()) condition.operands.push_back(conjunction.Rest());
      return Update(std::move(*key), condition, std::move(options), std::move(done));
    }
    Delete(**table, std::move(*key), conjunction, std::move(options), std::move(done));
  }

 private:
  void Insert(const dynamo::Table& table, model::WriteOptions options,
              Done<model::WriteItemResponse> done) {
    model::PutItemRequest put{statement_.table, std::move(statement_.item), std::move(options)};
    ExpressionText text;
    put.options.condition.expression =
        text.Condition(ItemExists(table, Operator::kAttributeNotExists));
    put.options.placeholders = text.placeholders();
    engine_.PutItem(
        std::move(put), context_,
        [done = std::move(done)](ApiResult<model::WriteItemResponse> response) {
          const bool is_taken = !response.ok() && response.status().code() ==
                                                      model::ErrorCode::kConditionalCheckFailed;
          if (!is_taken) return done(std::move(response));
          done(ApiError(model::ErrorCode::kDuplicateItem, "Duplicate primary key exists in table"));
        });
  }

  void Update(std::string key, const Node& condition, model::WriteOptions options,
              Done<model::WriteItemResponse> done) {
    ExpressionText text;
    model::UpdateItemRequest update;
    update.table_name = statement_.table;
    update.key = std::move(key);
    update.options = std::move(options);
    update.update_expression = text.Update(statement_.actions);
    update.options.condition.expression = text.Condition(condition);
    update.options.placeholders = text.placeholders();
    engine_.UpdateItem(std::move(update), context_, std::move(done));
  }

  void Delete(const dynamo::Table& table, std::string key, const Conjunction& conjunction,
              model::WriteOptions options, Done<model::WriteItemResponse> done) {
    model::DeleteItemRequest request{statement_.table, std::move(key), std::move(options)};
    if (!conjunction.empty()) {
      ExpressionText text;
      const Node condition{Operator::kOr,
                           {},
                           {},
                           {ItemExists(table, Operator::kAttributeNotExists), conjunction.Rest()}};
      request.options.condition.expression = text.Condition(condition);
      request.options.placeholders = text.placeholders();
    }
    engine_.DeleteItem(std::move(request), context_, std::move(done));
  }

  dynamo::Engine& engine_;
  Statement statement_;
  const dynamo::Context& context_;
};

}  // namespace

void RunWrite(dynamo::Engine& engine, Statement statement, const model::StatementRequest& request,
              model::ReturnCapacity return_capacity, const dynamo::Context& context,
              Done<model::WriteItemResponse> done) {
  model::WriteOptions options;
  options.return_old_on_failure = request.return_old_on_failure;
  options.return_capacity = return_capacity;
  Writer(engine, std::move(statement), context).Run(std::move(options), std::move(done));
}

}  // namespace keystone::partiql
