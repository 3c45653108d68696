// Machine: opening the database, comparing it with the oracle, and its end. Life: the clients in
// between.
#pragma once

#include <memory>

#include "tests/simulation/world.h"

namespace keystone::simulation {

class Machine {
 public:
  explicit Machine(World& world) : world_(world) {}

  // Until the database is open and has shown what it must; false after a failure. Crashes and
  // refused operations may come in between.
  bool Open();
  // Closes it, or lets it die.
  void End();

  storage::CommitDurability durability() const { return durability_; }
  int64_t interval_micros() const { return 100'000; }

 private:
  bool TryOpen();
  void Crash(CrashLoss loss);
  CrashLoss AnyLoss();
  void Settle();
  bool SettleTable(Table* table, Values* shown);
  void CompareReads(const Table& table, const Values& shown);

  World& world_;
  storage::CommitDurability durability_ = storage::CommitDurability::kSync;
  bool lost_ = false;  // since it was last open something unsynced may have gone
};

class Life {
 public:
  Life(World& world, const Machine& machine);

  // About so many operations, by several clients.
  void Run(uint64_t operations);

 private:
  void ArmTrouble();
  void RunClients(uint64_t operations);
  void Step();
  void Rest();

  World& world_;
  const Machine& machine_;
  uint64_t operations_left_ = 0;
  Mutex mutex_;
  std::unique_ptr<WaitQueue> ended_;
  uint64_t clients_ = 0;  // that go on
};

}  // namespace keystone::simulation
