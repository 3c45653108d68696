#include "dynamo/totals.h"

#include "base/coding.h"
#include "base/status_macros.h"

namespace keystone::dynamo {

storage::OwnedKey TotalsKey(const storage::Store& store, storage::SpaceId space) {
  std::string sort;
  if (space.index != storage::IndexId{0}) AppendU32(&sort, static_cast<uint32_t>(space.index));
  return storage::OwnedKey({{space.table, kStatisticsIndex}, store.HashPartition({}), {}, sort});
}

storage::OwnedKey CollectionKey(const storage::Key& item) {
  return storage::OwnedKey({{item.space.table, kCollectionsIndex}, item.hash, item.partition, {}});
}

Result<model::Totals> ReadTotals(const storage::Snapshot& snapshot, const storage::OwnedKey& key) {
  KS_ASSIGN_OR_RETURN(const storage::Counters counters, snapshot.GetCounters(key.view()));
  return model::Totals{counters[0], counters[1]};
}

}  // namespace keystone::dynamo
