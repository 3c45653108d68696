// Capacity units, as AWS counts them. AWS: "DynamoDB read and write operations": a read takes a
// unit for each 4 KB, half of it where it may be eventually consistent; a write one for each 1 KB
// of the larger of the item before and after; nothing takes less than one of its kind.
#pragma once

#include <optional>

#include "dynamo/table.h"
#include "model/requests.h"

namespace keystone::dynamo {

double ReadUnits(size_t bytes, bool consistent);
double WriteUnits(size_t bytes);

// Nothing unless the request asked. `units`: of the table itself.
std::optional<model::ConsumedCapacity> Consumed(const Table& table, double units,
                                                std::vector<model::IndexCapacity> indexes,
                                                model::ReturnCapacity asked);

// The units of a batch, summed for each table in the order of its first use.
class CapacityOfTables {
 public:
  explicit CapacityOfTables(model::ReturnCapacity asked) : asked_(asked) {}
  void Add(const Table& table, double units, std::vector<model::IndexCapacity> indexes);
  void Clear() { tables_.clear(); }
  std::vector<model::ConsumedCapacity> Take() { return std::move(tables_); }

 private:
  model::ReturnCapacity asked_;
  std::vector<model::ConsumedCapacity> tables_;
};

}  // namespace keystone::dynamo
