// RunTransaction: a transaction from Begin to its acknowledgement, tried again where another one
// won.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "storage/store.h"

namespace keystone::dynamo {

struct Work {
  std::vector<storage::OwnedKey> rows;                // named to Begin
  std::function<Status(storage::Transaction&)> body;  // may run several times
  std::function<void(const Status&)> done;            // runs once
  storage::CommitDurability durability = storage::CommitDurability::kDefault;
  storage::Caller caller = storage::Caller::kGoesOn;
};

// `done` is called as Transaction::Commit calls it, or before this returns.
void RunTransaction(storage::Store& store, Work work);

}  // namespace keystone::dynamo
