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
  std::string key_item;  // but of a put: an item of the key alone, from which an update begins
  std::optional<expr::Bound> condition;
  std::optional<expr::Bound> update;
};

// What became of one.
struct ItemChange {
  model::ApiError error;  // then nothing was changed
  std::optional<std::string> old_item;
  std::optional<std::string> new_item;
  std::vector<model::IndexCapacity> index_units;
};

// Reads the item, tests the condition and writes: the row, those of the indexes, and the totals. A
// condition that is not met is no failure of the transaction: it still waits for what it read to be
// durable. `table` is the write's as it is now: an index may have come since the write was checked.
Result<ItemChange> Apply(const ItemWrite& write, storage::Store& store, const Table& table,
                         storage::Transaction& transaction);

// By AWS's rule, of the larger of the item before and after.
double WriteUnitsOf(const ItemChange& change);

// What ReturnValues asks to see; none where that is nothing.
std::optional<std::string> ReturnedAttributes(model::ReturnValues asked, const ItemWrite& write,
                                              const ItemChange& change);

}  // namespace keystone::dynamo
