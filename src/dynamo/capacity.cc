#include "dynamo/capacity.h"

#include <algorithm>

namespace keystone::dynamo {
namespace {

size_t Units(size_t bytes, size_t unit) {
  return std::max<size_t>(1, (bytes + unit - 1) / unit);
}

void AddIndex(std::vector<model::IndexCapacity>* indexes, model::IndexCapacity& index) {
  for (model::IndexCapacity& known : *indexes) {
    if (known.index_name != index.index_name) continue;
    known.units += index.units;
    return;
  }
  indexes->push_back(std::move(index));
}

}  // namespace

double ReadUnits(size_t bytes, bool consistent) {
  return static_cast<double>(Units(bytes, 4096)) * (consistent ? 1.0 : 0.5);
}

double WriteUnits(size_t bytes) {
  return static_cast<double>(Units(bytes, 1024));
}

std::optional<model::ConsumedCapacity> Consumed(const Table& table, double units,
                                                std::vector<model::IndexCapacity> indexes,
                                                model::ReturnCapacity asked) {
  if (asked == model::ReturnCapacity::kNone) return std::nullopt;
  return model::ConsumedCapacity{table.name, units, std::move(indexes),
                                 asked == model::ReturnCapacity::kIndexes};
}

void CapacityOfTables::Add(const Table& table, double units,
                           std::vector<model::IndexCapacity> indexes) {
  auto consumed = Consumed(table, units, std::move(indexes), asked_);
  if (!consumed) return;
  for (model::ConsumedCapacity& known : tables_) {
    if (known.table_name != table.name) continue;
    known.units += units;
    for (model::IndexCapacity& index : consumed->indexes) AddIndex(&known.indexes, index);
    return;
  }
  tables_.push_back(std::move(*consumed));
}

}  // namespace keystone::dynamo
