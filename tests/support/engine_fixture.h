// EngineTest: a dynamo::Engine over a MemoryStore, with a clock that tests move, and short ways to
// make items and to call operations.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "dynamo/engine.h"
#include "model/item.h"
#include "model/number.h"
#include "tests/support/fake_executor.h"
#include "tests/support/memory_store.h"

namespace keystone::testing {

class FakeClock : public Clock {
 public:
  int64_t WallMicros() override { return 1'700'000'000'000'000 + now_; }
  int64_t SteadyMicros() override { return now_; }
  void Advance(int64_t micros) { now_ += micros; }

 private:
  std::atomic<int64_t> now_ = 0;
};

class FakeRandom : public Random {
 public:
  uint64_t Next() override { return (state_ += 0x9e3779b97f4a7c15) * 0xbf58476d1ce4e5b9; }

 private:
  std::atomic<uint64_t> state_ = 1;
};

// ItemBuilder().S("id", "a").N("n", "5").Build()
class ItemBuilder {
 public:
  ItemBuilder() { EXPECT_EQ(writer_.BeginMap(), model::WriteError::kNone); }
  ItemBuilder& S(const std::string& name, const std::string& value) {
    writer_.Name(name);
    writer_.String(value);
    return *this;
  }
  ItemBuilder& B(const std::string& name, const std::string& value) {
    writer_.Name(name);
    writer_.Binary(value);
    return *this;
  }
  ItemBuilder& N(const std::string& name, const std::string& text) {
    std::string number;
    EXPECT_EQ(model::AppendNumber(text, &number), model::NumberError::kNone);
    writer_.Name(name);
    writer_.Number(number);
    return *this;
  }
  std::string Build() {
    EXPECT_EQ(writer_.EndMap(), model::WriteError::kNone);
    return model::MakeItem(writer_);
  }

 private:
  model::ValueWriter writer_;
};

class EngineTest : public ::testing::Test {
 protected:
  static constexpr int64_t kTtlIntervalMs = 1000;

  explicit EngineTest(int64_t transition_ms = 0) { Reopen(transition_ms); }

  void Reopen(int64_t transition_ms = 0) {
    dynamo::Settings settings;
    settings.transition_ms = transition_ms;
    settings.ttl_interval_ms = kTtlIntervalMs;
    engine_ = std::make_unique<dynamo::Engine>(store_, clock_, random_, executor_, settings);
    ASSERT_TRUE(engine_->Load().ok());
  }

  template <typename Response, typename Request, typename Taken>
  model::ApiResult<Response> Call(void (dynamo::Engine::*run)(Taken, const dynamo::Context&,
                                                              dynamo::Done<Response>),
                                  Request request) {
    std::optional<model::ApiResult<Response>> answer;
    (engine_.get()->*run)(std::move(request), dynamo::Context{"us-east-1"},
                          [&](model::ApiResult<Response> r) { answer.emplace(std::move(r)); });
    EXPECT_TRUE(answer.has_value());
    return std::move(*answer);
  }
  template <typename Response, typename Request, typename Taken>
  model::ApiResult<Response> Call(void (dynamo::ControlPlane::*run)(Taken, const dynamo::Context&,
                                                                    dynamo::Done<Response>),
                                  Request request) {
    std::optional<model::ApiResult<Response>> answer;
    (engine_->control_plane().*run)(
        std::move(request), dynamo::Context{"us-east-1"},
        [&](model::ApiResult<Response> r) { answer.emplace(std::move(r)); });
    EXPECT_TRUE(answer.has_value());
    return std::move(*answer);
  }
  // "ok", or the error's name and message.
  template <typename Response>
  static std::string Told(const model::ApiResult<Response>& answer) {
    if (answer.ok()) return "ok";
    const std::string type(model::ShapeOf(answer.status().code()).type);
    return type.substr(type.find('#') + 1) + ": " + answer.status().message();
  }

  static model::CreateTableRequest TableRequest(const std::string& name, const std::string& sort,
                                                const std::string& sort_type = "S") {
    model::CreateTableRequest request;
    request.table_name = name;
    request.attribute_definitions = {{"id", "S"}};
    request.key_schema = {{"id", "HASH"}};
    if (!sort.empty()) {
      request.attribute_definitions.push_back({sort, sort_type});
      request.key_schema.push_back({sort, "RANGE"});
    }
    request.billing_mode = "PAY_PER_REQUEST";
    return request;
  }
  void CreateTable(const std::string& name, const std::string& sort = "",
                   const std::string& sort_type = "S") {
    auto created = Call(&dynamo::Engine::CreateTable, TableRequest(name, sort, sort_type));
    ASSERT_TRUE(created.ok()) << created.status().message();
  }
  static model::PutItemRequest PutRequest(
      const std::string& table, std::string item,
      model::ReturnValues return_values = model::ReturnValues::kNone) {
    model::PutItemRequest request;
    request.table_name = table;
    request.item = std::move(item);
    request.options.return_values = return_values;
    return request;
  }
  static model::DeleteItemRequest DeleteRequest(
      const std::string& table, std::string key,
      model::ReturnValues return_values = model::ReturnValues::kNone) {
    model::DeleteItemRequest request;
    request.table_name = table;
    request.key = std::move(key);
    request.options.return_values = return_values;
    return request;
  }
  static model::GetItemRequest GetRequest(const std::string& table, std::string key) {
    model::GetItemRequest request;
    request.table_name = table;
    request.key = std::move(key);
    return request;
  }
  model::ApiError Put(const std::string& table, std::string item) {
    auto put = Call(&dynamo::Engine::PutItem, PutRequest(table, std::move(item)));
    return put.ok() ? model::ApiError() : put.status();
  }
  model::TableDescription Describe(const std::string& table) {
    auto found = Call(&dynamo::Engine::DescribeTable, model::DescribeTableRequest{table});
    EXPECT_TRUE(found.ok());
    return found.ok() ? *found : model::TableDescription();
  }

  MemoryStore store_;
  FakeClock clock_;
  FakeExecutor executor_{clock_};
  FakeRandom random_;
  std::unique_ptr<dynamo::Engine> engine_;
};

}  // namespace keystone::testing
