#include "storage/compaction_picker.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace keystone::storage {
namespace {

constexpr size_t kLevel0FilesWanted = 4;
constexpr uint64_t kLevelGrowth = 10;
constexpr int kBottom = kLevels - 1;
// Lazy: the upper runs may be this large beside the bottom one.
constexpr double kUpperShareMax = 0.5;
// Lazy: up to this many files' worth of data is merged at once, level 0 included.
constexpr uint64_t kFilesAtOnce = 32;

uint64_t BytesOf(const LiveFiles& files) {
  uint64_t bytes = 0;
  for (const auto& file : files) bytes += file->info().bytes;
  return bytes;
}

bool AnyBusy(const LiveFiles& files, const std::set<uint64_t>& busy) {
  return std::any_of(files.begin(), files.end(),
                     [&](const auto& file) { return busy.contains(file->info().number); });
}

// Grows by the files that it is shown.
class Hull {
 public:
  void Add(const LiveFiles& files) {
    for (const auto& file : files) {
      const TableFileInfo& info = file->info();
      if (empty_ || info.smallest.view() < smallest_.view()) smallest_ = info.smallest;
      if (empty_ || largest_.view() < info.largest.view()) largest_ = info.largest;
      empty_ = false;
    }
  }
  LiveFiles Overlapping(const Version& version, int level) const {
    return version.Overlapping(level, smallest_.view(), largest_.view());
  }

 private:
  bool empty_ = true;
  OwnedKey smallest_;
  OwnedKey largest_;
};

// The plan that brings what the range of `seed` holds, from level `first` on, into level `output`.
// Nothing where a file that must come along is busy.
std::optional<CompactionPlan> PlanFor(const LiveFiles& seed, int first, int output,
                                      const Version& version, const std::set<uint64_t>& busy) {
  CompactionPlan plan;
  plan.output_level = output;
  Hull hull;
  hull.Add(seed);
  for (int level = first; level <= output; ++level) {
    plan.inputs[level] = hull.Overlapping(version, level);
    if (AnyBusy(plan.inputs[level], busy)) return std::nullopt;
    hull.Add(plan.inputs[level]);
  }
  return plan;
}

// All files that hold rows of one table, a retired one, alone.
std::optional<CompactionPlan> PlanDrop(const Version& version, const std::set<uint64_t>& busy,
                                       const std::set<TableId>& retired) {
  if (retired.empty()) return std::nullopt;
  CompactionPlan plan;
  bool any = false;
  for (int level = 0; level < kLevels; ++level) {
    for (const auto& file : version.levels[level]) {
      const TableFileInfo& info = file->info();
      const TableId table = info.smallest.view().space.table;
      if (table != info.largest.view().space.table || !retired.contains(table) ||
          busy.contains(info.number)) {
        continue;
      }
      plan.inputs[level].push_back(file);
      any = true;
    }
  }
  return any ? std::optional(std::move(plan)) : std::nullopt;
}

// What each level may hold before some of it goes down. Nothing is wanted above `base`, the level
// that level 0 goes into.
struct LevelTargets {
  uint64_t bytes[kLevels] = {};
  int base = kBottom;
};

LevelTargets TargetsOf(const Version& version, uint64_t level_bytes) {
  LevelTargets targets;
  uint64_t wanted = 0;
  for (int level = 1; level < kLevels; ++level) {
    wanted = std::max(wanted, version.LevelBytes(level));
  }
  targets.bytes[kBottom] = ~uint64_t{0};
  while (targets.base > 1 && wanted > level_bytes) {
    wanted /= kLevelGrowth;
    targets.bytes[--targets.base] = wanted;
  }
  return targets;
}

// The levels that hold anything, from the newest run to the oldest; level 0 is none of them.
std::vector<int> RunsOf(const Version& version) {
  std::vector<int> runs;
  for (int level = 1; level < kLevels; ++level) {
    if (!version.levels[level].empty()) runs.push_back(level);
  }
  return runs;
}

}  // namespace

bool CompactionPlan::is_move() const {
  const auto has_files = [](const LiveFiles& files) { return !files.empty(); };
  return !is_drop() && inputs[output_level].empty() && inputs[0].size() <= 1 &&
         std::count_if(std::begin(inputs), std::end(inputs), has_files) == 1;
}

CompactionPicker::CompactionPicker(const StoreOptions& options)
    : style_(options.compaction_style),
      level_bytes_(options.level_bytes),
      table_file_bytes_(options.table_file_bytes) {}

std::optional<CompactionPlan> CompactionPicker::Pick(const Version& version, const Numbers& busy,
                                                     const std::set<TableId>& retired) {
  if (auto plan = PlanDrop(version, busy, retired)) return plan;
  return style_ == CompactionStyle::kLeveled ? PickLeveled(version, busy) : PickLazy(version, busy);
}

std::optional<CompactionPlan> CompactionPicker::PickLeveled(const Version& version,
                                                            const Numbers& busy) {
  const LevelTargets targets = TargetsOf(version, level_bytes_);
  double scores[kLevels] = {};
  scores[0] = static_cast<double>(version.levels[0].size()) / kLevel0FilesWanted;
  for (int level = 1; level < kBottom; ++level) {
    scores[level] = static_cast<double>(version.LevelBytes(level)) /
                    static_cast<double>(std::max<uint64_t>(targets.bytes[level], 1));
  }
  int order[kLevels];
  std::iota(std::begin(order), std::end(order), 0);
  std::sort(std::begin(order), std::end(order),
            [&](int a, int b) { return scores[a] != scores[b] ? scores[a] > scores[b] : a < b; });
  for (const int level : order) {
    if (scores[level] < 1 || (level > 0 && scores[level] == 1)) break;
    auto plan = level == 0 ? PlanFor(version.levels[0], 0, targets.base, version, busy)
                           : PickFileOf(level, version, busy);
    if (plan) return plan;
  }
  return std::nullopt;
}

// One file of `level`, in turn, into the next one.
std::optional<CompactionPlan> CompactionPicker::PickFileOf(int level, const Version& version,
                                                           const Numbers& busy) {
  const LiveFiles& files = version.levels[level];
  const auto next = std::find_if(files.begin(), files.end(), [&](const auto& file) {
    return cursor_[level].view() < file->info().smallest.view();
  });
  const auto first = static_cast<size_t>(next - files.begin());
  for (size_t i = 0; i < files.size(); ++i) {
    const auto& file = files[(first + i) % files.size()];
    auto plan = PlanFor({file}, level, level + 1, version, busy);
    if (!plan) continue;
    cursor_[level] = file->info().largest;
    return plan;
  }
  return std::nullopt;
}

std::optional<CompactionPlan> CompactionPicker::PickLazy(const Version& version,
                                                         const Numbers& busy) {
  const std::vector<int> runs = RunsOf(version);
  if (version.levels[0].size() >= kLevel0FilesWanted) {
    if (auto plan = PickLevel0(runs, version, busy)) return plan;
  }
  if (runs.size() < 2) return std::nullopt;
  const int newest = runs.front();
  const int bottom = runs.back();
  if (auto plan = PickIntoBottom(newest, bottom, version, busy, kUpperShareMax)) return plan;
  if (newest > 1) return std::nullopt;
  // There is no room for a further run: as many of the newest ones become one as are about as
  // large, together, as the next.
  uint64_t together = version.LevelBytes(newest);
  size_t last = 1;
  while (last + 1 < runs.size() && version.LevelBytes(runs[last]) < together) {
    together += version.LevelBytes(runs[last++]);
  }
  return PickIntoBottom(newest, runs[last], version, busy, 0);
}

// Level 0 becomes a run of its own, above all others. Where that would soon be merged into the
// bottom anyway, and is not too much, it goes there at once.
std::optional<CompactionPlan> CompactionPicker::PickLevel0(const std::vector<int>& runs,
                                                           const Version& version,
                                                           const Numbers& busy) const {
  const LiveFiles& files = version.levels[0];
  if (runs.empty()) return PlanFor(files, 0, kBottom, version, busy);
  const int bottom = runs.back();
  uint64_t above = BytesOf(files);
  for (const int run : runs) above += run == bottom ? 0 : version.LevelBytes(run);
  const uint64_t below = version.LevelBytes(bottom);
  if (static_cast<double>(above) >= kUpperShareMax * static_cast<double>(below) &&
      above + below <= kFilesAtOnce * table_file_bytes_) {
    if (auto plan = PlanFor(files, 0, bottom, version, busy)) return plan;
  }
  return runs.front() == 1 ? std::nullopt : PlanFor(files, 0, runs.front() - 1, version, busy);
}

// The range in which the runs of levels `upper` to `bottom` - 1 are largest beside level `bottom`.
std::optional<CompactionPlan> CompactionPicker::PickIntoBottom(int upper, int bottom,
                                                               const Version& version,
                                                               const Numbers& busy,
                                                               double size_ratio) const {
  std::optional<CompactionPlan> best;
  double best_ratio = size_ratio;
  for (int level = upper; level < bottom; ++level) {
    for (const auto& seed : version.levels[level]) {
      auto plan = PlanFor({seed}, upper, bottom, version, busy);
      if (!plan) continue;
      uint64_t above = 0;
      for (int i = upper; i < bottom; ++i) above += BytesOf(plan->inputs[i]);
      const double ratio =
          static_cast<double>(above) / static_cast<double>(BytesOf(plan->inputs[bottom]) + 1);
      if (ratio <= best_ratio) continue;
      best = std::move(plan);
      best_ratio = ratio;
    }
  }
  return best;
}

}  // namespace keystone::storage
