// Filters of table files: they deny no key that was added, and few others pass.
#include "storage/key_filter.h"

#include <gtest/gtest.h>

#include "base/hash.h"
#include "base/split_mix.h"

namespace keystone::storage {
namespace {

// Keys as the engine has them: the hash is the partition's. Few tables and partitions, many sorts.
OwnedKey MakeKey(SplitMix& random) {
  const std::string partition = "p" + std::to_string(random.Below(20));
  const std::string sort = std::to_string(random.Next()).substr(0, 1 + random.Below(20));
  return OwnedKey({{TableId{static_cast<uint32_t>(random.Below(3))}, IndexId{0}},
                   Hash64(partition, 0),
                   partition,
                   sort});
}

KeyFilter Build(const std::vector<uint64_t>& hashes) {
  KeyFilterBuilder builder;
  for (const uint64_t hash : hashes) builder.Add(hash);
  KeyFilter filter;
  EXPECT_TRUE(filter.Load(builder.Finish()));
  return filter;
}

TEST(KeyFilter, DeniesNoKeyThatWasAdded) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    SplitMix random(seed);
    std::vector<uint64_t> hashes;
    for (uint64_t i = 0; i < 1 + seed * seed * 50; ++i) {
      hashes.push_back(FilterHash(MakeKey(random).view()));
    }
    const KeyFilter filter = Build(hashes);
    for (const uint64_t hash : hashes) ASSERT_TRUE(filter.MayHold(hash)) << "seed " << seed;
  }
}

TEST(KeyFilter, FewAbsentKeysPass) {
  constexpr uint64_t kAdded = 200'000, kAsked = 200'000;
  std::vector<uint64_t> hashes;
  const auto hash_of = [](uint64_t i) {
    const std::string sort = std::to_string(i);
    return FilterHash({{TableId{1}, IndexId{0}}, Hash64("p", 0), "p", sort});
  };
  for (uint64_t i = 0; i < kAdded; ++i) hashes.push_back(hash_of(i));
  const KeyFilter filter = Build(hashes);
  uint64_t passed = 0;
  for (uint64_t i = kAdded; i < kAdded + kAsked; ++i) passed += filter.MayHold(hash_of(i));
  EXPECT_LT(passed, kAsked / 50);
  EXPECT_GT(passed, 0u) << "no filter of this size is that good";
}

TEST(KeyFilter, EveryMemberOfAKeyButThePartitionCounts) {
  const Key key{{TableId{1}, IndexId{2}}, 3, "p", "s"};
  Key other = key;
  other.partition = "q";
  EXPECT_EQ(FilterHash(key), FilterHash(other)) << "the hash stands for it";
  for (const Key& changed :
       {Key{{TableId{2}, IndexId{2}}, 3, "p", "s"}, Key{{TableId{1}, IndexId{1}}, 3, "p", "s"},
        Key{{TableId{1}, IndexId{2}}, 4, "p", "s"}, Key{{TableId{1}, IndexId{2}}, 3, "p", "t"}}) {
    EXPECT_NE(FilterHash(key), FilterHash(changed));
  }
}

TEST(KeyFilter, TakesTenBitsAKeyAndCountsVersionsOnce) {
  KeyFilterBuilder builder;
  EXPECT_EQ(builder.Finish().size(), 0u);
  for (uint64_t key = 1; key <= 1000; ++key) {
    for (int version = 0; version < 3; ++version) builder.Add(key << 50 | key);
  }
  EXPECT_EQ(builder.Finish().size(), 1280u);  // 10,000 bits are 19.5 lines
}

TEST(KeyFilter, BytesThatAreNoFilterAreRefusedAndNoneDenyNothing) {
  KeyFilter filter;
  EXPECT_TRUE(filter.MayHold(1)) << "nothing loaded";
  EXPECT_FALSE(filter.Load(std::string(65, '\0')));
  ASSERT_TRUE(filter.Load(""));
  EXPECT_TRUE(filter.MayHold(1));
  ASSERT_TRUE(filter.Load(std::string(64, '\0')));
  EXPECT_FALSE(filter.MayHold(1));
  ASSERT_TRUE(filter.Load(std::string(64, '\xff')));
  EXPECT_TRUE(filter.MayHold(~uint64_t{0})) << "the last line of all";
}

// Computed by other means, from docs/format/table-file.md.
TEST(KeyFilter, TheBytesAreThoseOfTheFormat) {
  const uint64_t hash = FilterHash({{TableId{1}, IndexId{2}}, 3, "p", "sort"});
  EXPECT_EQ(hash, 0xcde2aa84ca45466bu);
  KeyFilterBuilder builder;
  builder.Add(hash);
  std::string line(64, '\0');
  for (const int bit : {38, 183, 105, 217, 258, 476}) {
    line[bit / 8] = static_cast<char>(line[bit / 8] | 1 << bit % 8);
  }
  EXPECT_EQ(builder.Finish(), line);
  // Of 100 keys' two lines, the one for the upper half of all hashes.
  for (uint64_t key = 2; key <= 100; ++key) builder.Add(key);
  EXPECT_EQ(builder.Finish().substr(64), line);
}

}  // namespace
}  // namespace keystone::storage
