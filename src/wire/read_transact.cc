// TransactWriteItems and TransactGetItems: lists of requests, each a member of its own.
#include "base/status_macros.h"
#include "model/limits.h"
#include "wire/parser_state.h"
#include "wire/read_expressions.h"
#include "wire/struct_reader.h"

namespace keystone::wire {

using model::ApiError;
using model::ApiResult;
using model::TransactWrite;

namespace {

struct ActionMember {
  const char* name;
  TransactWrite::Kind kind;
};
constexpr ActionMember kActions[] = {
    {"ConditionCheck", TransactWrite::Kind::kConditionCheck},
    {"Put", TransactWrite::Kind::kPut},
    {"Delete", TransactWrite::Kind::kDelete},
    {"Update", TransactWrite::Kind::kUpdate},
};

TransactWrite ReadAction(RequestReader& reader, TransactWrite::Kind kind) {
  TransactWrite action;
  action.kind = kind;
  action.table_name = reader.TableName();
  const bool is_put = kind == TransactWrite::Kind::kPut;
  action.item = reader.RequiredItem(is_put ? "Item" : "Key", is_put ? "item" : "key");
  action.options.condition.expression = reader.String("ConditionExpression");
  if (kind == TransactWrite::Kind::kConditionCheck && !action.options.condition.expression) {
    reader.MissingMember("conditionExpression");
  }
  if (kind == TransactWrite::Kind::kUpdate) {
    action.update_expression = reader.String("UpdateExpression");
    if (!action.update_expression) reader.MissingMember("updateExpression");
    action.options.placeholders =
        ReadPlaceholders(reader, {"UpdateExpression", "ConditionExpression"}, 2);
  } else {
    action.options.placeholders = ReadPlaceholders(reader, {"ConditionExpression"}, 1);
  }
  action.options.return_old_on_failure =
      reader.Enum("ReturnValuesOnConditionCheckFailure", "returnValuesOnConditionCheckFailure",
                  {"ALL_OLD", "NONE"}) == "ALL_OLD";
  return action;
}

// The elements of TransactItems, as many as there may be: `read` gets each, and its path.
void ForEachAction(RequestReader& reader,
                   FunctionRef<void(Json element, const std::string& path)> read) {
  const auto json = reader.Find("TransactItems");
  if (!json) return reader.errors().Missing("transactItems");
  size_t count = 0;
  ForEachAt(*json, "transactItems", &reader.errors(), [&](Json element, const std::string& path) {
    if (++count <= model::kTransactActionsMax) read(element, path);
  });
  if (count == 0) {
    reader.errors().Violation("'[]'", "transactItems",
                              "Member must have length greater than or equal to 1");
  } else if (count > model::kTransactActionsMax) {
    reader.errors().Violation("'[" + std::to_string(count) + " items]'", "transactItems",
                              "Member must have length less than or equal to " +
                                  std::to_string(model::kTransactActionsMax));
  }
}

// {"Put": {…}}: exactly one action.
std::optional<TransactWrite> ReadTransactWrite(RequestReader& reader, Json element,
                                               const std::string& path) {
  const StructReader members(element, path, &reader.errors());
  std::optional<TransactWrite> action;
  size_t count = 0;
  for (const ActionMember& known : kActions) {
    const auto json = members.Find(known.name);
    if (!json) continue;
    ++count;
    RequestReader inner(*json, "TransactWriteItems", reader.writer(),
                        members.PathOf(known.name) + ".");
    action = ReadAction(inner, known.kind);
    reader.errors().Merge(inner.errors());
  }
  if (count == 1) return action;
  reader.errors().BadValue(ApiError::Validation(
      count == 0 ? "Invalid Request: TransactWriteRequest should contain Delete or Put or Update "
                   "request"
                 : "TransactItems can only contain one of Check, Put, Update or Delete"));
  return std::nullopt;
}

std::optional<std::string> ReadToken(RequestReader& reader) {
  auto token = reader.String("ClientRequestToken");
  if (!token) return token;
  const std::string shown = "'" + *token + "'";
  if (token->empty()) {
    reader.errors().Violation(shown, "clientRequestToken",
                              "Member must have length greater than or equal to 1");
  } else if (token->size() > model::kRequestTokenBytesMax) {
    reader.errors().Violation(shown, "clientRequestToken",
                              "Member must have length less than or equal to " +
                                  std::to_string(model::kRequestTokenBytesMax));
  }
  return token;
}

}  // namespace

ApiResult<model::TransactWriteItemsRequest> RequestParser::TransactWriteItems(Bytes json) {
  KS_BEGIN_REQUEST(TransactWriteItems);
  ForEachAction(reader, [&](Json element, const std::string& path) {
    if (auto action = ReadTransactWrite(reader, element, path)) {
      request.actions.push_back(std::move(*action));
    }
  });
  request.client_request_token = ReadToken(reader);
  request.return_capacity = ReadReturnCapacity(reader);
  request.return_collection_metrics = ReadItemCollectionMetrics(reader);
  return Finish(reader, std::move(request));
}

ApiResult<model::TransactGetItemsRequest> RequestParser::TransactGetItems(Bytes json) {
  KS_BEGIN_REQUEST(TransactGetItems);
  ForEachAction(reader, [&](Json element, const std::string& path) {
    const StructReader members(element, path, &reader.errors());
    const auto get = members.Find("Get");
    if (!get) return members.Missing("Get");
    RequestReader inner(*get, "TransactGetItems", reader.writer(), members.PathOf("Get") + ".");
    model::TransactGet& out = request.gets.emplace_back();
    out.table_name = inner.TableName();
    out.key = inner.RequiredItem("Key", "key");
    out.projection.expression = inner.String("ProjectionExpression");
    out.placeholders = ReadPlaceholders(inner, {"ProjectionExpression"}, 0);
    reader.errors().Merge(inner.errors());
  });
  request.return_capacity = ReadReturnCapacity(reader);
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
