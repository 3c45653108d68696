// Positions: on which side of every key they lie, at every level.
#include "storage/key.h"

#include <gtest/gtest.h>

namespace keystone::storage {
namespace {

using Level = Position::Level;

const SpaceId kSpace{TableId{7}, IndexId{0}};
const Key kKey{kSpace, 100, "p", "sort"};

TEST(Key, OrdersBySpaceThenHashThenPartitionThenSort) {
  const Key ordered[] = {
      {{TableId{6}, IndexId{9}}, 900, "z", "z"},
      {{TableId{7}, IndexId{0}}, 1, "z", "z"},
      {{TableId{7}, IndexId{0}}, 2, "a", "z"},
      {{TableId{7}, IndexId{0}}, 2, "b", ""},
      {{TableId{7}, IndexId{0}}, 2, "b", std::string_view("\0", 1)},
      {{TableId{7}, IndexId{0}}, 2, "b", "\x7f"},
      {{TableId{7}, IndexId{0}}, 2, "b", "\x80"},
      {{TableId{7}, IndexId{1}}, 0, "", ""},
  };
  for (size_t i = 0; i < std::size(ordered); ++i) {
    for (size_t j = 0; j < std::size(ordered); ++j)
      EXPECT_EQ(ordered[i] < ordered[j], i < j) << i << j;
  }
}

TEST(Position, LiesBesideAllKeysThatAgreeAtItsLevel) {
  const std::pair<Level, Key> inside[] = {
      {Level::kSpace, {kSpace, 5, "x", "y"}},
      {Level::kHash, {kSpace, 100, "other", "y"}},
      {Level::kPartition, {kSpace, 100, "p", "zzz"}},
      {Level::kSortPrefix, {kSpace, 100, "p", "sorting"}},
      {Level::kSort, kKey},
  };
  for (size_t i = 0; i < std::size(inside); ++i) {
    const auto& [level, key] = inside[i];
    EXPECT_TRUE(Position::Before(level, kKey).Compare(key) < 0);
    EXPECT_TRUE(Position::After(level, kKey).Compare(key) > 0);
    // A key that agrees only down to this level is on one side of every finer place.
    for (size_t finer = i + 1; finer < std::size(inside); ++finer) {
      const Level level_finer = inside[finer].first;
      EXPECT_EQ(Position::Before(level_finer, kKey).Compare(key) < 0,
                Position::After(level_finer, kKey).Compare(key) < 0);
    }
  }
}

TEST(Position, SortPrefixDoesNotReachItsNeighbours) {
  const Key before{kSpace, 100, "p", "sor"};
  const Key behind{kSpace, 100, "p", "soru"};
  EXPECT_TRUE(Position::Before(Level::kSortPrefix, kKey).Compare(before) > 0);
  EXPECT_TRUE(Position::After(Level::kSortPrefix, kKey).Compare(behind) < 0);
}

}  // namespace
}  // namespace keystone::storage
