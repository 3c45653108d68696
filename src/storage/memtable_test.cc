// The memtable against a map, and read while it is written.
#include "storage/memtable.h"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "storage/run_test_util.h"

namespace keystone::storage {
namespace {

TEST(Memtable, WalksAndFindsWhatAMapDoes) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const RandomRun run(seed, 400);
    Memtable table;
    for (const OwnedEntry& version : run.in_random_order()) table.Add(version.entry());
    EXPECT_EQ(table.entry_count(), run.versions().size());
    run.CheckIterator(*table.NewIterator());
    for (const OwnedEntry& version : run.versions()) {
      Entry found;
      ASSERT_TRUE(table.Get(version.key.view(), version.sequence, &found));
      EXPECT_EQ(OwnedEntry(found), version) << "seed " << seed;
      EXPECT_FALSE(table.Get({version.key.view().space, 1, "absent", ""}, kSequenceMax, &found));
    }
  }
}

// So many partitions that the directory is refined again and again, in two spaces.
TEST(Memtable, FindsEveryPartitionOfMany) {
  Memtable table;
  SplitMix random(3);
  std::map<std::pair<uint32_t, uint64_t>, SequenceNumber> expected;
  for (SequenceNumber sequence = 1; sequence <= 20'000; ++sequence) {
    const auto id = static_cast<uint32_t>(1 + random.Below(2));
    const uint64_t hash = random.Next();
    const std::string partition = std::to_string(hash);
    table.Add(
        {{{TableId{id}, IndexId{0}}, hash, partition, ""}, sequence, EntryKind::kPut, partition});
    expected[{id, hash}] = sequence;
  }
  auto it = table.NewIterator();
  it->SeekToFirst();
  for (const auto& [key, sequence] : expected) {
    ASSERT_TRUE(it->Valid());
    ASSERT_EQ(it->entry().key.hash, key.second);
    ASSERT_EQ(it->entry().sequence, sequence);
    Entry found;
    ASSERT_TRUE(table.Get(it->entry().key, kSequenceMax, &found));
    ASSERT_EQ(found.value, std::to_string(key.second));
    ASSERT_FALSE(table.Get(it->entry().key, sequence - 1, &found));
    it->Next();
  }
  ASSERT_FALSE(it->Valid());
  it->SeekToLast();
  for (auto last = expected.rbegin(); last != expected.rend(); ++last, it->Prev()) {
    ASSERT_TRUE(it->Valid());
    ASSERT_EQ(it->entry().key.hash, last->first.second);
  }
  ASSERT_FALSE(it->Valid());
}

TEST(Memtable, AdditionsAreRunningSums) {
  Memtable table;
  const Key key{{TableId{1}, IndexId{0}}, 5, "counter", ""};
  for (SequenceNumber sequence = 1; sequence <= 10; ++sequence) {
    table.Add({key, sequence, EntryKind::kAdd, EncodeCounters({1, -2, 0, 0})});
  }
  for (SequenceNumber sequence = 1; sequence <= 10; ++sequence) {
    Entry found;
    Counters sum;
    ASSERT_TRUE(table.Get(key, sequence, &found) && DecodeCounters(found.value, &sum));
    const auto n = static_cast<int64_t>(sequence);
    EXPECT_EQ(sum, (Counters{n, -2 * n, 0, 0}));
  }
}

TEST(Memtable, ReadersSeeWholeEntriesInOrderWhileOneWrites) {
  Memtable table;
  std::atomic<bool> done = false;
  std::thread reader([&] {
    while (!done) {
      size_t count = 0;
      OwnedKey last;
      auto it = table.NewIterator();
      for (it->SeekToFirst(); it->Valid(); it->Next(), ++count) {
        const Entry& entry = it->entry();
        ASSERT_EQ(entry.value, std::string(entry.key.sort) + "!");
        if (count != 0) {
          ASSERT_LT(last.view(), entry.key);
        }
        last = OwnedKey(entry.key);
      }
    }
  });
  SplitMix random(1);
  for (SequenceNumber sequence = 1; sequence <= 20'000; ++sequence) {
    const std::string sort = std::to_string(random.Next());
    table.Add({{{TableId{1}, IndexId{0}}, random.Below(50), "p", sort},
               sequence,
               EntryKind::kPut,
               sort + "!"});
  }
  done = true;
  reader.join();
  EXPECT_GT(table.bytes_used(), 20'000u * 40);
}

}  // namespace
}  // namespace keystone::storage
