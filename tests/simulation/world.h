// World: the database under simulation, the oracle, and what the workload's operations share.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <set>
#include <string>

#include "api/opener.h"
#include "base/split_mix.h"
#include "env/simulated_env.h"
#include "tests/simulation/oracle.h"
#include "tests/simulation/replies.h"

namespace keystone::simulation {

struct Table {
  std::string name;
  bool has_sort = false;
  bool may_be_deleted = false;
  // What an operation that begins now meets. Each creation is an incarnation of its own: what began
  // before it never reaches its items.
  uint64_t incarnation = 0;
  bool exists = false;
  bool changing = false;  // a CreateTable or DeleteTable is under way

  std::string Register() const { return "table " + name; }
  std::string Prefix() const { return name + "#" + std::to_string(incarnation) + "/"; }
  std::string RegisterOf(const ItemKey& key) const {
    return Prefix() + key.partition + "/" + key.sort;
  }
};

enum class Outcome : unsigned char {
  kDone,
  kNothing,  // refused, and nothing has happened
  kUnknown,  // a fault or a crash: perhaps it has
};

class World {
 public:
  World(uint64_t seed, bool verbose);
  ~World() { StopDatabase(); }

  // Ends what `ending` says of deletions: after a restart a table is there or is not.
  void ForgetDeletions() { ending_.clear(); }

  uint64_t Below(uint64_t bound) { return random_.Below(bound); }
  bool OneIn(uint64_t n) { return random_.Below(n) == 0; }

  // --- the database ---
  void SetDatabase(Database database) { database_.emplace(std::move(database)); }
  Database& database() { return *database_; }
  // As a machine that stops: from now on nothing is written.
  void StopDatabase();
  SimulatedEnv& env() { return env_; }
  // `done` may run on any of the database's tasks.
  void Start(const std::string& operation, const std::string& json,
             std::function<void(Reply)> done);
  Reply Call(const std::string& operation, const std::string& json);
  Outcome Judge(const Reply& reply, const Table& table);

  // --- the tables ---
  std::array<Table, 3> tables;
  std::vector<ItemKey> KeysOf(const Table& table) const;  // all that are ever used
  ItemKey AnyKey(const Table& table);
  std::string NewNumber() { return std::to_string(next_number_++); }
  std::string NewData();   // of the last number
  std::string NewValue();  // of a new item
  // A new, empty incarnation.
  void Renew(Table* table);
  // Which incarnation a table's id belongs to; 0 for an id that nobody was told.
  void NoteId(const std::string& id, uint64_t incarnation) { incarnations_[id] = incarnation; }
  uint64_t IncarnationOf(const std::string& id) const {
    const auto found = incarnations_.find(id);
    return found == incarnations_.end() ? 0 : found->second;
  }
  void BeginDeletion(const Table& table) { ending_.insert(table.Prefix()); }
  bool Ending(const Table& table) const { return ending_.contains(table.Prefix()); }

  // --- the oracle ---
  Oracle oracle;
  void Expect(const std::string& wrong) {
    if (!wrong.empty()) Fail(wrong);
  }
  void Fail(const std::string& what);
  const std::string& failure() const { return failure_; }

  // --- faults ---
  void ArmFault(uint64_t at, StatusCode code);
  void Disarm();
  void LimitCapacity(bool limited);
  // Whether an operation may fail by now.
  bool FaultsExpected() const;

  // --- the clock ---
  void NoteJump() { ++jumps_; }
  uint64_t jumps() const { return jumps_; }  // so many until now

  // --- the history ---
  void Note(const std::string& event);  // into the digest, and printed if asked
  uint64_t digest() const { return digest_; }
  uint64_t operations() const { return operations_; }
  bool doomed() const { return doomed_; }  // an operation has failed: only a restart helps
  void ClearDoom() { doomed_ = false; }

 private:
  SplitMix random_;
  SimulatedEnv env_;
  std::optional<Database> database_;  // ends before its environment
  bool verbose_;
  uint64_t partitions_, sorts_;
  uint64_t hot_percent_, large_percent_;
  uint64_t next_number_ = 1;
  uint64_t next_incarnation_ = 1;
  std::map<std::string, uint64_t> incarnations_;
  std::set<std::string> ending_;  // prefixes of incarnations whose deletion has begun
  uint64_t fault_at_ = std::numeric_limits<uint64_t>::max();
  bool capacity_limited_ = false;
  bool doomed_ = false;
  uint64_t jumps_ = 0;
  uint64_t digest_ = 0;
  uint64_t operations_ = 0;
  std::string failure_;
};

}  // namespace keystone::simulation
