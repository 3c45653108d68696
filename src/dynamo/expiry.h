// Expiry: deletes items whose time to live is over (AWS: "Using time to live (TTL) in DynamoDB").
//
// An item expires where its table's TTL attribute is a number of seconds since 1970 that have
// passed, by not more than five years. A sweep walks the tables in the background, one after
// another, and deletes what has expired: as any other write, with its rows in indexes and its part
// of the totals, and only if the item as it is then has expired. Until then it is read as any
// other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dynamo/background.h"
#include "dynamo/catalog.h"
#include "env/clock.h"
#include "model/item.h"
#include "storage/store.h"

namespace keystone::dynamo {

class Expiry {
 public:
  // All outlive it. `interval_ms`: from the end of a sweep to the next; 0: there are none.
  Expiry(storage::Store& store, Catalog& catalog, Clock& clock, Executor& executor,
         int64_t interval_ms);

  void Start();
  // Returns when nothing runs any more.
  void Stop() { background_.Stop(); }

 private:
  // A sweep on its way.
  struct Sweep {
    std::vector<TablePtr> tables;         // those that have a time to live and were not walked yet
    std::vector<std::string> attributes;  // of each
    std::optional<storage::OwnedKey> last;   // of the last table: how far it was walked
    std::vector<storage::OwnedKey> expired;  // to be deleted next
    bool table_done = false;
  };
  using SweepPtr = std::shared_ptr<Sweep>;
  using Ticket = Background::Ticket;

  void Begin();
  void Step(const SweepPtr& sweep, Ticket ticket);
  Status FindTables(Sweep& sweep);
  Status FindExpired(Sweep& sweep);
  void DeleteExpired(const SweepPtr& sweep, Ticket ticket);
  void GoOn(const SweepPtr& sweep);
  int64_t NowSeconds() { return clock_.WallMicros() / 1'000'000; }

  storage::Store& store_;
  Catalog& catalog_;
  Clock& clock_;
  const int64_t interval_micros_;
  Background background_;  // stops before the rest goes
};

// Whether the attribute says that the item's time is over.
bool IsExpired(model::ItemView item, Bytes attribute, int64_t now_seconds);

}  // namespace keystone::dynamo
