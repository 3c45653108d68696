// GetItem, BatchGetItem and Query.
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

// A filter, in words and as a test of what is there.
struct Filter {
  const char* text = nullptr;  // of an ordinary Query
  std::string values;
  std::function<bool(const Fields&)> passes;
};

Filter AnyFilter(World& world) {
  const uint64_t least = 1 + world.Below(3);
  switch (world.Below(8)) {
    case 0:
      return {"n >= :n", ",\":n\":{\"N\":\"" + std::to_string(least) + "\"}",
              [=](const Fields& item) { return item.counter.value_or(0) >= least; }};
    case 1:
      return {"attribute_not_exists(l)", "", [](const Fields& item) { return !item.list; }};
    case 2:
      return {"attribute_exists(n) OR NOT attribute_exists(d)", "",
              [](const Fields& item) { return item.counter || !item.data; }};
    default:
      return {};
  }
}

// One Query from its first page to its last.
struct QueryRun {
  World& world;
  const Table& table;
  std::string partition;
  Condition condition;
  Filter filter;
  bool forward = true;
  std::optional<uint64_t> limit = std::nullopt;

  bool Before(const std::string& a, const std::string& b) const { return forward ? a < b : b < a; }

  std::string Request(const std::optional<ItemKey>& start) const {
    std::string json = Named(table) + ",\"KeyConditionExpression\":\"p = :p" + condition.text +
                       "\",\"ExpressionAttributeValues\":{" + ValueOf(":p", partition).substr(1) +
                       condition.values + filter.values +
                       "},\"ScanIndexForward\":" + (forward ? "true" : "false");
    if (filter.text != nullptr) {
      json += std::string(",\"FilterExpression\":\"") + filter.text + "\"";
    }
    if (limit) json += ",\"Limit\":" + std::to_string(*limit);
    if (start) json += ",\"ExclusiveStartKey\":" + KeyJson(*start);
    return json + "}";
  }

  bool Passes(const Value& item) const {
    return item && (filter.text == nullptr || filter.passes(ToFields(*item)));
  }

  std::vector<std::string> CoveredBy(const Page& page, const std::optional<ItemKey>& start) const {
    std::vector<std::string> covered;
    for (const ItemKey& key : world.KeysOf(table)) {
      const bool is = key.partition == partition && condition.holds(key.sort) &&
                      (!start || Before(start->sort, key.sort)) &&
                      (!page.last_evaluated || !Before(page.last_evaluated->sort, key.sort));
      if (is) covered.push_back(table.RegisterOf(key));
    }
    return covered;
  }

  // An item that the page covers and does not show is not there, or did not pass the filter.
  void CheckHidden(const Page& page, const std::vector<std::string>& hidden, Time begin) const {
    uint64_t least = page.items.size(), most = least;  // that the page can have looked at
    for (const std::string& key : hidden) {
      const auto can = [&](const auto& holds) { return world.oracle.CanHold(begin, key, holds); };
      const bool missing = can([](const Value& item) { return !item; });
      const bool filtered = can([&](const Value& item) { return item && !Passes(item); });
      if (!missing && !filtered) return world.Fail("a filter hides what passes it: " + key);
      least += missing ? 0 : 1;
      most += filtered ? 1 : 0;
    }
    if (page.scanned_count < least || page.scanned_count > most) {
      world.Fail("a Query has not looked at what it covers: " + std::to_string(least) + " to " +
                 std::to_string(most) + " items, not " + std::to_string(page.scanned_count));
    }
  }

  void Check(const Page& page, const std::optional<ItemKey>& start, Time begin) const {
    std::vector<std::string> hidden = CoveredBy(page, start);
    Values shown;
    const ShownItem* before = nullptr;
    for (const ShownItem& item : page.items) {
      const std::string key = table.RegisterOf(item.key);
      if (std::erase(hidden, key) == 0 || !Passes(item.value)) {
        return world.Fail("a Query shows what it was not asked for");
      }
      if (before != nullptr && !Before(before->key.sort, item.key.sort)) {
        return world.Fail("a Query's items are out of order");
      }
      shown[key] = item.value;
      before = &item;
    }
    if (limit && page.scanned_count > *limit) return world.Fail("a page is over its limit");
    CheckHidden(page, hidden, begin);
    if (filter.text == nullptr) {
      for (const std::string& key : hidden) shown[key] = std::nullopt;
      if (!EndsWithItsLast(page)) world.Fail("a page does not end with its last item");
    }
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
  QueryRun query{world, table, world.AnyKey(table).partition, AnyCondition(world, table),
                 AnyFilter(world)};
  query.forward = world.OneIn(2);
  if (world.OneIn(2)) query.limit = 1 + world.Below(6);
  query.Run();
}

void Query(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  QueryTable(world, table);
  finished();
}

std::optional<Value> ReadOne(World& world, const Table& table, const ItemKey& key) {
  const Time begin = world.oracle.Now();
  const Reply reply = world.Call("GetItem", Named(table) + ",\"Key\":" + KeyJson(key) + "}");
  if (world.Judge(reply, table) != Outcome::kDone || world.Ending(table)) return std::nullopt;
  const auto item = ReadItem(reply, "Item");
  if (!item || (*item && (*item)->key != key)) {
    world.Fail("not the reply of GetItem: " + reply.body);
    return std::nullopt;
  }
  const Value value = *item ? Value((*item)->value) : std::nullopt;
  world.Expect(world.oracle.CheckSnapshot(begin, {{table.RegisterOf(key), value}}));
  return value;
}

void GetItem(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  ReadOne(world, table, world.AnyKey(table));
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
