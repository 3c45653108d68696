// ItemWrite: one PutItem, DeleteItem or UpdateItem of the workload, with or without a condition.
#pragma once

#include "tests/simulation/operations.h"

namespace keystone::simulation {

enum class Returned : unsigned char { kNothing, kAllOld, kAllNew, kUpdatedOld, kUpdatedNew };

struct ItemWrite {
  Table table;
  ItemKey key;
  const char* operation = "";
  std::string json;    // members of the request
  std::string values;  // of ExpressionAttributeValues
  Step step;
  Returned returned = Returned::kNothing;
  bool returns_refusing = false;  // ReturnValuesOnConditionCheckFailure
  // What the UPDATED_ forms of ReturnValues show of an item.
  std::function<Value(const Value&)> updated = nullptr;
};

// Makes a write conditional: on the item's existence, or on the version that a GetItem shows now.
// False where the table goes meanwhile.
bool AddCondition(World& world, ItemWrite* write);

// Sends it, tells the oracle what came of it, and checks all that the reply shows.
void Start(World& world, ItemWrite write, Finished finished);

}  // namespace keystone::simulation
