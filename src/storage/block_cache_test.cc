// The block cache: within its budget, what is used stays, what is held stays readable, and threads
// that fill, find and erase at once never see another block's bytes.
#include "storage/block_cache.h"

#include <gtest/gtest.h>

#include <cstring>
#include <thread>
#include <vector>

#include "base/split_mix.h"

namespace keystone::storage {
namespace {

// A block that says which one it is.
TableBlock Block(uint64_t file, uint64_t offset, size_t size) {
  std::unique_ptr<char[]> bytes(new char[size]());
  std::memcpy(bytes.get(), &file, sizeof file);
  std::memcpy(bytes.get() + size - sizeof offset, &offset, sizeof offset);
  return {std::move(bytes), size, size};
}

bool Is(const BlockCache::Handle& handle, uint64_t file, uint64_t offset) {
  const Bytes payload = handle.payload();
  return std::memcmp(payload.data(), &file, sizeof file) == 0 &&
         std::memcmp(payload.data() + payload.size() - sizeof offset, &offset, sizeof offset) == 0;
}

TEST(BlockCache, KeepsWhatIsUsedWithinItsBudget) {
  constexpr uint64_t kBudget = 1 << 20;
  BlockCache cache(kBudget);
  cache.Insert(1, 0, Block(1, 0, 4000));
  for (uint64_t i = 1; i < 5000; ++i) {
    ASSERT_TRUE(Is(cache.Insert(2, i, Block(2, i, 1000 + i % 7000)), 2, i));
    const BlockCache::Handle used = cache.Find(1, 0);
    ASSERT_TRUE(used) << "used all the time";
    ASSERT_TRUE(Is(used, 1, 0));
    ASSERT_LE(cache.bytes_used(), kBudget);
  }
  EXPECT_GT(cache.bytes_used(), kBudget / 2);
  EXPECT_FALSE(cache.Find(2, 1)) << "the oldest had to go";
  EXPECT_TRUE(Is(cache.Find(2, 4999), 2, 4999));
  cache.EraseFile(2);
  EXPECT_FALSE(cache.Find(2, 4999));
  EXPECT_TRUE(Is(cache.Find(1, 0), 1, 0));
  cache.EraseFile(1);
  EXPECT_EQ(cache.bytes_used(), 0u);
}

TEST(BlockCache, WhatIsHeldStaysWhenItsFileIsErased) {
  BlockCache cache(1 << 20);
  BlockCache::Handle held = cache.Insert(1, 8, Block(1, 8, 5000));
  cache.EraseFile(1);
  EXPECT_FALSE(cache.Find(1, 8));
  EXPECT_TRUE(Is(held, 1, 8));
  EXPECT_GT(cache.bytes_used(), 0u);
  held = BlockCache::Handle();
  EXPECT_EQ(cache.bytes_used(), 0u);
}

TEST(BlockCache, WhatFindsNoRoomIsItsHoldersOwn) {
  BlockCache cache(64 << 10);
  std::vector<BlockCache::Handle> held;
  for (uint64_t i = 0; i < 100; ++i) held.push_back(cache.Insert(1, i, Block(1, i, 4000)));
  for (uint64_t i = 0; i < 100; ++i) ASSERT_TRUE(Is(held[i], 1, i));
  EXPECT_LE(cache.bytes_used(), 64u << 10);
  EXPECT_TRUE(cache.Find(1, 0));
  EXPECT_FALSE(cache.Find(1, 99));
  EXPECT_TRUE(Is(cache.Insert(2, 0, Block(2, 0, 100 << 10)), 2, 0)) << "larger than the cache";
  BlockCache none(0);
  EXPECT_TRUE(Is(none.Insert(2, 0, Block(2, 0, 100)), 2, 0));
  EXPECT_FALSE(none.Find(2, 0));
}

TEST(BlockCache, ThreadsNeverSeeAnotherBlock) {
  BlockCache cache(256 << 10);
  std::vector<std::thread> threads;
  for (uint64_t seed = 0; seed < 4; ++seed) {
    threads.emplace_back([&cache, seed] {
      SplitMix random(seed);
      for (int i = 0; i < 20'000; ++i) {
        const uint64_t file = random.Below(4), offset = random.Below(60);
        BlockCache::Handle block = cache.Find(file, offset);
        if (!block) block = cache.Insert(file, offset, Block(file, offset, 16 + offset * 100));
        ASSERT_TRUE(Is(block, file, offset));
        if (random.Below(500) == 0) cache.EraseFile(file);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (uint64_t file = 0; file < 4; ++file) cache.EraseFile(file);
  EXPECT_EQ(cache.bytes_used(), 0u);
}

}  // namespace
}  // namespace keystone::storage
