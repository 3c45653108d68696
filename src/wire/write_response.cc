// The responses' bodies. Members and their order as AWS's API reference lists them.
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

void AppendKeyAttribute(std::string* out, const model::KeyAttribute& key, const char* key_type) {
  ObjectWriter object(out);
  object.String("AttributeName", key.name);
  object.String("KeyType", key_type);
  object.End();
}

void AppendDefinition(std::string* out, const model::KeyAttribute& key) {
  ObjectWriter object(out);
  object.String("AttributeName", key.name);
  object.String("AttributeType", TypeName(key.type));
  object.End();
}

void AppendKeys(ObjectWriter& object, const model::KeySchema& keys) {
  std::string* out = object.Member("AttributeDefinitions");
  out->push_back('[');
  AppendDefinition(out, keys.partition);
  if (keys.sort) {
    out->push_back(',');
    AppendDefinition(out, *keys.sort);
  }
  out->push_back(']');
  object.Member("KeySchema")->push_back('[');
  AppendKeyAttribute(out, keys.partition, "HASH");
  if (keys.sort) {
    out->push_back(',');
    AppendKeyAttribute(out, *keys.sort, "RANGE");
  }
  out->push_back(']');
}

void AppendThroughput(ObjectWriter& object, const model::TableDescription& table) {
  ObjectWriter provisioned(object.Member("ProvisionedThroughput"));
  provisioned.Integer("NumberOfDecreasesToday", 0);
  provisioned.Integer("ReadCapacityUnits", table.provisioned_throughput.read_units);
  provisioned.Integer("WriteCapacityUnits", table.provisioned_throughput.write_units);
  provisioned.End();
  if (table.billing_mode == model::BillingMode::kPayPerRequest ||
      table.billing_changed_micros != 0) {
    ObjectWriter billing(object.Member("BillingModeSummary"));
    const bool on_demand = table.billing_mode == model::BillingMode::kPayPerRequest;
    billing.String("BillingMode", on_demand ? "PAY_PER_REQUEST" : "PROVISIONED");
    if (table.billing_changed_micros != 0) {
      AppendTime(billing.Member("LastUpdateToPayPerRequestDateTime"), table.billing_changed_micros);
    }
    billing.End();
  }
  ObjectWriter warm(object.Member("WarmThroughput"));
  warm.Integer("ReadUnitsPerSecond", table.warm_throughput.read_units);
  warm.Integer("WriteUnitsPerSecond", table.warm_throughput.write_units);
  warm.String("Status", "ACTIVE");
  warm.End();
}

// AWS writes units as decimals: 1.0, 0.5.
void AppendUnits(ObjectWriter& object, double units) {
  const auto halves = static_cast<int64_t>(units * 2);
  std::string* out = object.Member("CapacityUnits");
  AppendInteger(out, halves / 2);
  out->append(halves % 2 == 0 ? ".0" : ".5");
}

void AppendConsumed(std::string* out, const model::ConsumedCapacity& consumed) {
  ObjectWriter object(out);
  object.String("TableName", consumed.table_name);
  AppendUnits(object, consumed.units);
  if (consumed.detailed) {
    ObjectWriter table(object.Member("Table"));
    AppendUnits(table, consumed.units);
    table.End();
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

}  // namespace

std::string TableResponse(const char* member, const model::TableDescription& table) {
  std::string out = Reserved(1024);
  ObjectWriter response(&out);
  ObjectWriter object(response.Member(member));
  AppendKeys(object, table.keys);
  object.String("TableName", table.table_name);
  object.String("TableStatus", TableStatusText(table.status));
  AppendTime(object.Member("CreationDateTime"), table.created_micros);
  AppendThroughput(object, table);
  object.Integer("TableSizeBytes", table.size_bytes);
  object.Integer("ItemCount", table.item_count);
  object.String("TableArn", table.table_arn);
  object.String("TableId", table.table_id);
  object.Bool("DeletionProtectionEnabled", table.deletion_protection);
  object.End();
  response.End();
  return out;
}

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

std::string ToJson(const model::ApiError& error) {
  const model::ErrorShape& shape = model::ShapeOf(error.code());
  std::string out;
  ObjectWriter object(&out);
  object.String("__type", shape.type);
  // AWS sends no member where it has no words, as for an unknown operation.
  if (!error.message().empty()) object.String(shape.message_key, error.message());
  if (!error.item().empty()) AppendItemJson(object.Member("Item"), ItemView(error.item()));
  object.End();
  return out;
}

}  // namespace keystone::wire
