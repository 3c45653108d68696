// DynamoDB's limits (AWS: "Service, account, and table quotas in Amazon DynamoDB", "DynamoDB naming
// rules and data types").
#pragma once

#include <cstddef>
#include <cstdint>

namespace keystone::model {

inline constexpr size_t kItemBytesMax = 400 << 10;  // by AWS's size rule, names and values
inline constexpr size_t kPartitionKeyBytesMax = 2048;
inline constexpr size_t kSortKeyBytesMax = 1024;
inline constexpr int kNestingLevelsMax = 31;  // of lists and maps; AWS counts what they hold too
inline constexpr int kNumberDigitsMax = 38;
inline constexpr int kNumberExponentMin = -130;
inline constexpr int kNumberExponentMax = 125;
inline constexpr size_t kPageBytesMax = 1 << 20;  // of items examined by one Query or Scan
inline constexpr size_t kBatchGetKeysMax = 100;
inline constexpr size_t kBatchGetBytesMax = 16 << 20;
inline constexpr size_t kBatchWriteRequestsMax = 25;
inline constexpr size_t kTransactActionsMax = 100;
inline constexpr size_t kTransactBytesMax = 4 << 20;  // of all items of a transaction
inline constexpr size_t kRequestTokenBytesMax = 36;
inline constexpr int64_t kRequestTokenSeconds = 600;  // for which a token is remembered
inline constexpr size_t kRequestBytesMax = 16 << 20;
inline constexpr size_t kTableNameBytesMin = 3;
inline constexpr size_t kTableNameBytesMax = 255;
inline constexpr size_t kLocalIndexesMax = 5;
inline constexpr size_t kGlobalIndexesMax = 20;
inline constexpr size_t kIndexKeyAttributesMax = 4;     // of a global index, of each kind
inline constexpr size_t kProjectedAttributesMax = 100;  // INCLUDE's, over all indexes of a table
inline constexpr int64_t kCollectionBytesMax = 10LL << 30;  // where there are local indexes
inline constexpr size_t kExpressionBytesMax = 4 << 10;
inline constexpr size_t kStatementCharactersMax = 8192;
inline constexpr size_t kBatchStatementsMax = 25;
inline constexpr size_t kNextTokenCharactersMax = 32768;
inline constexpr size_t kPartitionKeysInMax = 50;  // values of a statement's IN on a partition key
inline constexpr size_t kTablesMax = 2500;
inline constexpr size_t kTagsMax = 50;  // of one table
inline constexpr size_t kTagKeyCharactersMax = 128;
inline constexpr size_t kTagValueCharactersMax = 256;
inline constexpr size_t kPolicyBytesMax = 20 << 10;  // white space counts
inline constexpr int64_t kRecoveryPeriodDaysMax = 35;
// What DescribeLimits tells: an account's quotas as it begins with them.
inline constexpr int64_t kAccountUnitsMax = 80'000;
inline constexpr int64_t kTableUnitsMax = 40'000;

}  // namespace keystone::model
