// PartitionList: the partitions of one space in a memtable, in the order of their hashes.
//
// One sorted list, and into it a directory: for every value of the hash's leading bits the first
// partition that is not before it. Hashes are uniform, so a search is a load from the directory and
// a step or two; and where the list doubles, a finer directory takes over without moving anything
// (as in Shalev and Shavit, "Split-ordered lists", JACM 2006, whose order is another). One thread
// adds at a time; any number read meanwhile and never wait.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/arena.h"
#include "storage/key.h"
#include "storage/sort_tree.h"

namespace keystone::storage {

// In an arena, followed by its bytes.
struct Partition {
  Bytes bytes() const { return {reinterpret_cast<const char*>(this + 1), size}; }
  const Partition* Next() const { return next.load(std::memory_order_acquire); }

  std::atomic<Partition*> next{nullptr};
  uint64_t hash = 0;
  SortTree rows;
  uint32_t size = 0;
};

class PartitionList {
 public:
  PartitionList(SpaceId space, Arena* arena);

  SpaceId space() const { return space_; }
  const Partition* Find(uint64_t hash, Bytes partition) const;
  Partition* FindOrAdd(uint64_t hash, Bytes partition);

  const Partition* Before(const Partition& partition) const;

  // Both null where there is none. `hash` is that of the partitions for which `is_before` changes.
  template <typename IsBefore>
  const Partition* FirstNotBefore(uint64_t hash, IsBefore is_before) const {
    const Partition* at = FirstOf(hash);
    while (at != nullptr && is_before(*at)) at = at->Next();
    return at;
  }
  template <typename IsBefore>
  const Partition* LastBefore(uint64_t hash, IsBefore is_before) const {
    const Directory* directory = directory_.load(std::memory_order_acquire);
    const Partition* at = nullptr;
    for (uint64_t slot = directory->SlotOf(hash) + 1; slot-- > 0;) {
      at = directory->first()[slot].load(std::memory_order_acquire);
      if (at != nullptr && is_before(*at)) break;
      at = nullptr;
    }
    if (at == nullptr) return nullptr;
    for (const Partition* next = at->Next(); next != nullptr && is_before(*next);
         next = at->Next()) {
      at = next;
    }
    return at;
  }

 private:
  // In the arena, followed by its slots.
  struct Directory {
    uint64_t SlotOf(uint64_t hash) const { return bits == 0 ? 0 : hash >> (64 - bits); }
    uint64_t slots() const { return uint64_t{1} << bits; }
    std::atomic<Partition*>* first() {
      return reinterpret_cast<std::atomic<Partition*>*>(this + 1);
    }
    const std::atomic<Partition*>* first() const {
      return reinterpret_cast<const std::atomic<Partition*>*>(this + 1);
    }
    uint64_t bits;
  };

  const Partition* FirstOf(uint64_t hash) const {
    const Directory* directory = directory_.load(std::memory_order_acquire);
    return directory->first()[directory->SlotOf(hash)].load(std::memory_order_acquire);
  }
  Directory* NewDirectory(uint64_t bits);
  void Refine();

  SpaceId space_;
  Arena* arena_;
  std::atomic<Directory*> directory_;
  uint64_t count_ = 0;
};

}  // namespace keystone::storage
