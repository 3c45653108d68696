#include "tests/simulation/world.h"

#include <cstdio>

#include "base/hash.h"

namespace keystone::simulation {
namespace {

constexpr uint64_t kPlenty = 1ull << 40;

}  // namespace

World::World(uint64_t seed, bool verbose) : random_(seed), env_(seed ^ 0xa5a5), verbose_(verbose) {
  if (!OneIn(4)) env_.PauseAtIo();
  partitions_ = 1 + Below(4);
  sorts_ = 2 + Below(9);
  hot_percent_ = Below(60);
  large_percent_ = Below(30);
  tables[0].name = "with_sort";
  tables[0].has_sort = true;
  tables[1].name = "without_sort";
  tables[2].name = "come_and_go";
  tables[2].has_sort = tables[2].may_be_deleted = true;
  for (const Table& table : tables) oracle.Add(table.Register());
}

void World::StopDatabase() {
  env_.CrashAtIo(env_.io_count() + 1);
  database_.reset();
  env_.RunUntilIdle();
}

void World::Start(const std::string& operation, const std::string& json,
                  std::function<void(Reply)> done) {
  ++operations_;
  const uint64_t number = operations_;
  Note(std::to_string(number) + " " + operation + " " + json);
  database_->ExecuteAsync({}, operation, json, [this, number, done = std::move(done)](Reply reply) {
    Note(std::to_string(number) + " -> " + std::to_string(reply.http_status) + " " + reply.body);
    done(std::move(reply));
  });
}

Reply World::Call(const std::string& operation, const std::string& json) {
  const uint64_t number = ++operations_;
  Note(std::to_string(number) + " " + operation + " " + json);
  Reply reply = database_->Execute({}, operation, json);
  Note(std::to_string(number) + " -> " + std::to_string(reply.http_status) + " " + reply.body);
  return reply;
}

Outcome World::Judge(const Reply& reply, const Table& table) {
  if (reply.ok()) return Outcome::kDone;
  if (reply.http_status == 500 && FaultsExpected()) {
    doomed_ = true;
    return Outcome::kUnknown;
  }
  if (ErrorType(reply) == "ResourceNotFoundException" && Ending(table)) return Outcome::kNothing;
  Fail("an operation on " + table.name + " failed for no reason: " + reply.body);
  return Outcome::kUnknown;
}

std::vector<ItemKey> World::KeysOf(const Table& table) const {
  std::vector<ItemKey> keys;
  const uint64_t partitions = table.has_sort ? partitions_ : partitions_ * 3;
  for (uint64_t p = 0; p < partitions; ++p) {
    for (uint64_t s = 0; s < (table.has_sort ? sorts_ : 1); ++s) {
      keys.push_back({"p" + std::to_string(p), ""});
      if (table.has_sort) {
        keys.back().sort = "s" + std::to_string(s / 4) + std::to_string(s % 4);
      }
    }
  }
  return keys;
}

ItemKey World::AnyKey(const Table& table) {
  const std::vector<ItemKey> keys = KeysOf(table);
  const bool hot = Below(100) < hot_percent_;
  return keys[Below(hot ? 2 : keys.size())];
}

std::string World::NewData() {
  const bool large = Below(100) < large_percent_;
  return DataOf(next_number_, large ? Below(12'000) : Below(300));
}

std::string World::NewValue() {
  const std::string number = NewNumber();
  return ToValue({number, std::nullopt, std::nullopt, NewData()});
}

void World::Renew(Table* table) {
  table->incarnation = next_incarnation_++;
  for (const ItemKey& key : KeysOf(*table)) oracle.Add(table->RegisterOf(key));
}

void World::Fail(const std::string& what) {
  if (!failure_.empty()) return;
  failure_ = "after " + std::to_string(operations_) + " operations: " + what;
  Note("FAILED " + failure_);
}

void World::ArmFault(uint64_t at, StatusCode code) {
  fault_at_ = at;
  env_.FailIo(at, code);
}

void World::Disarm() {
  ArmFault(kNever, StatusCode::kIoError);
  env_.CrashAtIo(kNever);
  LimitCapacity(false);
}

void World::LimitCapacity(bool limited) {
  capacity_limited_ = limited;
  env_.SetCapacity(limited ? 30'000 + Below(1'000'000) : kPlenty);
}

bool World::FaultsExpected() const {
  return env_.crashed() || env_.io_count() >= fault_at_ || capacity_limited_;
}

void World::Note(const std::string& event) {
  digest_ = Hash64(event, digest_);
  if (verbose_)
    std::printf("%s\n",
                event.size() < 400 ? event.c_str() : (event.substr(0, 400) + "...").c_str());
}

}  // namespace keystone::simulation
