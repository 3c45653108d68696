#include "storage/compact_entries.h"

#include <algorithm>
#include <map>

#include "base/status_macros.h"
#include "storage/merge.h"

namespace keystone::storage {
namespace {

// Snapshots that see a version and no newer one share its stratum: the number of snapshots older
// than it.
size_t StratumOf(SequenceNumber sequence, const std::vector<SequenceNumber>& snapshots) {
  return static_cast<size_t>(std::lower_bound(snapshots.begin(), snapshots.end(), sequence) -
                             snapshots.begin());
}

class KeyCompactor {
 public:
  KeyCompactor(const CompactionRules& rules, FunctionRef<bool(const Key&)> nothing_below,
               FunctionRef<Status(const Entry&)> write)
      : rules_(rules), nothing_below_(nothing_below), write_(write) {}

  // Takes all versions of the key that `it` stands on.
  Status Take(MergingIterator* it) {
    key_.Assign(it->entry().key);
    if (rules_.retired->contains(key_.view().space.table)) return Skip(it);
    if (it->entry().kind == EntryKind::kAdd) return TakeCounter(it);
    return TakeRow(it);
  }

 private:
  Status Skip(MergingIterator* it) {
    while (it->Valid() && it->entry().key == key_.view()) it->Next();
    return it->status();
  }

  Status TakeRow(MergingIterator* it) {
    bool first = true;
    size_t last_stratum = 0;
    for (; it->Valid() && it->entry().key == key_.view(); it->Next()) {
      const Entry& entry = it->entry();
      const size_t stratum = StratumOf(entry.sequence, rules_.snapshots);
      if (!first && stratum == last_stratum) continue;
      first = false;
      last_stratum = stratum;
      // In the lowest stratum everything older goes with it.
      const bool useless =
          entry.kind == EntryKind::kDelete && stratum == 0 && nothing_below_(entry.key);
      if (!useless) KS_RETURN_IF_ERROR(write_(entry));
    }
    return it->status();
  }

  // Each run holds sums of its own, so the counter at a sequence is the sum over the runs of the
  // newest entry up to it.
  Status TakeCounter(MergingIterator* it) {
    struct Step {
      SequenceNumber sequence;
      size_t run;
      Counters sum;
    };
    std::vector<Step> steps;
    for (; it->Valid() && it->entry().key == key_.view(); it->Next()) {
      Step step{it->entry().sequence, it->run(), {}};
      if (!DecodeCounters(it->entry().value, &step.sum)) {
        return Status::Corruption("a counter's row holds something else");
      }
      steps.push_back(step);
    }
    KS_RETURN_IF_ERROR(it->status());
    for (size_t i = 0; i < steps.size(); ++i) {
      const size_t stratum = StratumOf(steps[i].sequence, rules_.snapshots);
      if (i != 0 && stratum == StratumOf(steps[i - 1].sequence, rules_.snapshots)) continue;
      std::map<size_t, const Counters*> newest;  // by run
      for (size_t j = i; j < steps.size(); ++j) newest.emplace(steps[j].run, &steps[j].sum);
      Counters total{};
      for (const auto& [run, sum] : newest) AddCounters(&total, *sum);
      const std::string value = EncodeCounters(total);
      KS_RETURN_IF_ERROR(write_({key_.view(), steps[i].sequence, EntryKind::kAdd, value}));
    }
    return Status::Ok();
  }

  const CompactionRules& rules_;
  OwnedKey key_;  // whose versions are taken
  FunctionRef<bool(const Key&)> nothing_below_;
  FunctionRef<Status(const Entry&)> write_;
};

}  // namespace

Status CompactEntries(std::vector<std::unique_ptr<EntryIterator>> runs,
                      const CompactionRules& rules, FunctionRef<bool(const Key&)> nothing_below,
                      FunctionRef<Status(const Entry&)> write) {
  MergingIterator it(std::move(runs));
  KeyCompactor compactor(rules, nothing_below, write);
  for (it.SeekToFirst(); it.Valid();) KS_RETURN_IF_ERROR(compactor.Take(&it));
  return it.status();
}

}  // namespace keystone::storage
