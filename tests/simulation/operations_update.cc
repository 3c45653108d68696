// UpdateItem.
#include "tests/simulation/item_write.h"
#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

// What an update does beside SET v = :v.
struct Action {
  std::string sets;     // goes on behind that
  std::string clauses;  // after the SET clause
  std::string values;   // what they name beside :v
  std::function<void(Fields*)> apply;
  std::function<void(const Fields& item, Fields* part)> show;  // the attribute that it names
};

Action Count(bool adds) {
  return {adds ? "" : ", n = if_not_exists(n, :zero) + :one", adds ? " ADD n :one" : "",
          std::string(",\":one\":{\"N\":\"1\"}") + (adds ? "" : ",\":zero\":{\"N\":\"0\"}"),
          [](Fields* item) { item->counter = item->counter.value_or(0) + 1; },
          [](const Fields& item, Fields* part) { part->counter = item.counter; }};
}

Action SetData(const std::string& data) {
  return {", d = :d", "", ",\":d\":{\"S\":\"" + data + "\"}",
          [data](Fields* item) { item->data = data; },
          [](const Fields& item, Fields* part) { part->data = item.data; }};
}

Action Append(const std::string& number) {
  return {", l = list_append(if_not_exists(l, :none), :last)", "",
          ",\":none\":{\"L\":[]},\":last\":{\"L\":[{\"S\":\"" + number + "\"}]}",
          [number](Fields* item) { item->list = item->list.value_or("") + number + ","; },
          [](const Fields& item, Fields* part) { part->list = item.list; }};
}

template <typename Member>
Action Remove(const char* clause, Member member) {
  return {"", clause, "", [member](Fields* item) { (item->*member).reset(); },
          [member](const Fields& item, Fields* part) { part->*member = item.*member; }};
}

Action AnyAction(World& world, const std::string& number) {
  switch (world.Below(9)) {
    case 0:
      return Remove(" REMOVE n", &Fields::counter);
    case 1:
      return Remove(" REMOVE l", &Fields::list);
    case 2:
      return Remove(" REMOVE d", &Fields::data);
    case 3:
      return SetData(world.NewData());
    case 4:
    case 5:
      return Append(number);
    default:
      return Count(world.OneIn(2));
  }
}

}  // namespace

void UpdateItem(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const std::string number = world.NewNumber();
  const Action action = AnyAction(world, number);
  ItemWrite write{*table, world.AnyKey(*table), "UpdateItem", "", "", {}};
  write.json = "\"Key\":" + KeyJson(write.key) + ",\"UpdateExpression\":\"SET v = :v" +
               action.sets + action.clauses + "\"";
  write.values = "\":v\":{\"S\":\"" + number + "\"}" + action.values;
  write.step = {number + "|", false, [action, number](const Value& old) {
                  Fields item = old ? ToFields(*old) : Fields();
                  item.number = number;
                  action.apply(&item);
                  return Made(ToValue(item));
                }};
  write.returned = static_cast<Returned>(world.Below(5));
  write.updated = [action](const Value& item) -> Value {
    if (!item) return std::nullopt;
    const Fields fields = ToFields(*item);
    Fields part{fields.number, std::nullopt, std::nullopt, std::nullopt};
    action.show(fields, &part);
    return ToValue(part);
  };
  if (world.OneIn(4) && !AddCondition(world, &write)) return finished();
  Start(world, std::move(write), std::move(finished));
}

}  // namespace keystone::simulation
