// MergingIterator: several runs walked as one, in order.
#pragma once

#include <memory>
#include <vector>

#include "storage/entry.h"

namespace keystone::storage {

// Walks in one direction at a time: after Seek or SeekToFirst only Next, after SeekBefore only
// Prev.
class MergingIterator {
 public:
  explicit MergingIterator(std::vector<std::unique_ptr<EntryIterator>> runs)
      : runs_(std::move(runs)) {}

  bool Valid() const { return current_ < runs_.size() && status_.ok(); }
  const Entry& entry() const { return runs_[current_]->entry(); }
  size_t run() const { return current_; }  // the run the entry is from
  Status status() const { return status_; }

  void SeekToFirst();
  void Seek(const Position& position);
  void SeekBefore(const Position& position);
  void Next();
  void Prev();

 private:
  void Pick(int sign);
  // Whether the run stands on an entry; notes why it does not.
  bool Stands(const EntryIterator& run);

  std::vector<std::unique_ptr<EntryIterator>> runs_;
  size_t current_ = 0;
  Status status_;
};

}  // namespace keystone::storage
