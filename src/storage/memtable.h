// Memtable: the newest entries, in memory, in order. One thread adds at a time; any number read
// meanwhile, without waiting.
//
// Per space a PartitionList, per partition a SortTree, per row its versions, the newest first: all
// in one arena, where nothing is moved or freed while the memtable lives. What a get looks at is a
// slot of a directory, a partition, a node or two, and the row.
#pragma once

#include <algorithm>
#include <atomic>
#include <memory>

#include "base/arena.h"
#include "storage/entry.h"
#include "storage/partition_list.h"

namespace keystone::storage {

class Memtable {
 public:
  Memtable();
  Memtable(const Memtable&) = delete;

  // Copies the entry's bytes. A key's versions come in ascending sequence. kAdd entries come as
  // single additions and are kept as running sums; their values are counters (DecodeCounters
  // holds).
  void Add(const Entry& entry);

  // The newest version of `key` that is not newer than `sequence`; false where there is none. The
  // entry's views live as long as the memtable, those of its key as long as `key`'s.
  bool Get(const Key& key, SequenceNumber sequence, Entry* found) const;

  std::unique_ptr<EntryIterator> NewIterator() const;  // must not outlive the memtable

  size_t bytes_used() const { return arena_.bytes_used(); }
  size_t entry_count() const { return entry_count_.load(std::memory_order_relaxed); }
  bool empty() const { return entry_count() == 0; }

 private:
  class Iterator;

  // The spaces there are, in order; in the arena, replaced by a longer one.
  struct Spaces {
    PartitionList** begin() const { return lists; }
    PartitionList** end() const { return lists + count; }
    PartitionList** LowerBound(SpaceId space) const {
      return std::lower_bound(begin(), end(), space, [](const PartitionList* list, SpaceId id) {
        return list->space() < id;
      });
    }
    size_t count = 0;
    PartitionList** lists = nullptr;
  };

  const Spaces& spaces() const { return *spaces_.load(std::memory_order_acquire); }
  PartitionList* FindList(SpaceId space) const;
  PartitionList* FindOrAddList(SpaceId space);

  Arena arena_;
  std::atomic<size_t> entry_count_{0};
  std::atomic<Spaces*> spaces_;
};

}  // namespace keystone::storage
