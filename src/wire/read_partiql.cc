// ExecuteStatement and BatchExecuteStatement.
#include "base/status_macros.h"
#include "model/limits.h"
#include "wire/parser_state.h"
#include "wire/read_expressions.h"
#include "wire/read_value.h"

namespace keystone::wire {
namespace {

using model::ApiResult;

constexpr int64_t kLimitMax = 2147483647;

// `path` of the structure the statement is in, with a dot behind it.
model::StatementRequest ReadStatement(RequestReader& reader, const std::string& path) {
  ErrorCollector& errors = reader.errors();
  model::StatementRequest statement;
  statement.statement = reader.RequiredString("Statement", (path + "statement").c_str(), 1,
                                              model::kStatementCharactersMax);
  if (const auto list = reader.Find("Parameters")) {
    ForEachElement(*list, &errors, [&](Json value) {
      statement.parameters.push_back(ReadValue(value, reader.writer(), &errors));
    });
    if (statement.parameters.empty()) {
      errors.Violation("'[]'", path + "parameters",
                       "Member must have length greater than or equal to 1");
    }
  }
  statement.consistent_read = reader.Bool("ConsistentRead", false);
  statement.return_old_on_failure =
      reader.Enum("ReturnValuesOnConditionCheckFailure",
                  (path + "returnValuesOnConditionCheckFailure").c_str(),
                  {"ALL_OLD", "NONE"}) == "ALL_OLD";
  return statement;
}

}  // namespace

ApiResult<model::ExecuteStatementRequest> RequestParser::ExecuteStatement(Bytes json) {
  KS_BEGIN_REQUEST(ExecuteStatement);
  request.statement = ReadStatement(reader, "");
  request.next_token = reader.String("NextToken", "nextToken", 1, model::kNextTokenCharactersMax);
  request.limit = reader.Integer("Limit", "limit", 1, kLimitMax);
  request.return_capacity = ReadReturnCapacity(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::BatchExecuteStatementRequest> RequestParser::BatchExecuteStatement(Bytes json) {
  KS_BEGIN_REQUEST(BatchExecuteStatement);
  ErrorCollector& errors = reader.errors();
  if (const auto list = reader.Find("Statements")) {
    ForEachElement(*list, &errors, [&](Json element) {
      const std::string number = std::to_string(request.statements.size() + 1);
      RequestReader statement(element, "BatchExecuteStatement", reader.writer());
      request.statements.push_back(ReadStatement(statement, "statements." + number + ".member."));
      statement.RefuseUnsupported();
      errors.Merge(statement.errors());
    });
    const size_t count = request.statements.size();
    if (count == 0) {
      errors.Violation("'[]'", "statements", "Member must have length greater than or equal to 1");
    } else if (count > model::kBatchStatementsMax) {
      errors.Violation("'[" + std::to_string(count) + " statements]'", "statements",
                       "Member must have length less than or equal to 25");
    }
  } else {
    errors.Missing("statements");
  }
  request.return_capacity = ReadReturnCapacity(reader);
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
