// GetItem, BatchGetItem, Query and Scan.
#include <algorithm>

#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

std::string Named(const Table& table) {
  return "{\"TableName\":\"" + table.name + "\"";
}

// A sort key's condition, in words and as a test.
struct Condition {
  std::string text;    // " AND s ..."
  std::string values;  // of :a and :b
  std::function<bool(const std::string&)> holds;
};

std::string ValueOf(const char* name, const std::string& text) {
  return ",\"" + std::string(name) + "\":{\"S\":\"" + text + "\"}";
}

Condition AnyCondition(World& world, const Table& table) {
  const std::string a = world.AnyKey(table).sort;
  const std::string b = world.AnyKey(table).sort;
  const std::string one = ValueOf(":a", a);
  switch (table.has_sort ? world.Below(10) : 9) {
    case 0:
      return {" AND s = :a", one, [=](auto& s) { return s == a; }};
    case 1:
      return {" AND s < :a", one, [=](auto& s) { return s < a; }};
    case 2:
      return {" AND s <= :a", one, [=](auto& s) { return s <= a; }};
    case 3:
      return {" AND s > :a", one, [=](auto& s) { return s > a; }};
    case 4:
      return {" AND s >= :a", one, [=](auto& s) { return s >= a; }};
    case 5: {
      const auto [least, most] = std::minmax(a, b);
      return {" AND s BETWEEN :a AND :b", ValueOf(":a", least) + ValueOf(":b", most),
              [least = least, most = most](auto& s) { return least <= s && s <= most; }};
    }
    case 6: {
      const std::string prefix = a.substr(0, 2);
      return {" AND begins_with(s, :a)", ValueOf(":a", prefix),
              [=](auto& s) { return s.starts_with(prefix); }};
    }
    default:
      return {"", "", [](auto&) { return true; }};
  }
}

// One Query from its first page to its last.
struct QueryRun {
  World& world;
  const Table& table;
  std::string partition;
  Condition condition;
  bool forward = true;
  std::optional<uint64_t> limit = std::nullopt;

  bool Before(const std::string& a, const std::string& b) const { return forward ? a < b : b < a; }

  std::string Request(const std::optional<ItemKey>& start) const {
    std::string json = Named(table) + ",\"KeyConditionExpression\":\"p = :p" + condition.text +
                       "\",\"ExpressionAttributeValues\":{" + ValueOf(":p", partition).substr(1) +
                       condition.values + "},\"ScanIndexForward\":" + (forward ? "true" : "false");
    if (limit) json += ",\"Limit\":" + std::to_string(*limit);
    if (start) json += ",\"ExclusiveStartKey\":" + KeyJson(*start);
    return json + "}";
  }

  // What the page covers, as it shows it: an item that should be there and is not shows nothing.
  void Check(const Page& page, const std::optional<ItemKey>& start, Time begin) const {
    Values shown;
    for (const ItemKey& key : world.KeysOf(table)) {
      const bool covered = key.partition == partition && condition.holds(key.sort) &&
                           (!start || Before(start->sort, key.sort)) &&
                           (!page.last_evaluated || !Before(page.last_evaluated->sort, key.sort));
      if (covered) shown[table.RegisterOf(key)] = std::nullopt;
    }
    const ShownItem* before = nullptr;
    for (const ShownItem& item : page.items) {
      const auto found = shown.find(table.RegisterOf(item.key));
      if (found == shown.end()) return world.Fail("a Query shows what it was not asked for");
      if (before != nullptr && !Before(before->key.sort, item.key.sort)) {
        return world.Fail("a Query's items are out of order");
      }
      found->second = item.value;
      before = &item;
    }
    if (limit && page.items.size() > *limit) return world.Fail("a Query's page is over its limit");
    world.Expect(world.oracle.CheckSnapshot(begin, shown));
  }

  void Run() const {
    std::optional<ItemKey> start;
    do {
      const Time begin = world.oracle.Now();
      const Reply reply = world.Call("Query", Request(start));
      if (world.Judge(reply, table) != Outcome::kDone || world.Ending(table)) return;
      const auto page = ReadPage(reply);
      if (!page) return world.Fail("not the reply of a Query: " + reply.body);
      Check(*page, start, begin);
      start = page->last_evaluated;
    } while (start && world.failure().empty());
  }
};

}  // namespace

void QueryTable(World& world, const Table& table) {
  QueryRun query{world, table, world.AnyKey(table).partition, AnyCondition(world, table)};
  query.forward = world.OneIn(2);
  if (world.OneIn(2)) query.limit = 1 + world.Below(6);
  query.Run();
}

ScanResult ScanTable(World& world, const Table& table, bool check) {
  ScanResult result;
  const uint64_t limit = world.OneIn(2) ? 1 + world.Below(8) : 1000;
  std::optional<ItemKey> start;
  std::set<ItemKey> met;
  result.first_begin = world.oracle.Now();
  do {
    const Time begin = world.oracle.Now();
    std::string json = Named(table) + ",\"Limit\":" + std::to_string(limit);
    if (start) json += ",\"ExclusiveStartKey\":" + KeyJson(*start);
    const Reply reply = world.Call("Scan", json + "}");
    if (world.Judge(reply, table) != Outcome::kDone || world.Ending(table)) return result;
    const auto page = ReadPage(reply);
    if (!page) {
      world.Fail("not the reply of a Scan: " + reply.body);
      return result;
    }
    Values shown;
    for (const ShownItem& item : page->items) {
      if (!met.insert(item.key).second) world.Fail("a Scan shows an item twice");
      shown[table.RegisterOf(item.key)] = item.value;
      result.items.push_back(item);
    }
    if (check) world.Expect(world.oracle.CheckSnapshot(begin, shown));
    start = page->last_evaluated;
  } while (start && world.failure().empty());
  result.complete = !start;
  return result;
}

void Scan(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  const ScanResult result = ScanTable(world, table, true);
  if (result.complete) {
    Values missing;
    for (const ItemKey& key : world.KeysOf(table)) missing[table.RegisterOf(key)] = std::nullopt;
    for (const ShownItem& item : result.items) missing.erase(table.RegisterOf(item.key));
    // Each was missing from some page; nobody knows from which.
    for (const auto& [key, nothing] : missing) {
      world.Expect(world.oracle.CheckSnapshot(result.first_begin, {{key, nothing}}));
    }
  }
  finished();
}

void Query(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  QueryTable(world, table);
  finished();
}

void GetItem(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  const ItemKey key = world.AnyKey(table);
  const Time begin = world.oracle.Now();
  const Reply reply = world.Call("GetItem", Named(table) + ",\"Key\":" + KeyJson(key) + "}");
  if (world.Judge(reply, table) == Outcome::kDone && !world.Ending(table)) {
    const auto item = ReadItem(reply, "Item");
    if (!item || (*item && (*item)->key != key)) {
      world.Fail("not the reply of GetItem: " + reply.body);
    } else {
      const Value value = *item ? Value((*item)->value) : std::nullopt;
      world.Expect(world.oracle.CheckSnapshot(begin, {{table.RegisterOf(key), value}}));
    }
  }
  finished();
}

void BatchGetItem(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  Values shown;
  std::string keys;
  for (uint64_t i = 0; i < 1 + world.Below(8); ++i) {
    const ItemKey key = world.AnyKey(table);
    if (!shown.emplace(table.RegisterOf(key), std::nullopt).second) continue;
    keys += (keys.empty() ? "" : ",") + KeyJson(key);
  }
  const Time begin = world.oracle.Now();
  const Reply reply = world.Call(
      "BatchGetItem", "{\"RequestItems\":{\"" + table.name + "\":{\"Keys\":[" + keys + "]}}}");
  if (world.Judge(reply, table) == Outcome::kDone && !world.Ending(table)) {
    const auto items = ReadBatch(reply);
    if (!items) world.Fail("not the reply of BatchGetItem: " + reply.body);
    for (const auto& [name, item] : items ? *items : decltype(items)::value_type()) {
      shown[table.RegisterOf(item.key)] = item.value;
    }
    world.Expect(world.oracle.CheckSnapshot(begin, shown));
  }
  finished();
}

}  // namespace keystone::simulation
