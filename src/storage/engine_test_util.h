// For tests of the engine: a store under simulation, a scripted history of transactions, and what
// it must show.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "base/split_mix.h"
#include "env/simulated_env.h"
#include "storage/engine.h"

namespace keystone::storage {

inline constexpr char kFolder[] = "test.keystone";

// Small enough that a few hundred writes flush, roll segments and compact through several levels.
inline StoreOptions SmallOptions() {
  StoreOptions options;
  options.memtable_bytes = 200 << 10;  // an arena block is 64 KiB
  options.cache_bytes = 64 << 10;
  options.table_file_bytes = 24 << 10;
  options.level_bytes = 96 << 10;
  return options;
}

// Rows by (table, partition, sort), and one counter a table.
struct Model {
  using Row = std::tuple<uint32_t, std::string, std::string>;
  std::map<Row, std::string> rows;
  std::map<uint32_t, Counters> counters;
  bool operator==(const Model&) const = default;
};

// A view of what it is given.
inline Key KeyOf(const Store& store, uint32_t table, Bytes partition, Bytes sort) {
  return {{TableId{table}, IndexId{0}}, store.HashPartition(partition), partition, sort};
}
inline constexpr Bytes kCounterPartition = "#counter";

// One transaction of a history: a few rows put or deleted, and their number added to the table's
// counter.
struct Step {
  struct Change {
    Model::Row row;
    bool remove = false;
    std::string value;
  };
  std::vector<Change> changes;

  void ApplyTo(Model* model) const {
    for (const Change& change : changes) {
      if (change.remove) {
        model->rows.erase(change.row);
      } else {
        model->rows[change.row] = change.value;
      }
      model->counters[std::get<0>(change.row)][0] += 1;
      model->counters[std::get<0>(change.row)][1] -= 5;
    }
  }
};

inline std::vector<Step> RandomHistory(uint64_t seed, size_t steps, size_t value_bytes) {
  SplitMix random(seed);
  std::vector<Step> history(steps);
  for (Step& step : history) {
    for (uint64_t i = 0; i <= random.Below(3); ++i) {
      Step::Change change;
      const std::string sort = std::to_string(random.Below(30)) + "/" + std::to_string(i);
      change.row = {1 + random.Below(2), "p" + std::to_string(random.Below(4)), sort};
      change.remove = random.Below(4) == 0;
      if (!change.remove)
        change.value.assign(random.Below(value_bytes), static_cast<char>('a' + random.Below(26)));
      step.changes.push_back(change);
    }
  }
  return history;
}

// Runs a step; calls `done` when it is acknowledged or has failed.
inline void Start(Store& store, const Step& step, std::function<void(Status)> done,
                  Caller caller = Caller::kGoesOn) {
  std::vector<Key> keys;
  for (const auto& change : step.changes) {
    const auto& [table, partition, sort] = change.row;
    keys.push_back(KeyOf(store, table, partition, sort));
  }
  auto transaction = store.Begin(keys);
  if (!transaction.ok()) return done(transaction.status());
  for (size_t i = 0; i < keys.size(); ++i) {
    const auto& change = step.changes[i];
    if (change.remove) {
      (*transaction)->Delete(keys[i], Role::kBase);
    } else {
      (*transaction)->Put(keys[i], change.value, Role::kBase);
    }
    (*transaction)
        ->Add(KeyOf(store, std::get<0>(change.row), kCounterPartition, ""), {1, -5, 0, 0});
  }
  (*transaction)->Commit(CommitDurability::kDefault, caller, std::move(done));
}

inline Result<Model> ReadModel(const Store& store, const Snapshot& snapshot, Direction direction) {
  Model model;
  for (uint32_t table : {1u, 2u}) {
    const Key key{{TableId{table}, IndexId{0}}, 0, {}, {}};
    const KeyRange all{Position::Before(Position::Level::kSpace, key),
                       Position::After(Position::Level::kSpace, key)};
    const Status status = snapshot.Read(all, direction, [&](const keystone::storage::Row& row) {
      model.rows[{table, std::string(row.key.partition), std::string(row.key.sort)}] = row.value;
      return true;
    });
    if (!status.ok()) return status;
    auto counters = snapshot.GetCounters(KeyOf(store, table, kCounterPartition, ""));
    if (!counters.ok()) return counters.status();
    if (*counters != Counters{}) model.counters[table] = *counters;
  }
  return model;
}

// What Read shows in both directions, and what Get does for each row.
inline Result<Model> ReadEverything(const Store& store, const Snapshot& snapshot) {
  auto model = ReadModel(store, snapshot, Direction::kForward);
  if (!model.ok()) return model;
  auto backward = ReadModel(store, snapshot, Direction::kBackward);
  if (!backward.ok()) return backward;
  EXPECT_TRUE(*model == *backward) << "forward and backward differ";
  for (const auto& [row, value] : model->rows) {
    const auto& [table, partition, sort] = row;
    auto got = snapshot.Get(KeyOf(store, table, partition, sort));
    if (!got.ok()) return got.status();
    EXPECT_EQ(*got, value);
  }
  return model;
}

}  // namespace keystone::storage
