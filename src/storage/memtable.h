// Memtable: the newest entries, in memory, in order. One thread adds at a time; any number read
// meanwhile, without waiting.
//
// A skip list over an arena: nodes are never moved or freed while the memtable lives.
#pragma once

#include <atomic>
#include <memory>

#include "base/arena.h"
#include "storage/entry.h"

namespace keystone::storage {

class Memtable {
 public:
  Memtable();
  ~Memtable();
  Memtable(const Memtable&) = delete;

  // Copies the entry's bytes. No version may be there twice. kAdd entries come as single additions,
  // a key's in ascending sequence, and are kept as running sums; their values are counters
  // (DecodeCounters holds).
  void Add(const Entry& entry);

  // A copy of the newest version of `key` that is not newer than `sequence`; false where there is
  // none. The entry's views live as long as the memtable.
  bool Get(const Key& key, SequenceNumber sequence, Entry* found) const;

  std::unique_ptr<EntryIterator> NewIterator() const;  // must not outlive the memtable

  size_t bytes_used() const { return arena_.bytes_used(); }
  size_t entry_count() const { return entry_count_.load(std::memory_order_relaxed); }
  bool empty() const { return entry_count() == 0; }

 private:
  struct Node;
  class Iterator;

  Node* NewNode(const Entry& entry, int height);
  int RandomHeight();
  template <typename IsBefore>
  Node* LastBefore(IsBefore is_before, Node** path = nullptr) const;
  Node* LastBeforeVersion(const Key& key, SequenceNumber sequence, Node** path = nullptr) const;

  Arena arena_;
  std::atomic<size_t> entry_count_{0};
  std::atomic<int> height_{1};
  uint64_t level_seed_ = 0x9e3779b97f4a7c15;
  Node* head_;
};

}  // namespace keystone::storage
