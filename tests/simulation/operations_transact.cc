// TransactWriteItems and TransactGetItems, of one table or two.
#include <algorithm>
#include <set>

#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

// What a transaction is asked to do, of keys that it names once.
struct Actions {
  std::vector<Table> tables;
  Values changes;
  size_t count = 0;
  std::string json;  // of TransactItems
  bool refused = false;

  void Add(const char* kind, const Table& table, const std::string& members) {
    json += std::string(count++ == 0 ? "" : ",") + "{\"" + kind + "\":{\"TableName\":\"" +
            table.name + "\"," + members + "}}";
  }
};

// The one that may go, if it is among them.
const Table& LeastLasting(const std::vector<Table>& tables) {
  for (const Table& table : tables) {
    if (table.may_be_deleted) return table;
  }
  return tables[0];
}

std::vector<Table> WithAnother(World& world, const Table& table) {
  std::vector<Table> tables{table};
  const Table& other = world.tables[world.Below(world.tables.size())];
  if (world.OneIn(2) && other.exists && other.name != table.name) tables.push_back(other);
  return tables;
}

std::string KeyMember(const ItemKey& key) {
  return "\"Key\":" + KeyJson(key);
}

// Leaves just the number and the data, as a put would.
std::string UpdateMembers(const ItemKey& key, const Value& value) {
  const Fields fields = ToFields(*value);
  return KeyMember(key) +
         ",\"UpdateExpression\":\"SET v = :v, d = :d REMOVE n, l\","
         "\"ExpressionAttributeValues\":{\":v\":{\"S\":\"" +
         fields.number + "\"},\":d\":{\"S\":\"" + *fields.data + "\"}}";
}

void AddAction(World& world, const Table& table, const ItemKey& key, Actions* actions) {
  if (world.OneIn(6)) {  // a condition that every item meets, and none
    return actions->Add("ConditionCheck", table,
                        KeyMember(key) +
                            ",\"ConditionExpression\":\"attribute_exists(p) OR "
                            "attribute_not_exists(p)\"");
  }
  Value& value = actions->changes[table.RegisterOf(key)];
  if (world.OneIn(4)) return actions->Add("Delete", table, KeyMember(key));
  value = world.NewValue();
  if (world.OneIn(3)) return actions->Add("Update", table, UpdateMembers(key, value));
  actions->Add("Put", table, "\"Item\":" + ItemJson(key, *value));
}

// A condition on an item that never is there, so that all of it is refused.
void AddRefusal(Actions* actions) {
  actions->refused = true;
  const Table& table = actions->tables[0];
  actions->Add("ConditionCheck", table,
               KeyMember({"nobody", table.has_sort ? "s" : ""}) +
                   ",\"ConditionExpression\":\"attribute_exists(p)\"");
}

Actions AnyActions(World& world, const Table& table) {
  Actions actions{WithAnother(world, table), {}, 0, "", false};
  std::set<std::string> named;
  for (uint64_t i = 0; i < 2 + world.Below(6); ++i) {
    const Table& one = actions.tables[world.Below(actions.tables.size())];
    const ItemKey key = world.AnyKey(one);
    if (named.insert(one.RegisterOf(key)).second) AddAction(world, one, key, &actions);
  }
  if (world.OneIn(4)) AddRefusal(&actions);
  return actions;
}

bool IsRefusal(const Actions& actions, const Reply& reply) {
  std::string codes = "[";
  for (size_t i = 1; i < actions.count; ++i) codes += "None, ";
  return ErrorType(reply) == "TransactionCanceledException" &&
         reply.body.find(codes + "ConditionalCheckFailed]") != std::string::npos;
}

// Whether the reply is right, and what has happened.
Outcome Judge(World& world, const Actions& actions, const Reply& reply) {
  if (actions.refused && IsRefusal(actions, reply)) return Outcome::kNothing;
  if (actions.refused && reply.ok()) world.Fail("a condition that nobody meets was met");
  return world.Judge(reply, LeastLasting(actions.tables));
}

void Learn(World& world, const TransactionPtr& transaction, Outcome outcome) {
  if (outcome == Outcome::kNothing) world.oracle.Refuse(transaction);
  if (outcome == Outcome::kDone) world.oracle.Succeed(transaction);
}

std::string Request(const Actions& actions, const std::string& token) {
  return "{\"TransactItems\":[" + actions.json + "],\"ClientRequestToken\":\"" + token +
         "\",\"ReturnConsumedCapacity\":\"TOTAL\"}";
}

// Whether what was asked of these tables can still be asked of them, and not of others of their
// names.
bool Last(const World& world, const std::vector<Table>& tables) {
  return std::all_of(tables.begin(), tables.end(), [&](const Table& table) {
    return std::any_of(world.tables.begin(), world.tables.end(), [&](const Table& now) {
      return now.exists && now.name == table.name && now.incarnation == table.incarnation;
    });
  });
}

// The same once more, while others go on: it changes nothing, unless the clock jumped and its token
// is too old now, and shows that by the kind of the units that it takes.
void Repeat(World& world, const Actions& actions, const std::string& token, uint64_t jumps,
            const Finished& finished) {
  auto transaction = world.oracle.Begin(actions.changes);
  world.Start("TransactWriteItems", Request(actions, token),
              [&world, actions, transaction, jumps, finished](const Reply& reply) {
                Outcome outcome = Judge(world, actions, reply);
                const bool reads = reply.body.find("ReadCapacityUnits") != std::string::npos;
                if (outcome == Outcome::kDone && reads) outcome = Outcome::kNothing;
                if (outcome == Outcome::kDone && world.jumps() == jumps) {
                  world.Fail("a transaction was carried out twice: " + reply.body);
                }
                Learn(world, transaction, outcome);
                finished();
              });
}

// The same request twice at once: of two that are answered one was carried out.
struct Twins {
  uint64_t jumps = 0;
  int left = 2;
  int answered = 0;
  int wrote = 0;
};

void EndTwin(World& world, Twins& twins, const Finished& finished) {
  if (--twins.left > 0) return;
  const bool both = twins.answered + twins.wrote == 2;
  if (both && twins.wrote != 1 && world.jumps() == twins.jumps) {
    world.Fail("of two requests with one token " + std::to_string(twins.wrote) +
               " were carried out");
  }
  finished();
}

void StartTwin(World& world, const Actions& actions, const std::string& token,
               const std::shared_ptr<Twins>& twins, const Finished& finished) {
  auto transaction = world.oracle.Begin(actions.changes);
  world.Start("TransactWriteItems", Request(actions, token),
              [&world, actions, transaction, twins, finished](const Reply& reply) {
                Outcome outcome = Judge(world, actions, reply);
                const bool reads = reply.body.find("ReadCapacityUnits") != std::string::npos;
                if (outcome == Outcome::kDone) ++(reads ? twins->answered : twins->wrote);
                if (outcome == Outcome::kDone && reads) outcome = Outcome::kNothing;
                Learn(world, transaction, outcome);
                EndTwin(world, *twins, finished);
              });
}

}  // namespace

void TransactWriteItems(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const Actions actions = AnyActions(world, *table);
  const std::string token = "token-" + world.NewNumber();
  const uint64_t jumps = world.jumps();
  if (world.OneIn(4)) {
    auto twins = std::make_shared<Twins>(Twins{jumps});
    StartTwin(world, actions, token, twins, finished);
    if (!Last(world, actions.tables)) return EndTwin(world, *twins, finished);
    return StartTwin(world, actions, token, twins, finished);
  }
  auto transaction = world.oracle.Begin(actions.changes);
  world.Start("TransactWriteItems", Request(actions, token),
              [&world, actions, token, jumps, transaction, finished](const Reply& reply) {
                const Outcome outcome = Judge(world, actions, reply);
                Learn(world, transaction, outcome);
                if (outcome != Outcome::kDone || !world.OneIn(2) || !Last(world, actions.tables)) {
                  return finished();
                }
                Repeat(world, actions, token, jumps, finished);
              });
}

void TransactGetItems(World& world, Finished finished) {
  const Table* table = AnyTable(world, &finished);
  if (table == nullptr) return;
  const std::vector<Table> tables = WithAnother(world, *table);
  std::vector<std::pair<std::string, ItemKey>> asked;  // register, key
  Values shown;
  std::string list;
  for (uint64_t i = 0; i < 1 + world.Below(8); ++i) {
    const Table& one = tables[world.Below(tables.size())];
    const ItemKey key = world.AnyKey(one);
    if (!shown.emplace(one.RegisterOf(key), std::nullopt).second) continue;
    list += std::string(asked.empty() ? "" : ",") + "{\"Get\":{\"TableName\":\"" + one.name +
            "\"," + KeyMember(key) + "}}";
    asked.emplace_back(one.RegisterOf(key), key);
  }
  const Time begin = world.oracle.Now();
  const Reply reply = world.Call("TransactGetItems", "{\"TransactItems\":[" + list + "]}");
  const Table& least = LeastLasting(tables);
  if (world.Judge(reply, least) == Outcome::kDone && !world.Ending(least)) {
    const auto items = ReadResponses(reply);
    if (!items || items->size() != asked.size()) {
      world.Fail("not the reply of TransactGetItems: " + reply.body);
      return finished();
    }
    for (size_t i = 0; i < asked.size(); ++i) {
      const auto& item = (*items)[i];
      if (item && item->key != asked[i].second) world.Fail("another item than " + asked[i].first);
      if (item) shown[asked[i].first] = item->value;
    }
    world.Expect(world.oracle.CheckSnapshot(begin, shown));
  }
  finished();
}

}  // namespace keystone::simulation
