// BatchWriteItem and BatchGetItem: tables, each with a list.
#include "base/status_macros.h"
#include "model/limits.h"
#include "wire/parser_state.h"
#include "wire/read_expressions.h"
#include "wire/read_value.h"
#include "wire/request_reader.h"

namespace keystone::wire {
namespace {

using model::ApiError;
using model::ApiResult;

// RequestItems: `read` gets each table's value.
void ForEachTable(RequestReader& reader, FunctionRef<void(std::string table, Json value)> read) {
  const auto json = reader.Find("RequestItems");
  if (!json) return reader.errors().Missing("requestItems");
  if (IsEmpty(*json)) {
    return reader.errors().Violation("'{}'", "requestItems",
                                     "Member must have length greater than or equal to 1");
  }
  ForEachField(*json, &reader.errors(),
               [&](Bytes table, Json value) { read(std::string(table), value); });
}

// {"PutRequest": {"Item": …}} or {"DeleteRequest": {"Key": …}}: exactly one.
void ReadWrite(RequestReader& reader, Json json, const std::string& path,
               std::vector<model::WriteRequest>* writes) {
  ErrorCollector& errors = reader.errors();
  size_t members = 0;
  model::WriteRequest write;
  ForEachField(json, &errors, [&](Bytes name, Json request) {
    const bool is_put = name == "PutRequest";
    if (IsNull(request) || (!is_put && name != "DeleteRequest")) return;
    ++members;
    write.is_delete = !is_put;
    bool found = false;
    ForEachField(request, &errors, [&](Bytes member, Json item) {
      if (IsNull(item) || member != (is_put ? "Item" : "Key")) return;
      found = true;
      write.item = ReadItem(item, reader.writer(), &errors);
    });
    if (!found) {
      errors.Missing(path + (is_put ? ".putRequest.item" : ".deleteRequest.key"));
    }
  });
  if (members != 1) {
    errors.BadValue(ApiError::Validation(
        "Each write request must have exactly one of PutRequest and DeleteRequest"));
  }
  writes->push_back(std::move(write));
}

}  // namespace

ApiResult<model::BatchWriteItemRequest> RequestParser::BatchWriteItem(Bytes json) {
  KS_BEGIN_REQUEST(BatchWriteItem);
  ForEachTable(reader, [&](std::string table, Json value) {
    const std::string path = "requestItems." + table + ".member";
    std::vector<model::WriteRequest> writes;
    ForEachElement(value, &reader.errors(), [&](Json write) {
      ReadWrite(reader, write, path + "." + std::to_string(writes.size() + 1) + ".member", &writes);
    });
    if (writes.empty()) {
      reader.errors().Violation("'[]'", path, "Member must have length greater than or equal to 1");
    } else if (writes.size() > model::kBatchWriteRequestsMax) {
      // Of one table's requests; of all tables' together is for dynamo to say.
      reader.errors().Violation(
          "'{" + table + "=[" + std::to_string(writes.size()) + " requests]}'", "requestItems",
          "Map value must satisfy constraint: [Member must have length less than or equal to 25, "
          "Member must have length greater than or equal to 1]");
    }
    request.request_items.emplace_back(std::move(table), std::move(writes));
  });
  request.return_capacity = ReadReturnCapacity(reader);
  request.return_collection_metrics = ReadItemCollectionMetrics(reader);
  return Finish(reader, std::move(request));
}

namespace {

model::KeysAndAttributes ReadKeys(RequestReader& reader, Json json, const std::string& path) {
  ErrorCollector& errors = reader.errors();
  RequestReader table_reader(json, "BatchGetItem", reader.writer());
  model::KeysAndAttributes asked;
  if (const auto list = table_reader.Find("Keys")) {
    ForEachElement(*list, &errors, [&](Json key) {
      asked.keys.push_back(ReadItem(key, reader.writer(), &errors));
    });
    if (asked.keys.empty()) {
      errors.Violation("'[]'", path + ".keys",
                       "Member must have length greater than or equal to 1");
    }
  } else {
    errors.Missing(path + ".keys");
  }
  asked.consistent_read = table_reader.Bool("ConsistentRead", false);
  asked.projection = ReadProjection(table_reader);
  asked.placeholders = ReadPlaceholders(table_reader, {"ProjectionExpression"}, 0);
  table_reader.RefuseUnsupported();
  errors.Merge(table_reader.errors());
  return asked;
}

}  // namespace

ApiResult<model::BatchGetItemRequest> RequestParser::BatchGetItem(Bytes json) {
  KS_BEGIN_REQUEST(BatchGetItem);
  RefuseMixingInTables(reader);
  ForEachTable(reader, [&](std::string table, Json value) {
    auto asked = ReadKeys(reader, value, "requestItems." + table + ".member");
    request.request_items.emplace_back(std::move(table), std::move(asked));
  });
  request.return_capacity = ReadReturnCapacity(reader);
  return Finish(reader, std::move(request));
}

}  // namespace keystone::wire
