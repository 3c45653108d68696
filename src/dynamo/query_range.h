// The rows that a key condition asks for, as a range of the store's keys.
#pragma once

#include "expr/key_condition.h"
#include "storage/store.h"

namespace keystone::dynamo {

// A range and the keys whose views it has.
struct QueryRange {
  storage::OwnedKey first;
  storage::OwnedKey second;
  storage::KeyRange range;
};

// In the space of a table or an index. Filled in place: the range has views into it.
void MakeQueryRange(const storage::Store& store, storage::SpaceId space,
                    const expr::KeyCondition& condition, QueryRange* out);

bool Contains(const storage::KeyRange& range, const storage::Key& key);

}  // namespace keystone::dynamo
