// What the benchmarks measure with.
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "base/split_mix.h"
#include "bench/support/histogram.h"
#include "bench/support/items.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

TEST(Histogram, SmallValuesAreExact) {
  Histogram histogram;
  EXPECT_EQ(histogram.Percentile(0.5), 0u);
  for (uint64_t i = 1; i <= 50; ++i) histogram.Add(i);
  EXPECT_EQ(histogram.Percentile(0.5), 25u);
  EXPECT_EQ(histogram.Percentile(0.99), 50u);
  EXPECT_EQ(histogram.Percentile(0), 1u);
  EXPECT_EQ(histogram.count(), 50u);
}

// Against the sorted values themselves, over nine orders of magnitude.
TEST(Histogram, PercentilesAreWithinTheirBucket) {
  SplitMix random(7);
  std::vector<uint64_t> values;
  Histogram parts[2];
  for (int i = 0; i < 100'000; ++i) {
    values.push_back(random.Next() >> (34 + random.Below(30)));
    parts[i % 2].Add(values.back());
  }
  Histogram whole;
  for (const Histogram& part : parts) whole.Merge(part);
  std::sort(values.begin(), values.end());
  EXPECT_EQ(whole.max(), values.back());
  for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
    const auto exact = static_cast<double>(values[static_cast<size_t>(share * 100'000) - 1]);
    const auto found = static_cast<double>(whole.Percentile(share));
    EXPECT_GE(found, exact) << share;
    EXPECT_LE(found, exact * 1.016 + 1) << share;
  }
}

TEST(Histogram, TakesTheLargestValue) {
  Histogram histogram;
  histogram.Add(~uint64_t{0});
  EXPECT_EQ(histogram.Percentile(0.5), ~uint64_t{0});
}

TEST(Items, KeysOfAPartitionAreInOrderAndNeverAMissingOne) {
  std::set<std::string> partitions;
  for (uint64_t item = 0; item < 1000; ++item) {
    const ItemKey key(item);
    partitions.emplace(key.partition());
    EXPECT_EQ(key.whole().size(), 40u);
    EXPECT_LT(key.sort(), ItemKey::Missing(item).sort());
    EXPECT_EQ(key.partition(), ItemKey::Missing(item).partition());
    const ItemKey next(item + 1);
    if (next.partition() != key.partition()) continue;
    EXPECT_LT(ItemKey::Missing(item).sort(), next.sort());
  }
  EXPECT_EQ(partitions.size(), 1000 / kItemsPerPartition);
}

// A run must not survive an answer that is another item's, cut short, or changed anywhere.
TEST(ItemsDeathTest, AValueThatIsNotTheItemsOwnEndsTheRun) {
  std::string value;
  MakeValue(17, 2, &value);
  EXPECT_EQ(CheckValue(17, value), 2);
  EXPECT_NEAR(static_cast<double>(value.size()), 200, 25);
  const auto ends = testing::ExitedWithCode(1);
  EXPECT_EXIT(CheckValue(18, value), ends, "item 18 came back wrong");
  EXPECT_EXIT(CheckValue(17, ""), ends, "came back wrong");
  EXPECT_EXIT(CheckValue(17, Bytes(value).substr(0, value.size() - 1)), ends, "came back wrong");
  for (size_t at = 0; at < value.size(); at += 7) {
    std::string changed = value;
    changed[at] ^= 1;
    EXPECT_EXIT(CheckValue(17, changed), ends, "came back wrong") << at;
  }
}

TEST(Process, CountsBlocksOnDiskAndNoHoles) {
  const std::string folder =
      (std::filesystem::temp_directory_path() / ("ks_bench_test_" + std::to_string(::getpid())))
          .string();
  std::filesystem::create_directories(folder + "/below");
  std::ofstream(folder + "/below/file") << std::string(100'000, 'x');
  std::ofstream(folder + "/hole") << "x";
  std::filesystem::resize_file(folder + "/hole", 64 << 20);
  ::sync();  // before that, a file system may not have chosen blocks
  const uint64_t bytes = BytesOnDisk(folder);
  std::filesystem::remove_all(folder);
  EXPECT_GE(bytes, 100'000u);
  EXPECT_LT(bytes, 1u << 20);
}

TEST(Process, QuietComesAfterAThreadThatWorks) {
  std::atomic<int64_t> ended = 0;
  std::thread worker([&] {
    const int64_t begin = SteadyNanos();
    while (SteadyNanos() - begin < 300'000'000) continue;
    ended = SteadyNanos();
  });
  WaitUntilQuiet();
  EXPECT_NE(ended, 0);
  worker.join();
}

}  // namespace
}  // namespace keystone::bench
