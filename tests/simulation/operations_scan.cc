// Scan, as a whole and in segments.
#include <algorithm>
#include <set>

#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

// One walk over a table, by one client or by one for each segment.
class ScanRun {
 public:
  ScanRun(World& world, const Table& table, bool check, uint64_t segments)
      : world_(world),
        table_(table),
        check_(check),
        segments_(segments),
        segments_left_(segments),
        limit_(world.OneIn(2) ? 1 + world.Below(8) : 1000),
        begin_(world.oracle.Now()) {}

  // From a segment's first page to its last. True if it was the last segment that was left.
  bool Walk(uint64_t segment) {
    std::optional<ItemKey> start;
    bool broken = false;
    do {
      broken = !Page(segment, &start);
    } while (!broken && start);
    result_.complete = !broken && result_.complete;
    if (--segments_left_ > 0) return false;
    if (check_ && result_.complete) CheckMissing();
    return true;
  }

  ScanResult TakeResult() { return std::move(result_); }

 private:
  // False where the walk cannot go on.
  bool Page(uint64_t segment, std::optional<ItemKey>* start) {
    const Time begin = world_.oracle.Now();
    std::string json = "{\"TableName\":\"" + table_.name + "\",\"Limit\":" + std::to_string(limit_);
    if (segments_ > 1) {
      json += ",\"Segment\":" + std::to_string(segment) +
              ",\"TotalSegments\":" + std::to_string(segments_);
    }
    if (*start) json += ",\"ExclusiveStartKey\":" + KeyJson(**start);
    const Reply reply = world_.Call("Scan", json + "}");
    if (world_.Judge(reply, table_) != Outcome::kDone || world_.Ending(table_)) return false;
    const auto page = ReadPage(reply);
    if (!page || !EndsWithItsLast(*page) || page->items.size() > limit_) {
      world_.Fail("not the reply of a Scan: " + reply.body);
      return false;
    }
    Values shown;
    for (const ShownItem& item : page->items) {
      if (!met_.insert(item.key).second) world_.Fail("a Scan shows an item twice");
      shown[table_.RegisterOf(item.key)] = item.value;
      result_.items.push_back(item);
    }
    if (check_) world_.Expect(world_.oracle.CheckSnapshot(begin, shown));
    *start = page->last_evaluated;
    return world_.failure().empty();
  }

  // What was not shown was missing from some page; nobody knows from which.
  void CheckMissing() {
    for (const ItemKey& key : world_.KeysOf(table_)) {
      if (met_.contains(key)) continue;
      world_.Expect(world_.oracle.CheckSnapshot(begin_, {{table_.RegisterOf(key), std::nullopt}}));
    }
  }

  World& world_;
  const Table table_;
  const bool check_;
  const uint64_t segments_;
  uint64_t segments_left_;
  const uint64_t limit_;
  const Time begin_;
  std::set<ItemKey> met_;
  ScanResult result_{true, {}};
};

}  // namespace

ScanResult ScanTable(World& world, const Table& table, bool check) {
  const uint64_t segments = world.OneIn(2) ? 1 + world.Below(6) : 1;
  ScanRun run(world, table, check, segments);
  for (uint64_t segment = 0; segment < segments; ++segment) run.Walk(segment);
  return run.TakeResult();
}

void Scan(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  ScanTable(world, table, true);
  finished();
}

void ParallelScan(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const uint64_t segments = 2 + world.Below(4);
  const auto run = std::make_shared<ScanRun>(world, *table, true, segments);
  for (uint64_t segment = 0; segment < segments; ++segment) {
    world.env().env().executor->Submit(Priority::kForeground, [run, segment, finished] {
      if (run->Walk(segment)) finished();
    });
  }
}

}  // namespace keystone::simulation
