#include "storage/read_view.h"

#include "base/status_macros.h"
#include "storage/key_filter.h"
#include "storage/merge.h"

namespace keystone::storage {
namespace {

// The newest version of `key` up to `sequence` that one table file holds goes to `visit`.
Status VisitFile(const LiveFile& file, const Key& key, uint64_t filter_hash,
                 SequenceNumber sequence, FunctionRef<void(const Entry&)> visit) {
  if (!file.table().MayHold(filter_hash)) return Status::Ok();
  return file.table().Get(key, sequence, visit);
}

// Visits the newest version of `key` in every run, the newest run first, until `visit` answers
// false.
Status VisitRuns(const ReadView& view, const Key& key, FunctionRef<bool(const Entry&)> visit) {
  if (view.state->retired->contains(key.space.table)) return Status::Ok();
  Entry entry;
  for (const auto& memtable : view.state->memtables) {
    if (memtable->Get(key, view.sequence, &entry) && !visit(entry)) return Status::Ok();
  }
  const uint64_t filter_hash = FilterHash(key);
  bool more = true;
  const auto visit_file = [&](const LiveFile& file) {
    return VisitFile(file, key, filter_hash, view.sequence,
                     [&](const Entry& e) { more = visit(e); });
  };
  for (const auto& file : view.state->version->levels[0]) {
    if (key < file->info().smallest.view() || file->info().largest.view() < key) continue;
    KS_RETURN_IF_ERROR(visit_file(*file));
    if (!more) return Status::Ok();
  }
  for (int level = 1; level < kLevels; ++level) {
    const LiveFile* file = view.state->version->FileFor(level, key);
    if (file == nullptr) continue;
    KS_RETURN_IF_ERROR(visit_file(*file));
    if (!more) return Status::Ok();
  }
  return Status::Ok();
}

MergingIterator Merge(const ReadView& view, const KeyRange& range) {
  std::vector<std::unique_ptr<EntryIterator>> runs;
  runs.reserve(view.state->memtables.size() + view.state->version->levels[0].size() + kLevels);
  for (const auto& memtable : view.state->memtables) runs.push_back(memtable->NewIterator());
  for (const auto& file : view.state->version->Overlapping(0, range)) {
    runs.push_back(file->table().NewIterator(true));
  }
  for (int level = 1; level < kLevels; ++level) {
    const LiveFileSpan files = view.state->version->OverlappingRun(level, range);
    if (!files.empty()) runs.push_back(NewLevelIterator(files, true));
  }
  return MergingIterator(std::move(runs));
}

// The newest version comes first: it decides, the others of its key are passed over.
Status ReadForward(const ReadView& view, const KeyRange& range,
                   FunctionRef<bool(const Row&)> visit) {
  MergingIterator it = Merge(view, range);
  OwnedKey decided;
  bool any_decided = false;
  for (it.Seek(range.begin); it.Valid(); it.Next()) {
    const Entry& entry = it.entry();
    if (range.end.Compare(entry.key) < 0) break;
    if (entry.sequence > view.sequence) continue;
    if (any_decided && decided.view() == entry.key) continue;
    if (entry.kind == EntryKind::kPut && !visit({entry.key, entry.sequence, entry.value})) break;
    decided.Assign(entry.key);
    any_decided = true;
  }
  return it.status();
}

// The oldest version comes first: the last visible one before the key changes decides.
Status ReadBackward(const ReadView& view, const KeyRange& range,
                    FunctionRef<bool(const Row&)> visit) {
  MergingIterator it = Merge(view, range);
  it.SeekBefore(range.end);
  while (it.Valid() && range.begin.Compare(it.entry().key) < 0) {
    const OwnedKey key(it.entry().key);
    FoundVersion newest;
    for (; it.Valid() && it.entry().key == key.view(); it.Prev()) {
      const Entry& entry = it.entry();
      if (entry.sequence > view.sequence) continue;
      newest.kind = entry.kind;
      newest.sequence = entry.sequence;
      newest.value = entry.value;
    }
    KS_RETURN_IF_ERROR(it.status());
    if (newest.kind == EntryKind::kPut && !visit({key.view(), newest.sequence, newest.value}))
      break;
  }
  return it.status();
}

}  // namespace

Result<FoundVersion> FindVersion(const ReadView& view, const Key& key) {
  FoundVersion found;
  KS_RETURN_IF_ERROR(VisitRuns(view, key, [&](const Entry& entry) {
    found.kind = entry.kind;
    found.sequence = entry.sequence;
    found.value = entry.value;
    return false;
  }));
  return found;
}

Result<Counters> SumCounters(const ReadView& view, const Key& key) {
  Counters sum{};
  bool valid = true;
  KS_RETURN_IF_ERROR(VisitRuns(view, key, [&](const Entry& entry) {
    Counters of_run;
    valid = valid && entry.kind == EntryKind::kAdd && DecodeCounters(entry.value, &of_run);
    if (valid) AddCounters(&sum, of_run);
    return valid;
  }));
  if (!valid) return Status::Corruption("a counter's row holds something else");
  return sum;
}

Status ReadRows(const ReadView& view, const KeyRange& range, Direction direction,
                FunctionRef<bool(const Row&)> visit) {
  if (view.state->retired->contains(range.begin.key.space.table)) return Status::Ok();
  return direction == Direction::kForward ? ReadForward(view, range, visit)
                                          : ReadBackward(view, range, visit);
}

}  // namespace keystone::storage
