// The picker on versions made of numbers: what it takes, where it puts it, and that newer versions
// of a key stay above older ones whatever runs at the same time.
#include "storage/compaction_picker.h"

#include <gtest/gtest.h>

#include <map>

#include "base/check.h"
#include "base/split_mix.h"

namespace keystone::storage {
namespace {

constexpr uint64_t kFileBytes = 100;
constexpr int kBottom = kLevels - 1;

// A file of which nothing is asked but what the manifest says.
class DescribedFile final : public TableFile {
 public:
  explicit DescribedFile(TableFileInfo info) : info_(std::move(info)) {}
  const TableFileInfo& info() const override { return info_; }
  bool MayHold(uint64_t) const override { return true; }
  Status Get(const Key&, SequenceNumber, FunctionRef<void(const Entry&)>) const override {
    return Status::Internal("not read here");
  }
  std::unique_ptr<EntryIterator> NewIterator(bool) const override { return nullptr; }
  Status Verify() const override { return Status::Ok(); }

 private:
  TableFileInfo info_;
};

OwnedKey KeyOf(uint64_t hash) {
  return OwnedKey({{TableId{1}, IndexId{0}}, hash, "p", "s"});
}

// Files that hold versions of numbered keys, and what flushes and plans make of them.
class Levels {
 public:
  using Versions = std::map<uint64_t, SequenceNumber>;  // by key: the newest one

  const Version& version() const { return version_; }

  void Flush(const Versions& versions) {
    auto& files = version_.levels[0];
    files.insert(files.begin(), NewFile(versions));
  }
  void Put(int level, const Versions& versions) {
    version_.levels[level].push_back(NewFile(versions));
  }

  // As a compaction does: the newest version of each key, in files of kFileBytes.
  void Apply(const CompactionPlan& plan) {
    Versions merged;
    for (int level = 0; level < kLevels; ++level) {
      for (const auto& file : plan.inputs[level]) {
        for (const auto& [key, sequence] : contents_.at(file->info().number)) {
          merged[key] = std::max(merged[key], sequence);
        }
        ASSERT_EQ(std::erase(version_.levels[level], file), 1u);
      }
    }
    auto& output = version_.levels[plan.output_level];
    Versions part;
    for (const auto& [key, sequence] : merged) {
      part[key] = sequence;
      if (part.size() < kFileBytes) continue;
      output.push_back(NewFile(part));
      part.clear();
    }
    if (!part.empty()) output.push_back(NewFile(part));
    std::sort(output.begin(), output.end(), [](const auto& a, const auto& b) {
      return a->info().smallest.view() < b->info().smallest.view();
    });
  }

  // Every level but 0 is one run, and nothing lies above something newer.
  void CheckOrder() const {
    std::map<uint64_t, SequenceNumber> oldest_above;
    for (int level = 0; level < kLevels; ++level) {
      const auto& files = version_.levels[level];
      for (size_t i = 0; i + 1 < files.size() && level > 0; ++i) {
        ASSERT_TRUE(files[i]->info().largest.view() < files[i + 1]->info().smallest.view());
      }
      for (const auto& file : files) {  // of level 0: the newest first
        for (const auto& [key, sequence] : contents_.at(file->info().number)) {
          const auto above = oldest_above.find(key);
          ASSERT_TRUE(above == oldest_above.end() || sequence < above->second)
              << "key " << key << " in level " << level;
          oldest_above[key] = sequence;
        }
      }
    }
  }

 private:
  std::shared_ptr<LiveFile> NewFile(const Versions& versions) {
    KS_CHECK(!versions.empty());
    TableFileInfo info;
    info.number = next_number_++;
    info.bytes = info.entries = versions.size();
    info.smallest = KeyOf(versions.begin()->first);
    info.largest = KeyOf(versions.rbegin()->first);
    contents_[info.number] = versions;
    return std::make_shared<LiveFile>(nullptr, "", std::make_shared<DescribedFile>(info), nullptr);
  }

  Version version_;
  std::map<uint64_t, Versions> contents_;  // by file
  uint64_t next_number_ = 1;
};

StoreOptions OptionsOf(CompactionStyle style) {
  StoreOptions options;
  options.compaction_style = style;
  options.table_file_bytes = kFileBytes;
  options.level_bytes = 5 * kFileBytes;
  return options;
}

std::set<uint64_t> NumbersOf(const CompactionPlan& plan) {
  std::set<uint64_t> numbers;
  for (const LiveFiles& files : plan.inputs) {
    for (const auto& file : files) numbers.insert(file->info().number);
  }
  return numbers;
}

Levels::Versions Range(uint64_t first, uint64_t count, SequenceNumber sequence) {
  Levels::Versions versions;
  for (uint64_t i = 0; i < count; ++i) versions[first + i] = sequence;
  return versions;
}

TEST(CompactionPicker, FilesOfARetiredTableAloneGoAtOnce) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLazy));
  Levels levels;
  levels.Flush(Range(0, 10, 5));
  levels.Put(kBottom, Range(0, 100, 1));
  levels.Put(kBottom, Range(100, 100, 1));
  EXPECT_FALSE(picker.Pick(levels.version(), {}, {TableId{2}}));
  const auto plan = picker.Pick(levels.version(), {}, {TableId{1}});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->is_drop());
  EXPECT_FALSE(plan->is_move());
  EXPECT_EQ(NumbersOf(*plan).size(), 3u);
  EXPECT_FALSE(picker.Pick(levels.version(), NumbersOf(*plan), {TableId{1}}));
}

class Picker : public testing::TestWithParam<CompactionStyle> {};

TEST_P(Picker, FourFlushesGoToTheBottomOfAnEmptyDatabase) {
  CompactionPicker picker(OptionsOf(GetParam()));
  Levels levels;
  for (int i = 0; i < 3; ++i) levels.Flush(Range(0, 10, static_cast<SequenceNumber>(i + 1)));
  EXPECT_FALSE(picker.Pick(levels.version(), {}, {}));
  levels.Flush(Range(5, 10, 4));
  const auto plan = picker.Pick(levels.version(), {}, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->output_level, kBottom);
  EXPECT_EQ(plan->inputs[0].size(), 4u);
  EXPECT_FALSE(plan->is_move());
  EXPECT_FALSE(picker.Pick(levels.version(), NumbersOf(*plan), {}));
  levels.Apply(*plan);
  levels.CheckOrder();
  EXPECT_FALSE(picker.Pick(levels.version(), {}, {}));
}

// Flushes of random keys, plans that overlap in time and end in any order.
TEST_P(Picker, KeepsTheOrderOfVersionsWhateverRunsTogether) {
  for (uint64_t seed = 0; seed < 10; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    SplitMix random(seed);
    CompactionPicker picker(OptionsOf(GetParam()));
    Levels levels;
    SequenceNumber sequence = 0;
    std::vector<CompactionPlan> running;
    size_t together_max = 0;
    const auto busy = [&] {
      std::set<uint64_t> numbers;
      for (const CompactionPlan& plan : running) numbers.merge(NumbersOf(plan));
      return numbers;
    };
    for (int step = 0; step < 400; ++step) {
      if (random.Below(3) != 0 && step < 300) {
        const uint64_t first = random.Below(3000);
        Levels::Versions versions;
        for (int i = 0; i < 80; ++i) versions[first + random.Below(1500)] = ++sequence;
        levels.Flush(versions);
      }
      while (running.size() < 3) {
        auto plan = picker.Pick(levels.version(), busy(), {});
        if (!plan) break;
        running.push_back(std::move(*plan));
      }
      together_max = std::max(together_max, running.size());
      if (running.empty() || random.Below(2) == 0) continue;
      const auto ended = running.begin() + static_cast<ptrdiff_t>(random.Below(running.size()));
      levels.Apply(*ended);
      running.erase(ended);
      levels.CheckOrder();
      if (HasFatalFailure()) return;
    }
    EXPECT_GT(together_max, 1u);
    // It comes to rest.
    for (int plans = 0;; ++plans) {
      ASSERT_LT(plans, 500);
      for (const CompactionPlan& plan : std::exchange(running, {})) levels.Apply(plan);
      auto plan = picker.Pick(levels.version(), {}, {});
      if (!plan) break;
      running.push_back(std::move(*plan));
    }
    levels.CheckOrder();
    EXPECT_LT(levels.version().levels[0].size(), 4u);
  }
}

INSTANTIATE_TEST_SUITE_P(Styles, Picker,
                         testing::Values(CompactionStyle::kLeveled, CompactionStyle::kLazy));

TEST(LeveledPicker, TheLevelAboveTheLastHoldsATenth) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLeveled));
  Levels levels;
  for (uint64_t i = 0; i < 20; ++i) levels.Put(kBottom, Range(100 * i, 100, 1));  // 2000 bytes
  levels.Put(kBottom - 1, Range(0, 100, 2));
  levels.Put(kBottom - 1, Range(100, 100, 2));
  EXPECT_FALSE(picker.Pick(levels.version(), {}, {}));  // a tenth, and no more
  levels.Put(kBottom - 1, Range(250, 10, 2));
  // Each of its files has its turn, with those below that it overlaps and no others.
  const auto first = picker.Pick(levels.version(), {}, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->output_level, kBottom);
  EXPECT_EQ(first->inputs[kBottom - 1].size(), 1u);
  EXPECT_EQ(first->inputs[kBottom].size(), 1u);
  const auto second = picker.Pick(levels.version(), NumbersOf(*first), {});
  ASSERT_TRUE(second);
  EXPECT_NE(NumbersOf(*first), NumbersOf(*second));
}

TEST(LeveledPicker, WhatOverlapsNothingIsMoved) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLeveled));
  Levels levels;
  for (uint64_t i = 0; i < 20; ++i) levels.Put(kBottom, Range(100 * i, 100, 1));
  for (uint64_t i = 0; i < 3; ++i) levels.Put(kBottom - 1, Range(5000 + 100 * i, 100, 2));
  const auto plan = picker.Pick(levels.version(), {}, {});
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->is_move());
  levels.Apply(*plan);
  levels.CheckOrder();
}

TEST(LazyPicker, ARunWaitsAboveALargeBottom) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLazy));
  Levels levels;
  for (uint64_t i = 0; i < 60; ++i) levels.Put(kBottom, Range(100 * i, 100, 1));
  for (uint64_t i = 0; i < 4; ++i) {
    Levels::Versions scattered;
    for (uint64_t j = 0; j < 200; ++j) scattered[30 * j + i] = 2 + i;
    levels.Flush(scattered);
  }
  const auto plan = picker.Pick(levels.version(), {}, {});
  ASSERT_TRUE(plan);
  EXPECT_EQ(plan->output_level, kBottom - 1);
  EXPECT_TRUE(plan->inputs[kBottom].empty());
  levels.Apply(*plan);
  EXPECT_FALSE(picker.Pick(levels.version(), {}, {}));
}

TEST(LazyPicker, RunsThatAreLargeBesideTheBottomAreMergedRangeByRange) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLazy));
  Levels levels;
  for (uint64_t i = 0; i < 60; ++i) levels.Put(kBottom, Range(100 * i, 100, 1));
  for (uint64_t i = 0; i < 20; ++i) levels.Put(kBottom - 1, Range(300 * i, 100, 2));
  for (uint64_t i = 0; i < 20; ++i) levels.Put(kBottom - 2, Range(300 * i + 50, 100, 3));
  int plans = 0;
  while (const auto plan = picker.Pick(levels.version(), {}, {})) {
    EXPECT_EQ(plan->output_level, kBottom);
    EXPECT_LE(NumbersOf(*plan).size(), 6u);
    levels.Apply(*plan);
    levels.CheckOrder();
    ASSERT_LT(++plans, 100);
  }
  EXPECT_GT(plans, 5);
}

TEST(LazyPicker, ThereIsAlwaysRoomForAFurtherRun) {
  CompactionPicker picker(OptionsOf(CompactionStyle::kLazy));
  Levels levels;
  for (uint64_t i = 0; i < 100; ++i) levels.Put(kBottom, Range(100 * i, 100, 1));
  for (int level = kBottom - 1; level > 0; --level) {
    levels.Put(level, Range(0, 50, static_cast<SequenceNumber>(10 - level)));
  }
  const auto plan = picker.Pick(levels.version(), {}, {});
  ASSERT_TRUE(plan);
  levels.Apply(*plan);
  levels.CheckOrder();
  EXPECT_TRUE(levels.version().levels[1].empty());
}

}  // namespace
}  // namespace keystone::storage
