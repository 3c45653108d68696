// The operations' requests and responses as plain data: what wire reads and writes and dynamo
// carries out. Member names are DynamoDB's own. Items, keys and values are in binary form
// (model/item.h); table names may still be ARNs here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/control_requests.h"
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
  std::vector<Tag> tags;
  std::optional<std::string> resource_policy;
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

// --- what operations on items share ---

// One entry of Expected, KeyConditions, QueryFilter or ScanFilter. Values are encoded.
struct LegacyCondition {
  std::string attribute;
  std::optional<std::string> comparison;  // EQ, NE, …
  std::optional<std::string> value;
  std::optional<std::vector<std::string>> values;  // AttributeValueList
  std::optional<bool> exists;
  bool is_expected = false;  // of Expected, which alone has value and exists
};
struct LegacyConditions {
  std::vector<LegacyCondition> conditions;
  std::optional<bool> any;  // ConditionalOperator: whether it is OR
};
// One entry of AttributeUpdates.
struct AttributeUpdate {
  std::string attribute;
  std::string action = "PUT";  // PUT, ADD, DELETE
  std::optional<std::string> value;
};

// ExpressionAttributeNames: an item whose values are strings ("#n" -> S);
// ExpressionAttributeValues: an item (":v" -> value).
struct Placeholders {
  std::string names;
  std::string values;
};

// A ProjectionExpression or the legacy AttributesToGet; neither for all attributes.
struct ProjectionText {
  std::optional<std::string> expression;
  std::vector<std::string> attributes_to_get;
};
// A ConditionExpression or FilterExpression, or its legacy form; neither for no condition.
struct ConditionText {
  std::optional<std::string> expression;
  LegacyConditions legacy;
};

enum class ReturnCapacity : unsigned char { kNone, kTotal, kIndexes };
// Capacity units of one table, by AWS's rules. A base table's alone: there are no indexes yet.
struct ConsumedCapacity {
  std::string table_name;
  double units = 0;
  bool detailed = false;  // INDEXES was asked for
};

enum class ReturnValues : unsigned char { kNone, kAllOld, kUpdatedOld, kAllNew, kUpdatedNew };

// --- items ---

// What the three writes of one item have in common.
struct WriteOptions {
  Placeholders placeholders;
  ConditionText condition;
  ReturnValues return_values = ReturnValues::kNone;
  bool return_old_on_failure = false;  // ReturnValuesOnConditionCheckFailure: ALL_OLD
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct PutItemRequest {
  std::string table_name;
  std::string item;
  WriteOptions options;
};
struct DeleteItemRequest {
  std::string table_name;
  std::string key;  // an item of the key attributes alone
  WriteOptions options;
};
struct UpdateItemRequest {
  std::string table_name;
  std::string key;
  WriteOptions options;
  std::optional<std::string> update_expression;
  std::vector<AttributeUpdate> attribute_updates;
};
struct WriteItemResponse {
  std::optional<std::string> attributes;
  std::optional<ConsumedCapacity> consumed_capacity;
};

struct GetItemRequest {
  std::string table_name;
  std::string key;
  Placeholders placeholders;
  ProjectionText projection;
  bool consistent_read = false;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct GetItemResponse {
  std::optional<std::string> item;
  std::optional<ConsumedCapacity> consumed_capacity;
};

// --- pages ---

// ALL_PROJECTED_ATTRIBUTES is for indexes alone, SPECIFIC_ATTRIBUTES what a projection says anyway.
enum class Select : unsigned char {
  kDefault,
  kAllAttributes,
  kAllProjectedAttributes,
  kSpecificAttributes,
  kCount,
};

// What Query and Scan have in common.
struct PageOptions {
  Placeholders placeholders;
  ConditionText filter;
  ProjectionText projection;
  Select select = Select::kDefault;
  bool consistent_read = false;
  std::optional<int64_t> limit;
  std::optional<std::string> exclusive_start_key;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct QueryRequest {
  std::string table_name;
  std::optional<std::string> key_condition_expression;
  std::optional<std::vector<LegacyCondition>> key_conditions;
  bool forward = true;
  PageOptions page;
};
struct ScanRequest {
  std::string table_name;
  std::optional<int64_t> segment;
  std::optional<int64_t> total_segments;
  PageOptions page;
};
struct PageResponse {
  bool counts_only = false;  // Select: COUNT
  std::vector<std::string> items;
  int64_t count = 0;
  int64_t scanned_count = 0;
  std::optional<std::string> last_evaluated_key;
  std::optional<ConsumedCapacity> consumed_capacity;
};

// --- batches ---

struct WriteRequest {
  bool is_delete = false;
  std::string item;  // of a delete: the key
};
struct BatchWriteItemRequest {
  // In the request's order; a table appears once.
  std::vector<std::pair<std::string, std::vector<WriteRequest>>> request_items;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct BatchWriteItemResponse {
  std::vector<std::pair<std::string, std::vector<WriteRequest>>> unprocessed_items;
  std::vector<ConsumedCapacity> consumed_capacity;
};

// What is asked of one table, and, of what was not processed, is answered again.
struct KeysAndAttributes {
  std::vector<std::string> keys;
  Placeholders placeholders;
  ProjectionText projection;
  bool consistent_read = false;
};
struct BatchGetItemRequest {
  std::vector<std::pair<std::string, KeysAndAttributes>> request_items;  // by table
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct BatchGetItemResponse {
  std::vector<std::pair<std::string, std::vector<std::string>>> responses;  // table -> items
  std::vector<std::pair<std::string, KeysAndAttributes>> unprocessed_keys;
  std::vector<ConsumedCapacity> consumed_capacity;
};

}  // namespace keystone::model
