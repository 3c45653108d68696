// The operations' requests and responses as plain data: what wire reads and writes and dynamo
// carries out. Member names are DynamoDB's own. Items, keys and values are in binary form
// (model/item.h); table names may still be ARNs here.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "model/api_error.h"
#include "model/control_requests.h"
#include "model/table_definition.h"
#include "model/value.h"

namespace keystone::model {

// --- tables ---

// Shape-checked; what the members mean together is dynamo's to check.
struct KeySchemaElement {
  std::string attribute_name;
  std::string key_type;  // HASH, RANGE
};
struct AttributeDefinition {
  std::string attribute_name;
  std::string attribute_type;  // S, N, B
};
struct ProjectionRequest {
  std::optional<std::string> type;  // ALL, KEYS_ONLY, INCLUDE
  std::optional<std::vector<std::string>> non_key_attributes;
};
// An index to be made.
struct IndexRequest {
  std::string index_name;
  std::vector<KeySchemaElement> key_schema;
  ProjectionRequest projection;
  std::optional<Throughput> provisioned_throughput;
  std::optional<Throughput> on_demand_throughput;
  std::optional<Throughput> warm_throughput;
};

struct CreateTableRequest {
  std::string table_name;
  std::vector<AttributeDefinition> attribute_definitions;
  std::vector<KeySchemaElement> key_schema;
  std::optional<std::vector<IndexRequest>> local_secondary_indexes;
  std::optional<std::vector<IndexRequest>> global_secondary_indexes;
  std::optional<std::string> billing_mode;
  std::optional<Throughput> provisioned_throughput;
  std::optional<Throughput> on_demand_throughput;
  std::optional<Throughput> warm_throughput;
  std::optional<std::string> table_class;
  bool deletion_protection = false;
  std::vector<Tag> tags;
  std::optional<std::string> resource_policy;
};

// One entry of GlobalSecondaryIndexUpdates: what it says, whether that is one thing or not.
struct IndexUpdate {
  struct Throughputs {
    std::string index_name;
    std::optional<Throughput> provisioned_throughput;
    std::optional<Throughput> on_demand_throughput;
    std::optional<Throughput> warm_throughput;
  };
  std::optional<IndexRequest> create;
  std::optional<Throughputs> update;
  std::optional<std::string> remove;  // the name
};
struct UpdateTableRequest {
  std::string table_name;
  std::vector<AttributeDefinition> attribute_definitions;
  std::optional<std::vector<IndexUpdate>> index_updates;
  std::optional<std::string> billing_mode;
  std::optional<Throughput> provisioned_throughput;
  std::optional<Throughput> on_demand_throughput;
  std::optional<Throughput> warm_throughput;
  std::optional<std::string> table_class;
  std::optional<bool> deletion_protection;
};

// What an index holds, and what of a table is no part of its definition.
struct Totals {
  int64_t item_count = 0;
  int64_t size_bytes = 0;
};
struct TableDescription {
  TableDefinition definition;
  std::string table_arn;
  TableStatus status = TableStatus::kActive;
  Totals totals;
  std::vector<Totals> index_totals;  // as definition.indexes
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
struct IndexCapacity {
  std::string index_name;
  bool local = false;
  double units = 0;
};
// Capacity units of one table and its indexes, by AWS's rules.
struct ConsumedCapacity {
  std::string table_name;
  double units = 0;  // of the table itself
  std::vector<IndexCapacity> indexes;
  bool detailed = false;  // INDEXES was asked for
  // Of a transaction, which names its units' kind too.
  enum class Kind : unsigned char { kPlain, kRead, kWrite } kind = Kind::kPlain;
};

// The size of an item collection: between two whole numbers of gigabytes.
struct ItemCollectionMetrics {
  std::string key;  // an item of the partition key alone
  int64_t gigabytes_min = 0;
  int64_t gigabytes_max = 0;
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
  bool return_collection_metrics = false;  // ReturnItemCollectionMetrics: SIZE
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
  std::optional<ItemCollectionMetrics> collection_metrics;
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
  std::optional<std::string> index_name;
  Placeholders placeholders;
  ConditionText filter;
  bool filter_on_keys = false;  // a Query's filter may ask for keys: PartiQL's, which is no filter
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
  bool return_collection_metrics = false;
};
struct BatchWriteItemResponse {
  std::vector<std::pair<std::string, std::vector<WriteRequest>>> unprocessed_items;
  std::vector<ConsumedCapacity> consumed_capacity;
  // By table, each collection once.
  std::vector<std::pair<std::string, std::vector<ItemCollectionMetrics>>> collection_metrics;
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

// --- transactions ---

struct TransactWrite {
  enum class Kind : unsigned char { kConditionCheck, kPut, kDelete, kUpdate };
  Kind kind = Kind::kPut;
  std::string table_name;
  std::string item;      // but of a put: the key
  WriteOptions options;  // placeholders, condition and return_old_on_failure
  std::optional<std::string> update_expression;
};
struct TransactWriteItemsRequest {
  std::vector<TransactWrite> actions;
  std::optional<std::string> client_request_token;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
  bool return_collection_metrics = false;
};
struct TransactWriteItemsResponse {
  std::vector<ConsumedCapacity> consumed_capacity;
  std::vector<std::pair<std::string, std::vector<ItemCollectionMetrics>>> collection_metrics;
};

struct TransactGet {
  std::string table_name;
  std::string key;
  Placeholders placeholders;
  ProjectionText projection;
};
struct TransactGetItemsRequest {
  std::vector<TransactGet> gets;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct TransactGetItemsResponse {
  std::vector<std::optional<std::string>> items;  // as they were asked for
  std::vector<ConsumedCapacity> consumed_capacity;
};

// --- PartiQL ---

struct StatementRequest {
  std::string statement;
  std::vector<std::string> parameters;  // encoded values
  bool consistent_read = false;
  bool return_old_on_failure = false;
};
struct ExecuteStatementRequest {
  StatementRequest statement;
  std::optional<std::string> next_token;
  std::optional<int64_t> limit;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct ExecuteStatementResponse {
  std::vector<std::string> items;
  std::optional<std::string> next_token;
  std::optional<std::string> last_evaluated_key;
  std::optional<ConsumedCapacity> consumed_capacity;
};
struct BatchExecuteStatementRequest {
  std::vector<StatementRequest> statements;
  ReturnCapacity return_capacity = ReturnCapacity::kNone;
};
struct StatementResponse {
  ApiError error;
  std::string table_name;  // empty where the statement told none
  std::optional<std::string> item;
};
struct BatchExecuteStatementResponse {
  std::vector<StatementResponse> responses;         // as the statements
  std::vector<ConsumedCapacity> consumed_capacity;  // as well, of those that consumed
};

}  // namespace keystone::model
