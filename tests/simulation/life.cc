#include "tests/simulation/life.h"

#include <numeric>

#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

const Operation& AnyOperation(World& world) {
  uint64_t sum = 0;
  for (const Operation& operation : kOperations) sum += operation.weight;
  uint64_t pick = world.Below(sum);
  for (const Operation& operation : kOperations) {
    if (pick < operation.weight) return operation;
    pick -= operation.weight;
  }
  return kOperations[0];
}

}  // namespace

Life::Life(World& world, const Machine& machine)
    : world_(world), machine_(machine), ended_(world.env().env().executor->NewWaitQueue()) {}

void Life::Run(uint64_t operations) {
  ArmTrouble();
  for (uint64_t left = operations; left > 0;) {
    const uint64_t some = 1 + world_.Below(left);
    left -= some;
    RunClients(some);
    if (!world_.failure().empty() || world_.FaultsExpected() || world_.doomed()) return;
    Rest();
  }
}

// In its time the machine stops, refuses an operation or fills its disk; or nothing of it.
void Life::ArmTrouble() {
  const uint64_t at = world_.env().io_count() + 1 + world_.Below(world_.OneIn(2) ? 200 : 2000);
  switch (world_.Below(6)) {
    case 0:
    case 1:
      return world_.env().CrashAtIo(at);
    case 2:
      return world_.ArmFault(at, StatusCode::kIoError);
    case 3:
      return world_.ArmFault(at, StatusCode::kNoSpace);
    case 4:
      return world_.OneIn(2) ? world_.LimitCapacity(true) : void();
    default:
      return;
  }
}

void Life::RunClients(uint64_t operations) {
  operations_left_ = operations;
  clients_ = 1 + world_.Below(6);
  Executor& executor = *world_.env().env().executor;
  for (uint64_t i = 0; i < clients_; ++i) {
    executor.Submit(Priority::kForeground, [this] { Step(); });
  }
  MutexLock lock(mutex_);
  while (clients_ > 0) ended_->Wait(lock);
}

// A client's next operation, which leads to the one after it.
void Life::Step() {
  // After a failure nothing can be written any more; a few operations try nevertheless.
  if (world_.doomed() && operations_left_ > 5) operations_left_ = 5;
  if (operations_left_ == 0 || !world_.failure().empty()) {
    MutexLock lock(mutex_);
    --clients_;
    ended_->NotifyAll();
    return;
  }
  --operations_left_;
  AnyOperation(world_).start(world_, [this] {
    world_.env().env().executor->Submit(Priority::kForeground, [this] { Step(); });
  });
}

// Nothing is asked for a while. What was acknowledged is then durable, unless that was never
// promised.
void Life::Rest() {
  world_.env().RunUntilIdle();
  world_.env().AdvanceMicros(2 * machine_.interval_micros());
  world_.env().RunUntilIdle();
  if (world_.FaultsExpected() || machine_.durability() == storage::CommitDurability::kNone) return;
  world_.Note("rest");
  world_.oracle.MarkDurable();
}

}  // namespace keystone::simulation
