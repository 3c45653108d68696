#include "storage/merge.h"

namespace keystone::storage {

bool MergingIterator::Stands(const EntryIterator& run) {
  if (run.Valid()) return true;
  if (status_.ok()) status_ = run.status();
  return false;
}

// The run whose entry comes first (`sign` 1) or last (-1).
void MergingIterator::Pick(int sign) {
  current_ = runs_.size();
  for (size_t i = 0; i < runs_.size(); ++i) {
    if (!Stands(*runs_[i])) continue;
    if (current_ != runs_.size()) {
      const Entry& a = runs_[i]->entry();
      const Entry& b = runs_[current_]->entry();
      const auto order = CompareVersions(a.key, a.sequence, b.key, b.sequence);
      if (sign > 0 ? order > 0 : order < 0) continue;
    }
    current_ = i;
  }
}

void MergingIterator::SeekToFirst() {
  for (auto& run : runs_) run->SeekToFirst();
  Pick(1);
}

void MergingIterator::Seek(const Position& position) {
  for (auto& run : runs_) run->Seek(position);
  Pick(1);
}

void MergingIterator::SeekBefore(const Position& position) {
  for (auto& run : runs_) run->SeekBefore(position);
  Pick(-1);
}

void MergingIterator::Next() {
  runs_[current_]->Next();
  Pick(1);
}

void MergingIterator::Prev() {
  runs_[current_]->Prev();
  Pick(-1);
}

}  // namespace keystone::storage
