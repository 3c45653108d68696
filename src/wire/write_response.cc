// The responses' bodies. Members and their order as AWS's API reference lists them.
#include <algorithm>

#include "wire/wire.h"
#include "wire/write_json.h"

namespace keystone::wire {
namespace {

using model::ItemView;
using Tables = std::vector<std::pair<std::string, std::vector<std::string>>>;

// Of the value's size: JSON is about twice the binary form.
std::string Reserved(size_t item_bytes) {
  std::string out;
  out.reserve(128 + 2 * item_bytes);
  return out;
}

void AppendItems(std::string* out, const std::vector<std::string>& items) {
  out->push_back('[');
  for (size_t i = 0; i < items.size(); ++i) {
    if (i != 0) out->push_back(',');
    AppendItemJson(out, ItemView(items[i]));
  }
  out->push_back(']');
}

void AppendStrings(std::string* out, const std::vector<std::string>& strings) {
  out->push_back('[');
  for (size_t i = 0; i < strings.size(); ++i) {
    if (i != 0) out->push_back(',');
    AppendJsonString(out, strings[i]);
  }
  out->push_back(']');
}

size_t BytesOf(const std::vector<std::string>& items) {
  size_t bytes = 0;
  for (const std::string& item : items) bytes += item.size();
  return bytes;
}

// AWS writes units as decimals: 1.0, 0.5.
void AppendUnits(ObjectWriter& object, Bytes name, double units) {
  const auto halves = static_cast<int64_t>(units * 2);
  std::string* out = object.Member(name);
  AppendInteger(out, halves / 2);
  out->append(halves % 2 == 0 ? ".0" : ".5");
}

// The units of a transaction, by their kind too.
void AppendUnits(ObjectWriter& object, double units, model::ConsumedCapacity::Kind kind) {
  AppendUnits(object, "CapacityUnits", units);
  if (kind == model::ConsumedCapacity::Kind::kRead) AppendUnits(object, "ReadCapacityUnits", units);
  if (kind == model::ConsumedCapacity::Kind::kWrite) {
    AppendUnits(object, "WriteCapacityUnits", units);
  }
}

void AppendIndexUnits(ObjectWriter& object, const model::ConsumedCapacity& consumed, bool local) {
  const auto is_kind = [&](const model::IndexCapacity& index) { return index.local == local; };
  if (std::none_of(consumed.indexes.begin(), consumed.indexes.end(), is_kind)) return;
  ObjectWriter indexes(object.Member(local ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes"));
  for (const model::IndexCapacity& index : consumed.indexes) {
    if (!is_kind(index)) continue;
    ObjectWriter units(indexes.Member(index.index_name));
    AppendUnits(units, index.units, consumed.kind);
    units.End();
  }
  indexes.End();
}

void AppendConsumed(std::string* out, const model::ConsumedCapacity& consumed) {
  ObjectWriter object(out);
  object.String("TableName", consumed.table_name);
  double total = consumed.units;
  for (const model::IndexCapacity& index : consumed.indexes) total += index.units;
  AppendUnits(object, total, consumed.kind);
  if (consumed.detailed) {
    ObjectWriter table(object.Member("Table"));
    AppendUnits(table, consumed.units, consumed.kind);
    table.End();
    AppendIndexUnits(object, consumed, true);
    AppendIndexUnits(object, consumed, false);
  }
  object.End();
}

void AppendConsumed(ObjectWriter& object, const std::optional<model::ConsumedCapacity>& consumed) {
  if (consumed) AppendConsumed(object.Member("ConsumedCapacity"), *consumed);
}

void AppendConsumed(ObjectWriter& object, const std::vector<model::ConsumedCapacity>& consumed) {
  if (consumed.empty()) return;
  std::string* out = object.Member("ConsumedCapacity");
  for (size_t i = 0; i < consumed.size(); ++i) {
    out->push_back(i == 0 ? '[' : ',');
    AppendConsumed(out, consumed[i]);
  }
  out->push_back(']');
}

void AppendMetrics(std::string* out, const model::ItemCollectionMetrics& metrics) {
  ObjectWriter object(out);
  AppendItemJson(object.Member("ItemCollectionKey"), ItemView(metrics.key));
  object.Member("SizeEstimateRangeGB")->push_back('[');
  AppendInteger(out, metrics.gigabytes_min);
  out->append(".0,");
  AppendInteger(out, metrics.gigabytes_max);
  out->append(".0]");
  object.End();
}

using MetricsOfTables =
    std::vector<std::pair<std::string, std::vector<model::ItemCollectionMetrics>>>;

void AppendMetrics(ObjectWriter& object, const MetricsOfTables& tables) {
  if (tables.empty()) return;
  std::string* out = object.Member("ItemCollectionMetrics");
  ObjectWriter metrics(out);
  for (const auto& [table, collections] : tables) {
    metrics.Member(table)->push_back('[');
    for (size_t i = 0; i < collections.size(); ++i) {
      if (i != 0) out->push_back(',');
      AppendMetrics(out, collections[i]);
    }
    out->push_back(']');
  }
  metrics.End();
}

void AppendTables(std::string* out, const Tables& tables) {
  ObjectWriter object(out);
  for (const auto& [table, items] : tables) AppendItems(object.Member(table), items);
  object.End();
}

// As it was asked for, so that it can be asked again.
void AppendUnprocessed(std::string* out, const model::KeysAndAttributes& left) {
  ObjectWriter entry(out);
  AppendItems(entry.Member("Keys"), left.keys);
  if (left.projection.expression) {
    entry.String("ProjectionExpression", *left.projection.expression);
  }
  if (!left.projection.attributes_to_get.empty()) {
    AppendStrings(entry.Member("AttributesToGet"), left.projection.attributes_to_get);
  }
  const ItemView names(left.placeholders.names);
  if (names.attributes().size() != 0) {
    ObjectWriter object(entry.Member("ExpressionAttributeNames"));
    for (auto it = names.attributes().begin(); it.ok(); it.Next()) {
      object.String(it.name(), it.value().payload());
    }
    object.End();
  }
  if (left.consistent_read) entry.Bool("ConsistentRead", true);
  entry.End();
}

// What a statement's error is called in a batch (AWS: "BatchStatementError").
const char* StatementErrorCode(model::ErrorCode code) {
  switch (code) {
    case model::ErrorCode::kConditionalCheckFailed:
      return "ConditionalCheckFailed";
    case model::ErrorCode::kItemCollectionSizeLimitExceeded:
      return "ItemCollectionSizeLimitExceeded";
    case model::ErrorCode::kValidation:
      return "ValidationError";
    case model::ErrorCode::kResourceNotFound:
      return "ResourceNotFound";
    case model::ErrorCode::kDuplicateItem:
      return "DuplicateItem";
    default:
      return "InternalServerError";
  }
}

void AppendStatementError(std::string* out, const model::ApiError& error) {
  ObjectWriter object(out);
  object.String("Code", StatementErrorCode(error.code()));
  object.String("Message", error.message());
  if (!error.item().empty()) AppendItemJson(object.Member("Item"), ItemView(error.item()));
  object.End();
}

}  // namespace

std::string ToJson(const model::ListTablesResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  AppendStrings(object.Member("TableNames"), response.table_names);
  if (response.last_evaluated_table_name) {
    object.String("LastEvaluatedTableName", *response.last_evaluated_table_name);
  }
  object.End();
  return out;
}

std::string ToJson(const model::WriteItemResponse& response) {
  std::string out = Reserved(response.attributes ? response.attributes->size() : 0);
  ObjectWriter object(&out);
  if (response.attributes)
    AppendItemJson(object.Member("Attributes"), ItemView(*response.attributes));
  AppendConsumed(object, response.consumed_capacity);
  if (response.collection_metrics) {
    AppendMetrics(object.Member("ItemCollectionMetrics"), *response.collection_metrics);
  }
  object.End();
  return out;
}

std::string ToJson(const model::GetItemResponse& response) {
  std::string out = Reserved(response.item ? response.item->size() : 0);
  ObjectWriter object(&out);
  if (response.item) AppendItemJson(object.Member("Item"), ItemView(*response.item));
  AppendConsumed(object, response.consumed_capacity);
  object.End();
  return out;
}

std::string ToJson(const model::PageResponse& response) {
  std::string out = Reserved(BytesOf(response.items));
  ObjectWriter object(&out);
  if (!response.counts_only) AppendItems(object.Member("Items"), response.items);
  object.Integer("Count", response.count);
  object.Integer("ScannedCount", response.scanned_count);
  if (response.last_evaluated_key) {
    AppendItemJson(object.Member("LastEvaluatedKey"), ItemView(*response.last_evaluated_key));
  }
  AppendConsumed(object, response.consumed_capacity);
  object.End();
  return out;
}

std::string ToJson(const model::BatchWriteItemResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  ObjectWriter tables(object.Member("UnprocessedItems"));
  for (const auto& [table, writes] : response.unprocessed_items) {
    tables.Member(table)->push_back('[');
    for (size_t i = 0; i < writes.size(); ++i) {
      if (i != 0) out.push_back(',');
      ObjectWriter write(&out);
      ObjectWriter request(write.Member(writes[i].is_delete ? "DeleteRequest" : "PutRequest"));
      AppendItemJson(request.Member(writes[i].is_delete ? "Key" : "Item"),
                     ItemView(writes[i].item));
      request.End();
      write.End();
    }
    out.push_back(']');
  }
  tables.End();
  AppendMetrics(object, response.collection_metrics);
  AppendConsumed(object, response.consumed_capacity);
  object.End();
  return out;
}

std::string ToJson(const model::BatchGetItemResponse& response) {
  size_t bytes = 0;
  for (const auto& [table, items] : response.responses) bytes += BytesOf(items);
  std::string out = Reserved(bytes);
  ObjectWriter object(&out);
  AppendTables(object.Member("Responses"), response.responses);
  ObjectWriter unprocessed(object.Member("UnprocessedKeys"));
  for (const auto& [table, left] : response.unprocessed_keys) {
    AppendUnprocessed(unprocessed.Member(table), left);
  }
  unprocessed.End();
  AppendConsumed(object, response.consumed_capacity);
  object.End();
  return out;
}

std::string ToJson(const model::TransactWriteItemsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  AppendConsumed(object, response.consumed_capacity);
  AppendMetrics(object, response.collection_metrics);
  object.End();
  return out;
}

std::string ToJson(const model::TransactGetItemsResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  AppendConsumed(object, response.consumed_capacity);
  object.Member("Responses")->push_back('[');
  for (size_t i = 0; i < response.items.size(); ++i) {
    if (i != 0) out.push_back(',');
    ObjectWriter entry(&out);
    if (response.items[i]) AppendItemJson(entry.Member("Item"), ItemView(*response.items[i]));
    entry.End();
  }
  out.push_back(']');
  object.End();
  return out;
}

namespace {

void AppendReasons(ObjectWriter& object, const std::vector<model::CancellationReason>& reasons) {
  if (reasons.empty()) return;
  std::string* out = object.Member("CancellationReasons");
  out->push_back('[');
  for (size_t i = 0; i < reasons.size(); ++i) {
    if (i != 0) out->push_back(',');
    ObjectWriter reason(out);
    reason.String("Code", reasons[i].code);
    if (!reasons[i].item.empty()) AppendItemJson(reason.Member("Item"), ItemView(reasons[i].item));
    if (!reasons[i].message.empty()) reason.String("Message", reasons[i].message);
    reason.End();
  }
  out->push_back(']');
}

}  // namespace

std::string ToJson(const model::ExecuteStatementResponse& response) {
  std::string out = Reserved(BytesOf(response.items));
  ObjectWriter object(&out);
  AppendItems(object.Member("Items"), response.items);
  if (response.next_token) object.String("NextToken", *response.next_token);
  AppendConsumed(object, response.consumed_capacity);
  if (response.last_evaluated_key) {
    AppendItemJson(object.Member("LastEvaluatedKey"), ItemView(*response.last_evaluated_key));
  }
  object.End();
  return out;
}

std::string ToJson(const model::BatchExecuteStatementResponse& response) {
  std::string out;
  ObjectWriter object(&out);
  object.Member("Responses")->push_back('[');
  for (const model::StatementResponse& statement : response.responses) {
    if (&statement != &response.responses[0]) out.push_back(',');
    ObjectWriter entry(&out);
    if (!statement.error.ok()) AppendStatementError(entry.Member("Error"), statement.error);
    if (!statement.table_name.empty()) entry.String("TableName", statement.table_name);
    if (statement.item) AppendItemJson(entry.Member("Item"), ItemView(*statement.item));
    entry.End();
  }
  out.push_back(']');
  AppendConsumed(object, response.consumed_capacity);
  object.End();
  return out;
}

std::string ToJson(const model::ApiError& error) {
  const model::ErrorShape& shape = model::ShapeOf(error.code());
  std::string out;
  ObjectWriter object(&out);
  object.String("__type", shape.type);
  // AWS sends no member where it has no words, as for an unknown operation.
  if (!error.message().empty()) object.String(shape.message_key, error.message());
  if (!error.item().empty()) AppendItemJson(object.Member("Item"), ItemView(error.item()));
  AppendReasons(object, error.reasons());
  object.End();
  return out;
}

}  // namespace keystone::wire
