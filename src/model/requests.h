// The operations' requests and responses as plain data: what wire reads and writes and dynamo
// carries out. Member names are DynamoDB's own. Items, keys and values are in binary form
// (model/item.h); table names may still be ARNs here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/value.h"

namespace keystone::model {

// --- tables ---

struct KeyAttribute {
  std::string name;
  Type type = Type::kString;  // S, N or B
};

struct KeySchema {
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;
};

enum class BillingMode : unsigned char { kProvisioned, kPayPerRequest };
enum class TableStatus : unsigned char { kCreating, kActive, kDeleting };

struct Throughput {
  int64_t read_units = 0;
  int64_t write_units = 0;
};

// Shape-checked; what the members mean together is dynamo's to check.
struct KeySchemaElement {
  std::string attribute_name;
  std::string key_type;  // HASH, RANGE
};
struct AttributeDefinition {
  std::string attribute_name;
  std::string attribute_type;  // S, N, B
};

struct CreateTableRequest {
  std::string table_name;
  std::vector<AttributeDefinition> attribute_definitions;
  std::vector<KeySchemaElement> key_schema;
  std::optional<std::string> billing_mode;
  std::optional<Throughput> provisioned_throughput;
  std::optional<Throughput> warm_throughput;
  bool deletion_protection = false;
};

struct TableDescription {
  std::string table_name;
  std::string table_arn;
  std::string table_id;
  TableStatus status = TableStatus::kActive;
  KeySchema keys;
  int64_t created_micros = 0;  // since 1970
  BillingMode billing_mode = BillingMode::kProvisioned;
  int64_t billing_changed_micros = 0;  // to on-demand; 0: never
  Throughput provisioned_throughput;
  Throughput warm_throughput;
  bool deletion_protection = false;
  int64_t item_count = 0;
  int64_t size_bytes = 0;
};

struct DescribeTableRequest {
  std::string table_name;
};
struct DeleteTableRequest {
  std::string table_name;
};

struct ListTablesRequest {
  std::optional<std::string> exclusive_start_table_name;
  int64_t limit = 100;  // 1..100
};
struct ListTablesResponse {
  std::vector<std::string> table_names;
  std::optional<std::string> last_evaluated_table_name;
};

// --- items ---

struct PutItemRequest {
  std::string table_name;
  std::string item;
  bool return_old = false;  // ReturnValues: ALL_OLD
};
struct DeleteItemRequest {
  std::string table_name;
  std::string key;  // an item of the key attributes alone
  bool return_old = false;
};
struct WriteItemResponse {
  std::optional<std::string> attributes;
};

struct GetItemRequest {
  std::string table_name;
  std::string key;
};
struct GetItemResponse {
  std::optional<std::string> item;
};

// --- pages ---

struct QueryRequest {
  std::string table_name;
  std::string key_condition_expression;
  std::string names;   // ExpressionAttributeNames: an item whose values are strings ("#n" -> S)
  std::string values;  // ExpressionAttributeValues: an item (":v" -> value)
  bool forward = true;
  std::optional<int64_t> limit;
  std::optional<std::string> exclusive_start_key;
};
struct ScanRequest {
  std::string table_name;
  std::optional<int64_t> limit;
  std::optional<std::string> exclusive_start_key;
};
struct PageResponse {
  std::vector<std::string> items;
  int64_t scanned_count = 0;
  std::optional<std::string> last_evaluated_key;
};

// --- batches ---

struct WriteRequest {
  bool is_delete = false;
  std::string item;  // of a delete: the key
};
struct BatchWriteItemRequest {
  // In the request's order; a table appears once.
  std::vector<std::pair<std::string, std::vector<WriteRequest>>> request_items;
};
struct BatchWriteItemResponse {
  std::vector<std::pair<std::string, std::vector<WriteRequest>>> unprocessed_items;
};

struct BatchGetItemRequest {
  std::vector<std::pair<std::string, std::vector<std::string>>> request_items;  // table -> keys
};
struct BatchGetItemResponse {
  std::vector<std::pair<std::string, std::vector<std::string>>> responses;         // table -> items
  std::vector<std::pair<std::string, std::vector<std::string>>> unprocessed_keys;  // table -> keys
};

}  // namespace keystone::model
