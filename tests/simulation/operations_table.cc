// CreateTable and DeleteTable, and the clock.
#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

void DeleteTable(World& world, Table* table, Finished finished) {
  table->changing = true;
  auto transaction = world.oracle.Begin({{table->Register(), std::nullopt}});
  world.BeginDeletion(*table);
  world.Start("DeleteTable", "{\"TableName\":\"" + table->name + "\"}",
              [&world, table, transaction, finished](const Reply& reply) {
                table->changing = false;
                if (world.Judge(reply, *table) == Outcome::kDone) {
                  table->exists = false;
                  world.oracle.Succeed(transaction);
                }
                finished();
              });
}

void Created(World& world, Table* table, const std::string& unknown,
             const std::optional<ShownTable>& shown) {
  if (!shown) return world.Fail("not the reply of CreateTable");
  table->exists = true;
  world.oracle.Rename(table->Register(), unknown, shown->id);
  world.NoteId(shown->id, table->incarnation);
}

}  // namespace

void CreateTable(World& world, Table* table, Finished finished) {
  table->changing = true;
  world.Renew(table);
  // Its id is not known before the reply.
  const std::string unknown = "new " + std::to_string(table->incarnation);
  auto transaction = world.oracle.Begin({{table->Register(), unknown}});
  std::string json = "{\"TableName\":\"" + table->name + "\",\"BillingMode\":\"PAY_PER_REQUEST\"," +
                     "\"AttributeDefinitions\":[{\"AttributeName\":\"p\",\"AttributeType\":\"S\"}";
  if (table->has_sort) json += ",{\"AttributeName\":\"s\",\"AttributeType\":\"S\"}";
  json += "],\"KeySchema\":[{\"AttributeName\":\"p\",\"KeyType\":\"HASH\"}";
  if (table->has_sort) json += ",{\"AttributeName\":\"s\",\"KeyType\":\"RANGE\"}";
  world.Start("CreateTable", json + "]}",
              [&world, table, transaction, unknown, finished](const Reply& reply) {
                table->changing = false;
                if (ErrorType(reply) == "ResourceInUseException" && table->may_be_deleted) {
                  world.oracle.Refuse(transaction);  // the old table is still going
                } else if (world.Judge(reply, *table) == Outcome::kDone) {
                  Created(world, table, unknown, ReadTable(reply, "TableDescription"));
                  world.oracle.Succeed(transaction);
                }
                finished();
              });
}

const Table* AnyTable(World& world, Finished* finished) {
  Table& table = world.tables[world.Below(world.tables.size())];
  if (table.exists) return &table;
  if (!table.changing && !world.doomed()) {
    CreateTable(world, &table, std::move(*finished));
    return nullptr;
  }
  for (const Table& other : world.tables) {
    if (other.exists) return &other;
  }
  (*finished)();
  return nullptr;
}

// A table whose last change had an unknown outcome is left alone until the restart tells.
void ChangeTable(World& world, Finished finished) {
  for (Table& table : world.tables) {
    if (world.doomed() || table.changing || (table.exists && !table.may_be_deleted)) continue;
    if (table.exists) return DeleteTable(world, &table, std::move(finished));
    return CreateTable(world, &table, std::move(finished));
  }
  finished();
}

void JumpClock(World& world, Finished finished) {
  const auto micros = static_cast<int64_t>(world.Below(100'000'000'000));
  world.NoteJump();
  if (world.OneIn(2)) {
    world.env().JumpWallMicros(world.OneIn(2) ? micros : -micros);
  } else {
    world.env().AdvanceMicros(micros / 1'000'000);
  }
  finished();
}

}  // namespace keystone::simulation
