#include "storage/block_cache.h"

#include <list>
#include <unordered_map>

#include "base/hash.h"
#include "env/mutex.h"

namespace keystone::storage {
namespace {

struct BlockId {
  uint64_t file;
  uint64_t offset;
  bool operator==(const BlockId&) const = default;
};

struct BlockIdHash {
  size_t operator()(const BlockId& id) const {
    return Hash64({reinterpret_cast<const char*>(&id), sizeof id}, 0);
  }
};

// What a block costs beside its bytes: list and table nodes, the shared string's header.
constexpr uint64_t kOverheadBytes = 160;

}  // namespace

struct BlockCache::Shard {
  struct Held {
    BlockId id;
    Block block;
    bool used = false;  // since it was put in front
    uint64_t bytes() const { return block->payload().size() + kOverheadBytes; }
  };
  using Order = std::list<Held>;

  void Erase(Order::iterator it) {
    bytes -= it->bytes();
    by_id.erase(it->id);
    order.erase(it);
  }

  // Ends: a block that is passed over is one that can be erased the next time.
  void MakeRoom(uint64_t for_bytes) {
    while (bytes + for_bytes > bytes_max) {
      const auto oldest = std::prev(order.end());
      if (oldest->used) {
        oldest->used = false;
        order.splice(order.begin(), order, oldest);
      } else {
        Erase(oldest);
      }
    }
  }

  Mutex mutex;
  uint64_t bytes_max = 0;
  uint64_t bytes = 0;
  Order order;  // the oldest last
  std::unordered_map<BlockId, Order::iterator, BlockIdHash> by_id;
};

BlockCache::BlockCache(uint64_t bytes_max) : shards_(new Shard[kShards]) {
  for (int i = 0; i < kShards; ++i) shards_[i].bytes_max = bytes_max / kShards;
}

BlockCache::~BlockCache() = default;

BlockCache::Shard& BlockCache::ShardOf(uint64_t file_number, uint64_t offset) const {
  return shards_[(BlockIdHash()({file_number, offset}) >> 32) % kShards];
}

BlockCache::Block BlockCache::Find(uint64_t file_number, uint64_t offset) {
  Shard& shard = ShardOf(file_number, offset);
  MutexLock lock(shard.mutex);
  const auto found = shard.by_id.find({file_number, offset});
  if (found == shard.by_id.end()) return nullptr;
  found->second->used = true;
  return found->second->block;
}

void BlockCache::Insert(uint64_t file_number, uint64_t offset, Block block) {
  Shard& shard = ShardOf(file_number, offset);
  Shard::Held held{{file_number, offset}, std::move(block), false};
  const uint64_t bytes = held.bytes();
  if (bytes > shard.bytes_max) return;
  MutexLock lock(shard.mutex);
  if (shard.by_id.contains(held.id)) return;
  shard.MakeRoom(bytes);
  shard.order.push_front(std::move(held));
  shard.by_id[shard.order.front().id] = shard.order.begin();
  shard.bytes += bytes;
}

void BlockCache::EraseFile(uint64_t file_number) {
  for (int i = 0; i < kShards; ++i) {
    MutexLock lock(shards_[i].mutex);
    for (auto it = shards_[i].order.begin(); it != shards_[i].order.end();) {
      const auto next = std::next(it);
      if (it->id.file == file_number) shards_[i].Erase(it);
      it = next;
    }
  }
}

uint64_t BlockCache::bytes_used() const {
  uint64_t bytes = 0;
  for (int i = 0; i < kShards; ++i) {
    MutexLock lock(shards_[i].mutex);
    bytes += shards_[i].bytes;
  }
  return bytes;
}

}  // namespace keystone::storage
