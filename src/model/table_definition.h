// A table as its owner defines it: what CreateTable and UpdateTable say and DescribeTable tells.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/value.h"

namespace keystone::model {

struct KeyAttribute {
  std::string name;
  Type type = Type::kString;  // S, N or B

  friend bool operator==(const KeyAttribute&, const KeyAttribute&) = default;
};

// In the schema's order. A table or a local index has one partition attribute and at most one sort
// attribute, a global index up to four of each.
struct KeySchema {
  std::vector<KeyAttribute> partition;
  std::vector<KeyAttribute> sort;

  friend bool operator==(const KeySchema&, const KeySchema&) = default;
};

enum class BillingMode : unsigned char { kProvisioned, kPayPerRequest };
enum class TableStatus : unsigned char { kCreating, kUpdating, kActive, kDeleting };

struct Throughput {
  int64_t read_units = 0;  // 0: not given; of OnDemandThroughput, -1: no maximum
  int64_t write_units = 0;

  friend bool operator==(const Throughput&, const Throughput&) = default;
};

enum class ProjectionType : unsigned char { kAll, kKeysOnly, kInclude };
enum class IndexStatus : unsigned char { kActive, kCreating, kUpdating, kDeleting };

// A secondary index.
struct IndexDefinition {
  std::string name;
  uint32_t id = 0;  // dynamo's own: where its rows are
  bool local = false;
  IndexStatus status = IndexStatus::kActive;
  KeySchema keys;
  ProjectionType projection = ProjectionType::kAll;
  std::vector<std::string> non_key_attributes;  // of kInclude
  Throughput provisioned_throughput;
  Throughput on_demand_throughput;
  Throughput warm_throughput;
};

struct TableDefinition {
  std::string name;
  std::string uuid;            // TableId in DescribeTable
  int64_t created_micros = 0;  // since 1970
  KeySchema keys;
  std::vector<KeyAttribute> attributes;  // of the keys of the table and its indexes, by name
  std::vector<IndexDefinition> indexes;
  BillingMode billing_mode = BillingMode::kProvisioned;
  int64_t on_demand_since_micros = 0;  // the last change to on-demand; 0: never
  Throughput provisioned_throughput;
  Throughput on_demand_throughput;
  Throughput warm_throughput;
  bool infrequent_access = false;    // TableClass
  int64_t class_changed_micros = 0;  // 0: never
  bool deletion_protection = false;
};

}  // namespace keystone::model
