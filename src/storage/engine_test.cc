// The engine against a map: under simulation with flushes, compactions, snapshots and reopening,
// and with real threads.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "env/env.h"
#include "storage/engine_test_util.h"

namespace keystone::storage {
namespace {

void RunStep(SimulatedEnv& simulated, Store& store, const Step& step) {
  bool answered = false;
  Start(store, step, [&](Status status) {
    EXPECT_TRUE(status.ok()) << status.ToString();
    answered = true;
  });
  if (!answered) simulated.RunUntilIdle();
  ASSERT_TRUE(answered);
}

TEST(Engine, ShowsWhatAMapDoesThroughFlushesCompactionsAndReopening) {
  for (uint64_t seed = 0; seed < 6; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SimulatedEnv simulated(seed);
    Model model;
    auto opened = OpenStore(simulated.env(), kFolder, SmallOptions());
    ASSERT_TRUE(opened.ok()) << opened.status().ToString();
    std::unique_ptr<Store> store = std::move(opened).value();
    std::vector<std::pair<std::unique_ptr<Snapshot>, Model>> held;
    SplitMix random(seed);
    const auto history = RandomHistory(seed, 1500, 1500);
    for (const Step& step : history) {
      RunStep(simulated, *store, step);
      step.ApplyTo(&model);
      const uint64_t dice = random.Below(300);
      if (dice < 4) held.emplace_back(store->NewSnapshot(), model);
      if (dice == 4 && !held.empty()) {
        auto shown = ReadEverything(*store, *held.front().first);
        ASSERT_TRUE(shown.ok()) << shown.status().ToString();
        ASSERT_TRUE(*shown == held.front().second) << "a snapshot changed";
        held.erase(held.begin());
      }
      if (dice == 5) {
        ASSERT_TRUE(store->Flush().ok());
      }
      if (dice == 6) {
        held.clear();
        ASSERT_TRUE(store->Close().ok());
        store = nullptr;
        auto again = OpenStore(simulated.env(), kFolder, SmallOptions());
        ASSERT_TRUE(again.ok()) << again.status().ToString();
        store = std::move(again).value();
      }
      if (dice < 10) {
        auto shown = ReadEverything(*store, *store->NewSnapshot());
        ASSERT_TRUE(shown.ok()) << shown.status().ToString();
        ASSERT_TRUE(*shown == model);
      }
    }
    for (auto& [snapshot, then] : held) {
      auto shown = ReadEverything(*store, *snapshot);
      ASSERT_TRUE(shown.ok() && *shown == then) << "a snapshot changed";
    }
    held.clear();
    ASSERT_TRUE(store->Close().ok());
    const auto names = simulated.env().files->ListDirectory(kFolder);
    size_t tables = 0;
    for (const std::string& name : *names) tables += name.ends_with(".sst");
    EXPECT_GT(tables, 2u) << "the history was to be long enough for compactions";
  }
}

TEST(Engine, RangesAreExactAtBothEndsAndStopWhenAsked) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  for (const char* sort : {"a", "b", "bb", "c", "d"}) {
    RunStep(simulated, **store, {{{{1, "p", sort}, false, sort}}});
    if (*sort == 'b') {
      ASSERT_TRUE((*store)->Flush().ok());
    }
  }
  const auto snapshot = (*store)->NewSnapshot();
  auto read = [&](Position begin, Position end, Direction direction, size_t limit) {
    std::string seen;
    EXPECT_TRUE(snapshot
                    ->Read({begin, end}, direction,
                           [&](const Row& row) {
                             seen += std::string(row.key.sort) + " ";
                             return --limit > 0;
                           })
                    .ok());
    return seen;
  };
  using Level = Position::Level;
  const std::string partition = "p";
  auto key = [&](const char* sort) {
    return Key{{TableId{1}, IndexId{0}}, (*store)->HashPartition(partition), partition, sort};
  };
  const Position all_begin = Position::Before(Level::kPartition, key(""));
  const Position all_end = Position::After(Level::kPartition, key(""));
  EXPECT_EQ(read(all_begin, all_end, Direction::kForward, 9), "a b bb c d ");
  EXPECT_EQ(read(all_begin, all_end, Direction::kBackward, 9), "d c bb b a ");
  EXPECT_EQ(read(all_begin, all_end, Direction::kForward, 2), "a b ");
  EXPECT_EQ(read(all_begin, all_end, Direction::kBackward, 2), "d c ");
  EXPECT_EQ(read(Position::Before(Level::kSort, key("b")), Position::After(Level::kSort, key("c")),
                 Direction::kForward, 9),
            "b bb c ");
  EXPECT_EQ(read(Position::After(Level::kSort, key("b")), Position::Before(Level::kSort, key("c")),
                 Direction::kBackward, 9),
            "bb ");
  EXPECT_EQ(read(Position::Before(Level::kSortPrefix, key("b")),
                 Position::After(Level::kSortPrefix, key("b")), Direction::kForward, 9),
            "b bb ");
}

TEST(Engine, ReadersSeeOnlyWhatIsAcknowledgedAndWritersWhatIsNewest) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  bool answered = false;
  Start(**store, {{{{1, "p", "s"}, false, "new"}}}, [&](Status) { answered = true; });
  ASSERT_FALSE(answered) << "nothing is on disk yet";
  const Key key = KeyOf(**store, 1, "p", "s");
  EXPECT_EQ((*store)->NewSnapshot()->Get(key).value(), std::nullopt);
  auto transaction = (*store)->Begin({&key, 1});
  ASSERT_TRUE(transaction.ok());
  EXPECT_EQ((*transaction)->Get(key).value(), "new");
  // Its answer tells of the write it saw: it has to wait for it.
  bool read_answered = false;
  (*transaction)->Commit(CommitDurability::kDefault, Caller::kGoesOn, [&](Status) {
    EXPECT_TRUE(answered);
    read_answered = true;
  });
  EXPECT_FALSE(read_answered);
  simulated.RunUntilIdle();
  EXPECT_TRUE(answered && read_answered);
  EXPECT_EQ((*store)->NewSnapshot()->Get(key).value(), "new");
}

TEST(Engine, ARetiredTableIsGoneAtOnceForGoodAndFromTheDisk) {
  SimulatedEnv simulated(1);
  Model model;
  {
    auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
    ASSERT_TRUE(store.ok());
    for (const Step& step : RandomHistory(5, 400, 1500)) {
      RunStep(simulated, **store, step);
      step.ApplyTo(&model);
    }
    std::erase_if(model.rows, [](const auto& row) { return std::get<0>(row.first) == 1; });
    model.counters.erase(1);
    const auto before = (*store)->NewSnapshot();
    ASSERT_TRUE((*store)->RetireTable(TableId{1}).ok());
    ASSERT_TRUE((*store)->RetireTable(TableId{1}).ok()) << "once more does no harm";
    EXPECT_TRUE(ReadEverything(**store, *(*store)->NewSnapshot()).value() == model);
    EXPECT_FALSE(ReadEverything(**store, *before).value() == model) << "older snapshots keep it";
  }
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  EXPECT_TRUE(ReadEverything(**store, *(*store)->NewSnapshot()).value() == model);
}

// Flushes leave a table's rows in files of all tables; merged, its files are its own.
TEST(Engine, TheFilesOfARetiredTableGoWithIt) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  const auto count_files = [&] {
    const auto names = simulated.env().files->ListDirectory(kFolder).value();
    return std::count_if(names.begin(), names.end(),
                         [](const std::string& name) { return name.ends_with(".sst"); });
  };
  SplitMix random(1);
  for (int i = 0; i < 2000; ++i) {
    Step step;
    std::string value;
    while (value.size() < 600) value.push_back(static_cast<char>(random.Next()));
    step.changes = {{{1 + random.Below(2), std::to_string(i), "s"}, false, value}};
    RunStep(simulated, **store, step);
  }
  ASSERT_TRUE((*store)->Flush().ok());
  simulated.RunUntilIdle();
  const auto before = count_files();
  ASSERT_GT(before, 20);
  auto old_snapshot = (*store)->NewSnapshot();
  const Model all = ReadEverything(**store, *old_snapshot).value();
  ASSERT_TRUE((*store)->RetireTable(TableId{1}).ok());
  simulated.RunUntilIdle();
  EXPECT_TRUE(ReadEverything(**store, *old_snapshot).value() == all) << "it keeps the files";
  old_snapshot = nullptr;
  simulated.RunUntilIdle();
  EXPECT_LT(count_files(), before * 2 / 3);
}

TEST(Engine, OneAtATimeAndNothingAfterClose) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  EXPECT_EQ(OpenStore(simulated.env(), kFolder, SmallOptions()).status().code(), StatusCode::kBusy);
  ASSERT_TRUE((*store)->Close().ok());
  EXPECT_TRUE((*store)->Close().ok());
  EXPECT_EQ((*store)->Begin({}).status().code(), StatusCode::kCancelled);
  EXPECT_TRUE(OpenStore(simulated.env(), kFolder, SmallOptions()).ok());
  StoreOptions existing = SmallOptions();
  existing.create_if_missing = false;
  EXPECT_EQ(OpenStore(simulated.env(), "other", existing).status().code(), StatusCode::kNotFound);
  EXPECT_FALSE(simulated.env().files->Exists("other").value());
}

TEST(Engine, RowsBeyondTheLimitsAreRefusedWhole) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  auto transaction = (*store)->Begin({});
  ASSERT_TRUE(transaction.ok());
  const Key key = KeyOf(**store, 1, "p", "s");
  (*transaction)->Put(key, "small", Role::kBase);
  (*transaction)
      ->Put(KeyOf(**store, 1, "p", "t"), std::string(kValueBytesMax + 1, 'x'), Role::kBase);
  Status answer;
  (*transaction)->Commit(CommitDurability::kDefault, Caller::kGoesOn, [&](Status s) {
    answer = s;
  });
  simulated.RunUntilIdle();
  EXPECT_EQ(answer.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ((*store)->NewSnapshot()->Get(key).value(), std::nullopt);
}

// Where a block holds one key, the root of a table file's directory has all of them.
TEST(Engine, TheLongestKeysFillAMemtableAndItIsFlushed) {
  SimulatedEnv simulated(1);
  auto store = OpenStore(simulated.env(), kFolder, {});
  ASSERT_TRUE(store.ok());
  const std::string sort(kSortBytesMax, 's');
  for (int i = 0; i < 800; ++i) {
    std::string partition(kPartitionBytesMax, 'p');
    partition += std::to_string(1000 + i);
    partition.erase(0, 4);
    const Key key = KeyOf(**store, 1, partition, sort);
    auto transaction = (*store)->Begin({&key, 1});
    ASSERT_TRUE(transaction.ok());
    (*transaction)->Put(key, "v", Role::kBase);
    (*transaction)->Commit(CommitDurability::kNone, Caller::kGoesOn, [](const Status& status) {
      EXPECT_TRUE(status.ok()) << status.ToString();
    });
  }
  const Status flushed = (*store)->Flush();
  EXPECT_TRUE(flushed.ok()) << flushed.ToString();
  size_t rows = 0;
  const Key all{{TableId{1}, IndexId{0}}, 0, {}, {}};
  EXPECT_TRUE((*store)
                  ->NewSnapshot()
                  ->Read({Position::Before(Position::Level::kSpace, all),
                          Position::After(Position::Level::kSpace, all)},
                         Direction::kForward, [&](const Row&) { return ++rows != 0; })
                  .ok());
  EXPECT_EQ(rows, 800u);
}

// Each answer, on the log's own thread, leads to the next write: writers that must wait there for a
// flush must not wait for the log, which only they could write.
TEST(Engine, CallbacksMayWriteWhileWritersAreHeldUp) {
  auto owned = NewMemoryEnv(1);
  StoreOptions options = SmallOptions();
  options.memtable_bytes = 64 << 10;
  auto store = OpenStore(owned->env(), kFolder, options);
  ASSERT_TRUE(store.ok());
  constexpr int kChains = 8, kWrites = 200;
  std::atomic<int> ended = 0;
  std::function<void(int, int)> write = [&](int chain, int left) {
    if (left == 0) return void(++ended);
    const std::string partition = std::to_string(chain), sort = std::to_string(left);
    const Key key = KeyOf(**store, 1, partition, sort);
    auto transaction = (*store)->Begin({&key, 1});
    ASSERT_TRUE(transaction.ok());
    (*transaction)->Put(key, std::string(1000, 'v'), Role::kBase);
    (*transaction)->Commit(CommitDurability::kSync, Caller::kGoesOn, [&, chain, left](Status s) {
      ASSERT_TRUE(s.ok()) << s.ToString();
      write(chain, left - 1);
    });
  };
  for (int chain = 0; chain < kChains; ++chain) write(chain, kWrites);
  while (ended < kChains) std::this_thread::yield();
  ASSERT_TRUE((*store)->Close().ok());
}

// Read, add one, write back, from several threads: a lost update or a torn one would show in the
// sums.
TEST(Engine, ConcurrentTransactionsOnTheSameRowsLoseNothing) {
  auto owned = NewMemoryEnv(2);
  auto store = OpenStore(owned->env(), kFolder, SmallOptions());
  ASSERT_TRUE(store.ok());
  constexpr int kThreads = 4, kRounds = 300, kRows = 3;
  std::atomic<int> answered = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < kRounds; ++round) {
        const std::string partition = "row" + std::to_string((t + round) % kRows);
        const Key key = KeyOf(**store, 1, partition, "");
        auto transaction = (*store)->Begin({&key, 1});
        ASSERT_TRUE(transaction.ok());
        auto old = (*transaction)->Get(key);
        ASSERT_TRUE(old.ok());
        const int value = old->has_value() ? std::stoi(**old) : 0;
        (*transaction)->Put(key, std::to_string(value + 1) + std::string(300, ' '), Role::kBase);
        (*transaction)->Add(KeyOf(**store, 1, kCounterPartition, ""), {1, 0, 0, 0});
        const Caller caller = t % 2 == 0 ? Caller::kWaits : Caller::kGoesOn;
        bool here = caller == Caller::kGoesOn;
        (*transaction)->Commit(CommitDurability::kDefault, caller, [&, caller](Status status) {
          EXPECT_TRUE(status.ok());
          if (caller == Caller::kWaits) here = true;
          ++answered;
        });
        ASSERT_TRUE(here) << "who waits is answered before Commit returns";
        if (round % 50 == 0) {
          auto snapshot = (*store)->NewSnapshot();
          EXPECT_TRUE(snapshot->GetCounters(KeyOf(**store, 1, kCounterPartition, "")).ok());
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  ASSERT_TRUE((*store)->Flush().ok());
  while (answered < kThreads * kRounds) std::this_thread::yield();
  int sum = 0;
  auto snapshot = (*store)->NewSnapshot();
  for (int row = 0; row < kRows; ++row) {
    sum += std::stoi(*snapshot->Get(KeyOf(**store, 1, "row" + std::to_string(row), "")).value());
  }
  EXPECT_EQ(sum, kThreads * kRounds);
  EXPECT_EQ(snapshot->GetCounters(KeyOf(**store, 1, kCounterPartition, "")).value()[0],
            kThreads * kRounds);
}

}  // namespace
}  // namespace keystone::storage
