#include <algorithm>

#include "tests/simulation/life.h"
#include "tests/simulation/operations.h"

namespace keystone::simulation {
namespace {

constexpr char kFolder[] = "simulated.keystone";

// The simulated environment outlives each database in it.
class BorrowedEnv final : public OwnedEnv {
 public:
  explicit BorrowedEnv(Env env) : env_(env) {}
  Env env() override { return env_; }

 private:
  Env env_;
};

// Small enough that a life flushes and compacts several times.
storage::StoreOptions AnyOptions(World& world) {
  storage::StoreOptions options;
  constexpr storage::CommitDurability kModes[] = {
      storage::CommitDurability::kSync, storage::CommitDurability::kSync,
      storage::CommitDurability::kInterval, storage::CommitDurability::kNone};
  options.durability = kModes[world.Below(4)];
  options.memtable_bytes = world.OneIn(2) ? 70'000 : 200'000;  // an arena block is 64 KiB
  options.cache_bytes = world.OneIn(3) ? 0 : 2'000'000;
  options.table_file_bytes = world.OneIn(2) ? 6'000 : 24'000;
  constexpr uint64_t kLevelBytes[] = {2'000, 12'000, 96'000};
  options.level_bytes = kLevelBytes[world.Below(3)];
  options.compaction_style =
      world.OneIn(2) ? storage::CompactionStyle::kLazy : storage::CompactionStyle::kLeveled;
  options.concurrent_compactions_max = 1 + static_cast<int>(world.Below(3));
  options.coding.codec = static_cast<storage::Codec>(world.Below(3));
  options.cold_coding.codec = static_cast<storage::Codec>(world.Below(3));
  return options;
}

}  // namespace

CrashLoss Machine::AnyLoss() {
  constexpr CrashLoss kLosses[] = {CrashLoss::kNone, CrashLoss::kAll, CrashLoss::kRandom,
                                   CrashLoss::kRandom};
  return kLosses[world_.Below(4)];
}

void Machine::Crash(CrashLoss loss) {
  static constexpr const char* kNames[] = {"the process dies", "the power is cut",
                                           "the power is cut, some unsynced data survives"};
  world_.Note(kNames[static_cast<int>(loss)]);
  world_.StopDatabase();
  world_.env().Crash(loss);
  world_.Disarm();
  if (loss != CrashLoss::kNone && durability_ != storage::CommitDurability::kSync) lost_ = true;
}

bool Machine::Open() {
  while (world_.failure().empty()) {
    if (world_.OneIn(4)) {
      world_.env().CrashAtIo(world_.env().io_count() + 1 + world_.Below(80));
    } else if (world_.OneIn(6)) {
      world_.ArmFault(world_.env().io_count() + 1 + world_.Below(80),
                      world_.OneIn(2) ? StatusCode::kIoError : StatusCode::kNoSpace);
    }
    if (TryOpen()) return world_.failure().empty();
    Crash(AnyLoss());
  }
  return false;
}

// True when it is open and was not disturbed, or has shown something wrong.
bool Machine::TryOpen() {
  const storage::StoreOptions options = AnyOptions(world_);
  auto opened = DatabaseOpener::Open(std::make_unique<BorrowedEnv>(world_.env().env()), kFolder,
                                     options, dynamo::Settings());
  const bool disturbed = world_.FaultsExpected();
  world_.Note("open: " + opened.status().ToString());
  if (!opened.ok() && !disturbed) {
    world_.Fail("the database does not open: " + opened.status().ToString());
    return true;
  }
  if (opened.ok()) world_.SetDatabase(std::move(opened).value());
  if (disturbed) return false;
  world_.Disarm();
  Settle();
  durability_ = options.durability;
  return true;
}

// Adds what is there to `shown`, and makes the world's table the one that is there.
bool Machine::SettleTable(Table* table, Values* shown) {
  const Reply reply = world_.Call("DescribeTable", "{\"TableName\":\"" + table->name + "\"}");
  (*shown)[table->Register()] = std::nullopt;
  table->changing = table->exists = false;
  if (ErrorType(reply) == "ResourceNotFoundException") return false;
  const auto described = ReadTable(reply, "Table");
  if (!described || (described->status != "ACTIVE" && described->status != "UPDATING")) {
    world_.Fail("not the reply of DescribeTable: " + reply.body);
    return false;
  }
  // An id that nobody was told belongs to the creation that was cut off.
  const uint64_t incarnation = world_.IncarnationOf(described->id);
  if (incarnation != 0) {
    table->incarnation = incarnation;
  } else {
    world_.NoteId(described->id, table->incarnation);
    world_.oracle.Rename(table->Register(), "new " + std::to_string(table->incarnation),
                         described->id);
  }
  table->exists = true;
  (*shown)[table->Register()] = described->id;
  for (const ItemKey& key : world_.KeysOf(*table)) {
    (*shown)[table->RegisterOf(key)] = std::nullopt;
  }
  const ScanResult scan = ScanTable(world_, *table, false);
  uint64_t bytes = 0;
  for (const ShownItem& item : scan.items) {
    (*shown)[table->RegisterOf(item.key)] = item.value;
    bytes += item.size;
  }
  if (described->item_count != scan.items.size() || described->size_bytes != bytes) {
    world_.Fail(table->name + " counts " + std::to_string(described->item_count) + " items and " +
                std::to_string(described->size_bytes) + " bytes, but shows " +
                std::to_string(scan.items.size()) + " and " + std::to_string(bytes));
  }
  return true;
}

void Machine::Settle() {
  world_.ForgetDeletions();
  Values shown;
  for (Table& table : world_.tables) SettleTable(&table, &shown);
  if (!world_.failure().empty()) return;
  world_.Expect(world_.oracle.Settle(lost_, shown));
  lost_ = false;
  world_.ClearDoom();
  // The other ways to read must agree with the scan, now that nothing but it is possible.
  for (const Table& table : world_.tables) {
    if (table.exists) CompareReads(table, shown);
  }
}

void Machine::CompareReads(const Table& table, const Values& shown) {
  for (int i = 0; i < 3; ++i) QueryTable(world_, table);
  const auto index = ScanIndex(world_, table);
  for (const auto& [key, value] : index.value_or(Values())) {
    if (value != shown.at(key))
      world_.Fail("Scans of the table and its index do not agree on " + key);
  }
  for (int i = 0; i < 5; ++i) {
    const ItemKey key = world_.AnyKey(table);
    const Reply reply = world_.Call(
        "GetItem", "{\"TableName\":\"" + table.name + "\",\"Key\":" + KeyJson(key) + "}");
    const auto item = ReadItem(reply, "Item");
    const Value value = item && *item ? Value((*item)->value) : std::nullopt;
    if (!item || value != shown.at(table.RegisterOf(key))) {
      world_.Fail("GetItem and Scan do not agree on " + table.RegisterOf(key));
    }
  }
}

void Machine::End() {
  const bool trouble = world_.FaultsExpected() || world_.doomed();
  if (!trouble && world_.OneIn(3)) {
    const Status closed = world_.database().Close();
    world_.Note("close: " + closed.ToString());
    if (closed.ok()) {
      // All is on disk now, whatever the mode.
      const bool lost = lost_;
      Crash(AnyLoss());
      lost_ = lost;
      return;
    }
    if (!world_.FaultsExpected()) world_.Fail("Close failed: " + closed.ToString());
  }
  Crash(AnyLoss());
}

}  // namespace keystone::simulation
