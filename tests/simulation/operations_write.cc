// PutItem, DeleteItem and BatchWriteItem.
#include <set>

#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

// Tells the oracle what came of the writing of one item; checks the old item, where it was asked
// for.
void Finish(World& world, const Table& table, const TransactionPtr& transaction, bool old,
            const Reply& reply) {
  switch (world.Judge(reply, table)) {
    case Outcome::kUnknown:
      return;
    case Outcome::kNothing:
      return world.oracle.Refuse(transaction);
    case Outcome::kDone:
      break;
  }
  const auto item = ReadItem(reply, "Attributes");
  if (!item) return world.Fail("not the reply of a write: " + reply.body);
  // A table that is going shows nothing any more.
  if (old && !world.Ending(table)) {
    world.Expect(world.oracle.CheckOld(transaction, *item ? Value((*item)->value) : std::nullopt));
  }
  world.oracle.Succeed(transaction);
}

void WriteItem(World& world, const Table& table, const ItemKey& key, const Value& value,
               Finished finished) {
  const bool old = world.OneIn(2);
  std::string json = "{\"TableName\":\"" + table.name + "\",";
  json += value ? "\"Item\":" + ItemJson(key, *value) : "\"Key\":" + KeyJson(key);
  if (old) json += ",\"ReturnValues\":\"ALL_OLD\"";
  auto transaction = world.oracle.Begin({{table.RegisterOf(key), value}});
  world.Start(value ? "PutItem" : "DeleteItem", json + "}",
              [&world, table, transaction, old, finished](const Reply& reply) {
                Finish(world, table, transaction, old, reply);
                finished();
              });
}

}  // namespace

void PutItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const ItemKey key = world.AnyKey(*table);
  WriteItem(world, *table, key, world.NewValue(), std::move(finished));
}

void DeleteItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const ItemKey key = world.AnyKey(*table);
  WriteItem(world, *table, key, std::nullopt, std::move(finished));
}

void BatchWriteItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  Values changes;
  std::string list;
  for (uint64_t i = 0; i < 2 + world.Below(6); ++i) {
    const ItemKey key = world.AnyKey(*table);
    if (changes.contains(table->RegisterOf(key))) continue;
    Value value;
    if (!world.OneIn(4)) value = world.NewValue();
    changes[table->RegisterOf(key)] = value;
    list += list.empty() ? "" : ",";
    list += value ? "{\"PutRequest\":{\"Item\":" + ItemJson(key, *value) + "}}"
                  : "{\"DeleteRequest\":{\"Key\":" + KeyJson(key) + "}}";
  }
  auto transaction = world.oracle.Begin(changes);
  world.Start("BatchWriteItem", "{\"RequestItems\":{\"" + table->name + "\":[" + list + "]}}",
              [&world, table = *table, transaction, finished](const Reply& reply) {
                const Outcome outcome = world.Judge(reply, table);
                if (outcome == Outcome::kNothing) world.oracle.Refuse(transaction);
                if (outcome == Outcome::kDone) {
                  world.oracle.Succeed(transaction);
                  if (reply.body != "{\"UnprocessedItems\":{}}") {
                    world.Fail("not the reply of a batch: " + reply.body);
                  }
                }
                finished();
              });
}

}  // namespace keystone::simulation
