// A global secondary index on the items' number, made and removed while they are written, and what
// a Scan of it shows. Every item has a number, so the index has all items or is not there.
#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

constexpr char kIndexName[] = "by-number";

std::string ChangeJson(const Table& table, bool create) {
  const std::string name = std::string("{\"IndexName\":\"") + kIndexName + "\"";
  std::string json = "{\"TableName\":\"" + table.name + "\",\"GlobalSecondaryIndexUpdates\":[";
  if (!create) return json + "{\"Delete\":" + name + "}}]}";
  json += "{\"Create\":" + name + ",\"Projection\":{\"ProjectionType\":\"ALL\"},";
  json += "\"KeySchema\":[{\"AttributeName\":\"v\",\"KeyType\":\"HASH\"}]}}],";
  return json + "\"AttributeDefinitions\":[{\"AttributeName\":\"v\",\"AttributeType\":\"S\"}]}";
}

// What an UpdateTable may answer that did nothing: it is there or not, or still under way.
bool IsRefusedChange(const Reply& reply) {
  const std::string type = ErrorType(reply);
  return type == "ResourceInUseException" || type == "ResourceNotFoundException" ||
         (type == "ValidationException" &&
          reply.body.find("Duplicate index name") != std::string::npos);
}

bool IsNoIndex(const Reply& reply) {
  return ErrorType(reply) == "ValidationException" &&
         (reply.body.find("does not have the specified index") != std::string::npos ||
          reply.body.find("backfilling global secondary index") != std::string::npos);
}

}  // namespace

// Of tables that stay: a table does not go while an index of it comes.
void ChangeIndex(World& world, Finished finished) {
  const Table& table = world.tables[world.Below(2)];
  if (!table.exists || table.changing || world.doomed()) return finished();
  world.Start("UpdateTable", ChangeJson(table, world.OneIn(2)),
              [&world, table, finished](const Reply& reply) {
                if (!IsRefusedChange(reply)) world.Judge(reply, table);
                finished();
              });
}

std::optional<Values> ScanIndex(World& world, const Table& table) {
  const Reply reply = world.Call(
      "Scan", "{\"TableName\":\"" + table.name + "\",\"IndexName\":\"" + kIndexName + "\"}");
  if (IsNoIndex(reply)) return std::nullopt;
  if (world.Judge(reply, table) != Outcome::kDone || world.Ending(table)) return std::nullopt;
  const auto page = ReadPage(reply);
  if (!page || page->scanned_count != page->items.size()) {
    world.Fail("not the reply of a Scan: " + reply.body);
    return std::nullopt;
  }
  Values shown;
  if (!page->last_evaluated) {
    for (const ItemKey& key : world.KeysOf(table)) shown[table.RegisterOf(key)] = std::nullopt;
  }
  for (const ShownItem& item : page->items) {
    Value& value = shown[table.RegisterOf(item.key)];
    if (value) world.Fail("an index has two rows of one item");
    value = item.value;
  }
  return shown;
}

void IndexScan(World& world, Finished finished) {
  const Table* found = AnyTable(world, &finished);
  if (found == nullptr) return;
  const Table table = *found;
  const Time begin = world.oracle.Now();
  if (const auto shown = ScanIndex(world, table)) {
    world.Expect(world.oracle.CheckSnapshot(begin, *shown));
  }
  finished();
}

}  // namespace keystone::simulation
