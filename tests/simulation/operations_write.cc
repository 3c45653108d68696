// PutItem, DeleteItem and BatchWriteItem.
#include "tests/simulation/item_write.h"
#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

void PutOrDelete(World& world, const Table& table, const Value& value, Finished finished) {
  ItemWrite write{table, world.AnyKey(table),   value ? "PutItem" : "DeleteItem", "",
                  "",    {value, true, nullptr}};
  write.json = value ? "\"Item\":" + ItemJson(write.key, *value) : "\"Key\":" + KeyJson(write.key);
  if (world.OneIn(2)) write.returned = Returned::kAllOld;
  if (world.OneIn(4) && !AddCondition(world, &write)) return finished();
  Start(world, std::move(write), std::move(finished));
}

}  // namespace

void PutItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table != nullptr) PutOrDelete(world, *table, world.NewValue(), std::move(finished));
}

void DeleteItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table != nullptr) PutOrDelete(world, *table, std::nullopt, std::move(finished));
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
