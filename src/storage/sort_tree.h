// SortTree: the rows of one partition in a memtable, in the order of their sort keys.
//
// A B-link tree (Lehman and Yao, "Efficient locking for concurrent operations on B-trees", TODS
// 1981) whose nodes keep the order of their slots in one word, as Masstree's do (Mao, Kohler and
// Morris, "Cache craftiness for fast multicore key-value storage", EuroSys 2012): an insertion
// fills a free slot and then shows it by one store. One thread adds at a time; any number read
// meanwhile and never wait. What a reader may still look at is never changed or freed: a node that
// overflows is copied into two, and leads on to them.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/arena.h"
#include "storage/entry.h"

namespace keystone::storage {

// One version of a row, in an arena, followed by the bytes of its sort key and of its value.
struct RowVersion {
  static RowVersion* Make(Arena* arena, const Entry& entry);

  Bytes sort() const { return {bytes(), sort_bytes}; }
  Bytes value() const { return {bytes() + sort_bytes, value_bytes}; }
  const char* bytes() const { return reinterpret_cast<const char*>(this + 1); }

  const RowVersion* older;  // of the same row; null: there is none
  SequenceNumber sequence;
  uint32_t sort_bytes;
  uint32_t value_bytes;
  EntryKind kind;
};

// A place between rows.
class SortBound {
 public:
  static SortBound Before(Bytes sort) { return {sort, false, false}; }
  static SortBound After(Bytes sort) { return {sort, true, false}; }
  // Behind all rows whose sort keys begin with `prefix`.
  static SortBound AfterPrefix(Bytes prefix) { return {prefix, true, true}; }
  static SortBound First() { return Before({}); }
  static SortBound Last() { return AfterPrefix({}); }

  // The first 8 bytes as a number, zeros where there are fewer: the lesser head is of the lesser
  // sort key.
  static uint64_t HeadOf(Bytes sort);

  // Whether a row is before this place.
  bool IsAfter(Bytes sort) const;
  bool IsAfter(uint64_t head, const RowVersion* row) const {
    if (head != head_ && heads_decide_) return head < head_;
    return IsAfter(row->sort());
  }

 private:
  SortBound(Bytes sort, bool after, bool is_prefix)
      : sort_(sort),
        head_(HeadOf(sort)),
        after_(after),
        is_prefix_(is_prefix),
        heads_decide_(!is_prefix || sort.size() >= sizeof head_) {}

  Bytes sort_;
  uint64_t head_;
  bool after_;
  bool is_prefix_;
  bool heads_decide_;
};

class SortTree {
 private:
  struct Node;
  struct Leaf;
  struct Inner;
  struct Place;

 public:
  // `version` becomes the newest one of its row; a row's come in ascending sequence.
  void Add(Arena* arena, RowVersion* version);

  // The newest version of a row, or null.
  const RowVersion* Find(Bytes sort) const;

  // Stands on a row, or nowhere.
  class Cursor {
   public:
    const RowVersion* row() const { return row_; }            // its newest version; null: nowhere
    void Seek(const SortTree& tree, const SortBound& bound);  // the first row behind it
    void SeekBefore(const SortTree& tree, const SortBound& bound);  // the last row before it
    void Next();
    void Prev(const SortTree& tree);

   private:
    void Stand(const Place& place, const SortBound& bound);

    const Leaf* leaf_ = nullptr;  // null: the tree is its only row
    uint64_t order_ = 0;          // the leaf's, as this cursor came to it
    unsigned index_ = 0;
    const RowVersion* row_ = nullptr;
  };

 private:
  static constexpr int kHeightMax = 16;

  static Place Search(Node* node, const SortBound& bound);
  static Place Descend(Node* node, int to_height, const SortBound& bound, Inner** path);
  static uintptr_t Alone(const RowVersion* row) { return reinterpret_cast<uintptr_t>(row) | 1; }
  static const RowVersion* AsAlone(uintptr_t root) {
    return (root & 1) != 0 ? reinterpret_cast<const RowVersion*>(root - 1) : nullptr;
  }
  Node* RootNode() const { return reinterpret_cast<Node*>(root_.load(std::memory_order_acquire)); }

  void AddToLeaf(Arena* arena, const Place& place, Inner** path, const RowVersion* row);
  void AddToParent(Arena* arena, Node* left, Node* right, Inner** path);
  void Replace(Node* old, Node* left, Node* right, Inner** path);

  std::atomic<uintptr_t> root_{0};  // 0, a row with bit 0 set, or a Node
};

}  // namespace keystone::storage
