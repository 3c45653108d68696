// Requests: each line is an operation and its JSON, carried out on a small database in memory. The
// operations are the dispatcher's own, so a new one needs nothing here but seeds.
//
// Nothing a client sends is an internal error, every answer is a JSON object, and afterwards each
// table's count is what a Scan finds.
#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/dispatch.h"
#include "fuzz/target.h"
#include "tests/support/fake_executor.h"
#include "tests/support/memory_store.h"
#include "wire/json.h"

namespace keystone::fuzz {
namespace {

using wire::Json;

constexpr size_t kRequestsMax = 8;

constexpr std::pair<Bytes, Bytes> kBefore[] = {
    {"CreateTable", R"({"TableName":"one","BillingMode":"PAY_PER_REQUEST",)"
                    R"("AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"}],)"
                    R"("KeySchema":[{"AttributeName":"p","KeyType":"HASH"}]})"},
    {"CreateTable", R"({"TableName":"two","BillingMode":"PAY_PER_REQUEST",)"
                    R"("AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},)"
                    R"({"AttributeName":"r","AttributeType":"N"}],)"
                    R"("KeySchema":[{"AttributeName":"p","KeyType":"HASH"},)"
                    R"({"AttributeName":"r","KeyType":"RANGE"}]})"},
    {"PutItem", R"({"TableName":"one","Item":{"p":{"S":"a"},"n":{"N":"5"}}})"},
    {"PutItem", R"({"TableName":"two","Item":{"p":{"S":"a"},"r":{"N":"1"}}})"},
    {"PutItem", R"({"TableName":"two","Item":{"p":{"S":"a"},"r":{"N":"-2.5"}}})"},
};

class StillClock : public Clock {
 public:
  int64_t WallMicros() override { return 1'700'000'000'000'000; }
  int64_t SteadyMicros() override { return 0; }
};

class CountingRandom : public Random {
 public:
  uint64_t Next() override { return ++last_; }

 private:
  uint64_t last_ = 0;
};

class Server {
 public:
  Server() {
    KS_CHECK(engine_.Load().ok());
    for (const auto& [operation, json] : kBefore) KS_CHECK(Execute(operation, json).ok());
  }

  Reply Execute(Bytes operation, Bytes json) {
    std::optional<Reply> reply;
    dispatcher_.Execute({}, operation, json, [&](Reply answer) {
      KS_CHECK(!reply.has_value());
      reply = std::move(answer);
    });
    KS_CHECK(reply.has_value());
    executor_.RunDue();
    KS_CHECK(reply->http_status < 500);
    const Json body = Parse(reply->body);
    KS_CHECK(reply->ok() == (body["__type"].error() == simdjson::NO_SUCH_FIELD));
    return std::move(*reply);
  }

  // As Execute, of what must be well: the answer, until the next call.
  Json Ask(Bytes operation, const std::string& json) {
    last_ = Execute(operation, json);
    KS_CHECK(last_.ok());
    return Parse(last_.body);
  }

 private:
  Json Parse(const std::string& text) {
    Json body;
    KS_CHECK(parser_.parse(text).get(body) == simdjson::SUCCESS && body.is_object());
    return body;
  }

  testing::MemoryStore store_;
  StillClock clock_;
  CountingRandom random_;
  testing::FakeExecutor executor_{clock_};
  dynamo::Engine engine_{store_, clock_, random_, executor_, {}};
  api::Dispatcher dispatcher_{engine_};
  simdjson::dom::parser parser_;
  Reply last_;
};

int64_t IntegerIn(Json json) {
  int64_t value = 0;
  KS_CHECK(json.get_int64().get(value) == simdjson::SUCCESS);
  return value;
}

std::vector<std::string> TableNames(Server* server) {
  std::vector<std::string> names;
  const Json list = server->Ask("ListTables", "{}")["TableNames"].value_unsafe();
  for (const Json name : simdjson::dom::array(list.get_array().value_unsafe())) {
    names.emplace_back(name.get_string().value_unsafe());
  }
  return names;
}

// What `scan` finds is what was counted, unless there is more than a page.
void CheckCount(Server* server, int64_t counted, const std::string& scan) {
  const Json page = server->Ask("Scan", scan);
  const bool whole = page["LastEvaluatedKey"].error() == simdjson::NO_SUCH_FIELD;
  const int64_t found = IntegerIn(page["Count"].value_unsafe());
  KS_CHECK(whole ? found == counted : found < counted);
}

// The names and counts of a table's indexes of one kind.
std::vector<std::pair<std::string, int64_t>> IndexCounts(Json table, const char* kind) {
  std::vector<std::pair<std::string, int64_t>> counts;
  const auto indexes = table[kind];
  if (indexes.error() != simdjson::SUCCESS) return counts;
  for (const Json index : simdjson::dom::array(indexes.get_array().value_unsafe())) {
    counts.emplace_back(index["IndexName"].get_string().value_unsafe(),
                        IntegerIn(index["ItemCount"].value_unsafe()));
  }
  return counts;
}

void CheckCounts(Server* server) {
  for (const std::string& name : TableNames(server)) {
    const std::string request = R"({"TableName":")" + name + '"';
    const Json table = server->Ask("DescribeTable", request + "}")["Table"].value_unsafe();
    const int64_t counted = IntegerIn(table["ItemCount"].value_unsafe());
    auto indexes = IndexCounts(table, "GlobalSecondaryIndexes");
    for (auto& local : IndexCounts(table, "LocalSecondaryIndexes")) indexes.push_back(local);
    CheckCount(server, counted, request + "}");
    for (const auto& [index, rows] : indexes) {
      CheckCount(server, rows, request + R"(,"IndexName":")" + index + R"("})");
    }
  }
}

}  // namespace

void Run(Bytes input) {
  Server server;
  for (size_t i = 0; i < kRequestsMax && !input.empty(); ++i) {
    const Bytes line = input.substr(0, input.find('\n'));
    input.remove_prefix(std::min(input.size(), line.size() + 1));
    const size_t space = std::min(line.find(' '), line.size());
    server.Execute(line.substr(0, space), line.substr(std::min(space + 1, line.size())));
  }
  CheckCounts(&server);
}

}  // namespace keystone::fuzz
