// CompactionPicker: which table files are merged next, and into which level.
//
// A plan takes all files of the levels between its first and its last that overlap it, so that
// older versions of a key always stay below newer ones. Plans that share no file may run at the
// same time.
//
// Leveled: each level but the last is one run of a tenth of the next one's size (after LevelDB and
// RocksDB; the sizes follow the last level's, as in RocksDB's wiki, "Leveled Compaction",
// level_compaction_dynamic_level_bytes). Lazy: a few runs of whatever size above one large one,
// which they are merged into range by range once they are large beside it ("lazy leveling": Dayan
// and Idreos, Dostoevsky, SIGMOD 2018). Leveled reads fewer runs, lazy writes less.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "storage/engine.h"
#include "storage/version.h"

namespace keystone::storage {

struct CompactionPlan {
  static constexpr int kNowhere = -1;

  LiveFiles inputs[kLevels];
  int output_level = kNowhere;

  // All rows of the inputs are of retired tables: the files go as they are.
  bool is_drop() const { return output_level == kNowhere; }
  // One run's files with nothing to merge them with: they change their level as they are.
  bool is_move() const;
};

class CompactionPicker {
 public:
  explicit CompactionPicker(const StoreOptions& options);

  using Numbers = std::set<uint64_t>;

  // The most urgent plan without a file of `busy`, of those that run already.
  std::optional<CompactionPlan> Pick(const Version& version, const Numbers& busy,
                                     const std::set<TableId>& retired);

 private:
  std::optional<CompactionPlan> PickLeveled(const Version& version, const Numbers& busy);
  std::optional<CompactionPlan> PickFileOf(int level, const Version& version, const Numbers& busy);
  std::optional<CompactionPlan> PickLazy(const Version& version, const Numbers& busy);
  std::optional<CompactionPlan> PickLevel0(const std::vector<int>& runs, const Version& version,
                                           const Numbers& busy) const;
  std::optional<CompactionPlan> PickIntoBottom(int upper, int bottom, const Version& version,
                                               const Numbers& busy, double size_ratio) const;

  const CompactionStyle style_;
  const uint64_t level_bytes_;
  const uint64_t table_file_bytes_;
  OwnedKey cursor_[kLevels];  // where the last plan of a level ended: each file has its turn
};

}  // namespace keystone::storage
