#include "storage/block_cache.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/hash.h"

namespace keystone::storage {
namespace {

// A slot's word. An empty slot is 0, or has holders that are about to see that they hold nothing.
constexpr uint64_t kHolder = 1;                // 32 bits: how many
constexpr uint64_t kUsed = uint64_t{1} << 32;  // since the hand passed over it
constexpr uint64_t kVisible = uint64_t{1} << 34;
constexpr uint64_t kErased = uint64_t{1} << 35;  // to be freed by its last holder
constexpr uint64_t kBusy = uint64_t{1} << 36;    // one thread's alone: being filled or freed
constexpr uint64_t kHolders = kUsed - 1;

constexpr uint64_t kUsualBlockBytes = 4 << 10;
constexpr uint64_t kSlotsMin = 64;
constexpr uint64_t kRoundsMax = 5;  // of the hand, in search of room

uint64_t SlotCount(uint64_t bytes_max) {
  return std::bit_ceil(std::max(kSlotsMin, bytes_max / kUsualBlockBytes * 4 / 3));
}

}  // namespace

struct alignas(64) BlockCache::Slot {
  bool Is(uint64_t file_number, uint64_t at) const {
    return file.load(std::memory_order_relaxed) == file_number &&
           offset.load(std::memory_order_relaxed) == at;
  }
  uint64_t bytes() const { return block.payload().size() + sizeof(Slot); }

  std::atomic<uint64_t> word{0};
  std::atomic<uint64_t> file{0};
  std::atomic<uint64_t> offset{0};
  std::atomic<uint64_t> passed{0};  // blocks whose way from their first slot leads over this one
  TableBlock block;
};

// The slots where a block may be, in order.
class BlockCache::Probe {
 public:
  Probe(const BlockCache& cache, uint64_t file_number, uint64_t offset) : cache_(cache) {
    const uint64_t id[2] = {file_number, offset};
    const uint64_t hash = Hash64({reinterpret_cast<const char*>(id), sizeof id}, 0);
    at_ = hash;
    step_ = hash >> 32 | 1;  // odd: in the end it leads to every slot
  }
  Slot* slot() const { return &cache_.slots_[at_ & (cache_.slot_count_ - 1)]; }
  bool Next() {
    at_ += step_;
    return ++steps_ < cache_.slot_count_;
  }

 private:
  const BlockCache& cache_;
  uint64_t at_;
  uint64_t step_;
  uint64_t steps_ = 0;
};

BlockCache::BlockCache(uint64_t bytes_max)
    : bytes_max_(bytes_max), slot_count_(SlotCount(bytes_max)), slots_(new Slot[slot_count_]) {}

BlockCache::~BlockCache() = default;

BlockCache::Handle::Handle(BlockCache* cache, Slot* slot)
    : cache_(cache), slot_(slot), block_(&slot->block) {}

BlockCache::Handle::Handle(Handle&& other) noexcept {
  *this = std::move(other);
}

BlockCache::Handle& BlockCache::Handle::operator=(Handle&& other) noexcept {
  if (this == &other) return *this;
  Release();
  cache_ = std::exchange(other.cache_, nullptr);
  slot_ = std::exchange(other.slot_, nullptr);
  own_ = std::move(other.own_);
  block_ = std::exchange(other.block_, nullptr);
  return *this;
}

void BlockCache::Handle::Release() {
  if (cache_ != nullptr) cache_->Release(slot_);
  cache_ = nullptr;
}

BlockCache::Handle BlockCache::Find(uint64_t file_number, uint64_t offset) {
  for (Probe probe(*this, file_number, offset);;) {
    Slot* slot = probe.slot();
    const uint64_t seen = slot->word.load(std::memory_order_acquire);
    if ((seen & kVisible) != 0 && slot->Is(file_number, offset)) {
      // Held from here on; but it may have become another block before.
      const uint64_t word = slot->word.fetch_add(kHolder, std::memory_order_acq_rel);
      if ((word & kVisible) != 0 && slot->Is(file_number, offset)) {
        if ((word & kUsed) == 0) slot->word.fetch_or(kUsed, std::memory_order_relaxed);
        return Handle(this, slot);
      }
      Release(slot);
    }
    if (slot->passed.load(std::memory_order_relaxed) == 0 || !probe.Next()) return Handle();
  }
}

BlockCache::Handle BlockCache::Insert(uint64_t file_number, uint64_t offset, TableBlock block) {
  const uint64_t bytes = block.payload().size() + sizeof(Slot);
  if (!MakeRoom(bytes)) return Handle(std::move(block));
  for (Probe probe(*this, file_number, offset);;) {
    Slot* slot = probe.slot();
    uint64_t empty = 0;
    if (slot->word.compare_exchange_strong(empty, kBusy, std::memory_order_acquire)) {
      slot->file.store(file_number, std::memory_order_relaxed);
      slot->offset.store(offset, std::memory_order_relaxed);
      slot->block = std::move(block);
      slot->word.fetch_add(kVisible - kBusy + kHolder, std::memory_order_release);
      return Handle(this, slot);
    }
    slot->passed.fetch_add(1, std::memory_order_relaxed);
    if (!probe.Next()) break;
  }
  Probe back(*this, file_number, offset);
  do {
    back.slot()->passed.fetch_sub(1, std::memory_order_relaxed);
  } while (back.Next());
  bytes_used_.fetch_sub(bytes, std::memory_order_relaxed);
  blocks_.fetch_sub(1, std::memory_order_relaxed);
  return Handle(std::move(block));
}

// Counts the bytes in where they fit; a table that is nearly full has no room either.
bool BlockCache::MakeRoom(uint64_t bytes) {
  if (bytes > bytes_max_) return false;
  const uint64_t blocks_max = slot_count_ / 8 * 7;
  bytes_used_.fetch_add(bytes, std::memory_order_relaxed);
  blocks_.fetch_add(1, std::memory_order_relaxed);
  for (uint64_t turns = 0; turns < kRoundsMax * slot_count_; ++turns) {
    if (bytes_used_.load(std::memory_order_relaxed) <= bytes_max_ &&
        blocks_.load(std::memory_order_relaxed) <= blocks_max) {
      return true;
    }
    TurnHand();
  }
  bytes_used_.fetch_sub(bytes, std::memory_order_relaxed);
  blocks_.fetch_sub(1, std::memory_order_relaxed);
  return false;
}

void BlockCache::TurnHand() {
  const uint64_t at = hand_.fetch_add(1, std::memory_order_relaxed) & (slot_count_ - 1);
  Slot* slot = &slots_[at];
  uint64_t word = slot->word.load(std::memory_order_relaxed);
  if ((word & kVisible) == 0 || (word & kHolders) != 0) return;
  if ((word & kUsed) != 0) {
    slot->word.compare_exchange_strong(word, word - kUsed, std::memory_order_relaxed);
  } else if (slot->word.compare_exchange_strong(word, kBusy, std::memory_order_acquire)) {
    Free(slot);
  }
}

// A slot that is this thread's alone.
void BlockCache::Free(Slot* slot) {
  const uint64_t file_number = slot->file.load(std::memory_order_relaxed);
  const uint64_t offset = slot->offset.load(std::memory_order_relaxed);
  for (Probe probe(*this, file_number, offset); probe.slot() != slot; probe.Next()) {
    probe.slot()->passed.fetch_sub(1, std::memory_order_relaxed);
  }
  bytes_used_.fetch_sub(slot->bytes(), std::memory_order_relaxed);
  blocks_.fetch_sub(1, std::memory_order_relaxed);
  slot->block = TableBlock();
  slot->word.fetch_sub(kBusy, std::memory_order_release);
}

void BlockCache::Release(Slot* slot) {
  uint64_t word = slot->word.fetch_sub(kHolder, std::memory_order_acq_rel) - kHolder;
  if ((word & kErased) == 0 || (word & kHolders) != 0) return;
  if (slot->word.compare_exchange_strong(word, kBusy, std::memory_order_acquire)) Free(slot);
}

void BlockCache::EraseFile(uint64_t file_number) {
  for (uint64_t i = 0; i < slot_count_; ++i) {
    Slot* slot = &slots_[i];
    uint64_t word = slot->word.load(std::memory_order_acquire);
    if ((word & kVisible) == 0 || slot->file.load(std::memory_order_relaxed) != file_number)
      continue;
    // Held, so that it stays this file's block; then let go, which frees it if nobody else holds
    // it.
    word = slot->word.fetch_add(kHolder, std::memory_order_acq_rel) + kHolder;
    while ((word & kVisible) != 0 && slot->file.load(std::memory_order_relaxed) == file_number) {
      const uint64_t erased = word - kVisible + kErased;
      if (slot->word.compare_exchange_weak(word, erased, std::memory_order_acq_rel)) break;
    }
    Release(slot);
  }
}

}  // namespace keystone::storage
