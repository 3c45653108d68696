// Table: what is fixed about a table from its creation to its end, and how that is kept as a row of
// the catalog (docs/format/catalog.md).
#pragma once

#include <cstdint>
#include <string>

#include "keystone/status.h"
#include "model/requests.h"
#include "storage/key.h"

namespace keystone::dynamo {

struct Table {
  storage::TableId id{};
  std::string name;
  std::string uuid;  // TableId in DescribeTable
  model::KeySchema keys;
  int64_t created_micros = 0;
  model::BillingMode billing_mode = model::BillingMode::kProvisioned;
  model::Throughput provisioned_throughput;
  model::Throughput warm_throughput;
  bool deletion_protection = false;
};

struct TableRecord {
  Table table;
  bool deleting = false;  // DeleteTable was accepted; the id is, or is about to be, retired
};

std::string EncodeTableRecord(const Table& table, bool deleting);
// Corruption for bytes EncodeTableRecord could not have written, NewerFormat for a later layout.
Result<TableRecord> DecodeTableRecord(Bytes row);

}  // namespace keystone::dynamo
