#include "storage/partition_list.h"

#include <algorithm>
#include <new>

namespace keystone::storage {
namespace {

constexpr uint64_t kFirstBits = 2;

}  // namespace

PartitionList::PartitionList(SpaceId space, Arena* arena)
    : space_(space), arena_(arena), directory_(NewDirectory(kFirstBits)) {}

PartitionList::Directory* PartitionList::NewDirectory(uint64_t bits) {
  const uint64_t slots = uint64_t{1} << bits;
  auto* directory =
      new (arena_->Allocate(sizeof(Directory) + slots * sizeof(Partition*))) Directory{bits};
  for (uint64_t i = 0; i < slots; ++i)
    new (&directory->first()[i]) std::atomic<Partition*>(nullptr);
  return directory;
}

const Partition* PartitionList::Find(uint64_t hash, Bytes partition) const {
  for (const Partition* at = FirstOf(hash); at != nullptr && at->hash <= hash; at = at->Next()) {
    if (at->hash == hash && at->bytes() == partition) return at;
  }
  return nullptr;
}

const Partition* PartitionList::Before(const Partition& partition) const {
  return LastBefore(partition.hash, [&](const Partition& other) {
    return other.hash != partition.hash ? other.hash < partition.hash
                                        : other.bytes() < partition.bytes();
  });
}

Partition* PartitionList::FindOrAdd(uint64_t hash, Bytes partition) {
  if (const Partition* found = Find(hash, partition)) return const_cast<Partition*>(found);
  auto* added = new (arena_->Allocate(sizeof(Partition) + partition.size())) Partition;
  added->hash = hash;
  added->size = static_cast<uint32_t>(partition.size());
  std::copy(partition.begin(), partition.end(), reinterpret_cast<char*>(added + 1));

  Directory* directory = directory_.load(std::memory_order_relaxed);
  std::atomic<Partition*>* first = directory->first();
  auto* before = const_cast<Partition*>(Before(*added));
  Partition* behind = before != nullptr ? before->next.load(std::memory_order_relaxed)
                                        : first[0].load(std::memory_order_relaxed);
  added->next.store(behind, std::memory_order_relaxed);
  if (before != nullptr) before->next.store(added, std::memory_order_release);
  // Wherever the one behind it was the first.
  for (uint64_t slot = directory->SlotOf(hash) + 1; slot-- > 0;) {
    if (first[slot].load(std::memory_order_relaxed) != behind) break;
    first[slot].store(added, std::memory_order_release);
  }
  if (++count_ > directory->slots()) Refine();
  return added;
}

void PartitionList::Refine() {
  const Directory* old = directory_.load(std::memory_order_relaxed);
  Directory* finer = NewDirectory(old->bits + 1);
  uint64_t slot = 0;
  for (Partition* at = old->first()[0].load(std::memory_order_relaxed); at != nullptr;
       at = at->next.load(std::memory_order_relaxed)) {
    for (const uint64_t own = finer->SlotOf(at->hash); slot <= own; ++slot) {
      finer->first()[slot].store(at, std::memory_order_relaxed);
    }
  }
  directory_.store(finer, std::memory_order_release);
}

}  // namespace keystone::storage
