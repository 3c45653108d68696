// A table as a row of the catalog (docs/format/catalog.md).
#pragma once

#include <string>

#include "dynamo/table.h"
#include "keystone/status.h"

namespace keystone::dynamo {

struct TableRecord {
  Table table;
  bool deleting = false;  // DeleteTable was accepted; the id is, or is about to be, retired
};

std::string EncodeTableRecord(const Table& table, bool deleting);
// Corruption for bytes EncodeTableRecord could not have written, NewerFormat for a later layout.
Result<TableRecord> DecodeTableRecord(Bytes row);

}  // namespace keystone::dynamo
