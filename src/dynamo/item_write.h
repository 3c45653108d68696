// ItemWrite: the write of one item, checked as far as can be without the item it is to change, and
// how it is carried out inside a transaction.
#pragma once

#include <optional>
#include <string>

#include "dynamo/catalog.h"
#include "dynamo/request_expressions.h"
#include "model/requests.h"
#include "storage/store.h"

namespace keystone::dynamo {

// A put, unless there is an update; a delete where there is neither an item nor an update.
// Conditions and updates view the request's strings: keep the request where they are.
struct ItemWrite {
  TablePtr table;
  storage::OwnedKey key;
  std::optional<std::string> item;
  std::string key_item;  // of an update: what an item is before it has anything but its key
  std::optional<expr::Bound> condition;
  std::optional<expr::Bound> update;
};

// What became of one.
struct ItemChange {
  model::ApiError error;  // then nothing was changed
  std::optional<std::string> old_item;
  std::optional<std::string> new_item;
};

// Reads the item, tests the condition and writes: the row, and the table's totals in the row
// `statistics`. A condition that is not met is no failure of the transaction: it still waits for
// what it read to be durable.
Result<ItemChange> Apply(const ItemWrite& write, const storage::OwnedKey& statistics,
                         storage::Transaction& transaction);

// By AWS's rule, of the larger of the item before and after.
double WriteUnitsOf(const ItemChange& change);

// What ReturnValues asks to see; none where that is nothing.
std::optional<std::string> ReturnedAttributes(model::ReturnValues asked, const ItemWrite& write,
                                              const ItemChange& change);

}  // namespace keystone::dynamo
