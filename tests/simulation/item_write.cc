#include "tests/simulation/item_write.h"

namespace keystone::simulation {
namespace {

constexpr const char* kReturnedNames[] = {"NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD",
                                          "UPDATED_NEW"};

// What the reply must show.
Value Expected(const ItemWrite& write, const Value& old, const Value& made) {
  switch (write.returned) {
    case Returned::kNothing:
      break;
    case Returned::kAllOld:
      return old;
    case Returned::kAllNew:
      return made;
    case Returned::kUpdatedOld:
      return write.updated(old);
    case Returned::kUpdatedNew:
      return write.updated(made);
  }
  return std::nullopt;
}

// The item that a reply shows, if it is that of the key.
std::optional<Value> ShownIn(const ItemWrite& write, const Reply& reply, const char* member) {
  const auto item = ReadItem(reply, member);
  if (!item || (*item && (*item)->key != write.key)) return std::nullopt;
  return *item ? Value((*item)->value) : Value();
}

void FinishRefused(World& world, const ItemWrite& write, const TransactionPtr& transaction,
                   const Reply& reply) {
  const auto shown = ShownIn(write, reply, "Item");
  if (!shown || (*shown && !write.returns_refusing)) {
    return world.Fail("not the reply of a condition that is not met: " + reply.body);
  }
  if (world.Ending(write.table)) return world.oracle.Refuse(transaction);
  world.Expect(
      world.oracle.CheckRefused(transaction, write.returns_refusing ? shown : std::nullopt));
}

void Finish(World& world, const ItemWrite& write, const TransactionPtr& transaction,
            const Reply& reply) {
  if (ErrorType(reply) == "ConditionalCheckFailedException" && write.step.change) {
    return FinishRefused(world, write, transaction, reply);
  }
  switch (world.Judge(reply, write.table)) {
    case Outcome::kUnknown:
      return;
    case Outcome::kNothing:
      return world.oracle.Refuse(transaction);
    case Outcome::kDone:
      break;
  }
  const bool part = write.returned >= Returned::kUpdatedOld;
  const auto shown = part ? ReadPart(reply, "Attributes") : ShownIn(write, reply, "Attributes");
  if (!shown) return world.Fail("not the reply of a write: " + reply.body);
  // A table that is going shows nothing any more.
  if (!world.Ending(write.table)) {
    world.Expect(world.oracle.CheckStep(transaction, [&](const Value& old, const Made& made) {
      return Expected(write, old, *made) == *shown;
    }));
  }
  world.oracle.Succeed(transaction);
}

struct Condition {
  const char* text;
  std::function<bool(const Value&)> holds;
};

}  // namespace

bool AddCondition(World& world, ItemWrite* write) {
  Condition condition{"attribute_not_exists(p)", [](const Value& old) { return !old; }};
  if (world.OneIn(4)) {
    condition = {"attribute_exists(p)", [](const Value& old) { return old.has_value(); }};
  } else if (!world.OneIn(3)) {
    const auto now = ReadOne(world, write->table, write->key);
    if (!now || world.Ending(write->table)) return false;
    if (*now) {
      const std::string number = ToFields(**now).number;
      write->values +=
          std::string(write->values.empty() ? "" : ",") + "\":was\":{\"S\":\"" + number + "\"}";
      condition = {"v = :was",
                   [number](const Value& old) { return old && ToFields(*old).number == number; }};
    }
  }
  write->json += std::string(",\"ConditionExpression\":\"") + condition.text + "\"";
  write->returns_refusing = world.OneIn(2);
  if (write->returns_refusing) {
    write->json += ",\"ReturnValuesOnConditionCheckFailure\":\"ALL_OLD\"";
  }
  Change change = write->step.change;
  if (!change) change = [value = write->step.value](const Value&) { return Made(value); };
  write->step.change = [holds = condition.holds, change](const Value& old) {
    return holds(old) ? change(old) : Made();
  };
  return true;
}

void Start(World& world, ItemWrite write, Finished finished) {
  std::string json = "{\"TableName\":\"" + write.table.name + "\"," + write.json;
  if (!write.values.empty()) json += ",\"ExpressionAttributeValues\":{" + write.values + "}";
  if (write.returned != Returned::kNothing) {
    json += ",\"ReturnValues\":\"" + std::string(kReturnedNames[static_cast<int>(write.returned)]) +
            "\"";
  }
  auto transaction = world.oracle.BeginStep(write.table.RegisterOf(write.key), write.step);
  world.Start(write.operation, json + "}",
              [&world, write = std::move(write), transaction, finished](const Reply& reply) {
                Finish(world, write, transaction, reply);
                finished();
              });
}

}  // namespace keystone::simulation
