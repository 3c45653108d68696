// The tree of a partition's rows: orders of arrival that grow it in every way, and readers beside a
// writer, who miss nothing that was there when they began.
#include "storage/sort_tree.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <thread>

#include "base/split_mix.h"

namespace keystone::storage {
namespace {

class Tree {
 public:
  void Add(Bytes sort, SequenceNumber sequence) {
    const std::string value = std::string(sort) + "@" + std::to_string(sequence);
    tree_.Add(&arena_,
              RowVersion::Make(&arena_, {{{}, 0, {}, sort}, sequence, EntryKind::kPut, value}));
  }
  const SortTree& tree() const { return tree_; }

 private:
  Arena arena_;
  SortTree tree_;
};

using Rows = std::map<std::string, SequenceNumber>;

void ExpectSame(const SortTree& tree, const Rows& rows) {
  SortTree::Cursor cursor;
  cursor.Seek(tree, SortBound::First());
  for (const auto& [sort, sequence] : rows) {
    ASSERT_NE(cursor.row(), nullptr) << sort;
    ASSERT_EQ(cursor.row()->sort(), sort);
    ASSERT_EQ(cursor.row()->sequence, sequence);
    ASSERT_EQ(cursor.row()->value(), sort + "@" + std::to_string(sequence));
    ASSERT_EQ(tree.Find(sort), cursor.row());
    ASSERT_EQ(tree.Find(sort + "~"), nullptr);
    cursor.Next();
  }
  ASSERT_EQ(cursor.row(), nullptr);
  cursor.SeekBefore(tree, SortBound::Last());
  for (auto it = rows.rbegin(); it != rows.rend(); ++it) {
    ASSERT_NE(cursor.row(), nullptr) << it->first;
    ASSERT_EQ(cursor.row()->sort(), it->first);
    cursor.Prev(tree);
  }
  ASSERT_EQ(cursor.row(), nullptr);
}

// The row that each kind of bound leads to, behind it and before it.
void ExpectBounds(const SortTree& tree, const Rows& rows, const std::string& sort) {
  const std::string past_prefix = sort + std::string(40, '\xff');
  const std::pair<SortBound, Rows::const_iterator> bounds[] = {
      {SortBound::Before(sort), rows.lower_bound(sort)},
      {SortBound::After(sort), rows.upper_bound(sort)},
      {SortBound::AfterPrefix(sort), rows.upper_bound(past_prefix)},
  };
  for (const auto& [bound, behind] : bounds) {
    SortTree::Cursor cursor;
    cursor.Seek(tree, bound);
    ASSERT_EQ(cursor.row() == nullptr, behind == rows.end()) << sort;
    if (behind != rows.end()) {
      ASSERT_EQ(cursor.row()->sort(), behind->first);
    }
    cursor.SeekBefore(tree, bound);
    ASSERT_EQ(cursor.row() == nullptr, behind == rows.begin()) << sort;
    if (behind != rows.begin()) {
      ASSERT_EQ(cursor.row()->sort(), std::prev(behind)->first);
    }
  }
}

std::vector<std::string> SortKeys(const std::string& kind, size_t count) {
  std::vector<std::string> sorts;
  SplitMix random(count);
  for (size_t i = 0; i < count; ++i) {
    std::string number = std::to_string(1'000'000 + i);
    if (kind == "random") number = std::to_string(random.Next());
    if (kind == "short") number = std::string(random.Below(3), static_cast<char>(random.Below(4)));
    sorts.push_back((kind == "prefixed" ? "all of them begin so " : "") + number);
  }
  if (kind == "descending") std::reverse(sorts.begin(), sorts.end());
  return sorts;
}

TEST(SortTree, HoldsRowsInWhateverOrderTheyCome) {
  for (const char* kind : {"ascending", "descending", "random", "prefixed", "short"}) {
    for (const size_t count : {0, 1, 2, 14, 15, 16, 200, 5000}) {
      SCOPED_TRACE(std::string(kind) + " " + std::to_string(count));
      Tree tree;
      Rows rows;
      SequenceNumber sequence = 0;
      for (const std::string& sort : SortKeys(kind, count)) {
        tree.Add(sort, ++sequence);
        rows[sort] = sequence;
      }
      ASSERT_NO_FATAL_FAILURE(ExpectSame(tree.tree(), rows));
      SplitMix random(count);
      for (int i = 0; i < 200 && !rows.empty(); ++i) {
        auto it = rows.lower_bound(std::to_string(random.Next()));
        std::string sort = it == rows.end() ? rows.begin()->first : it->first;
        sort.resize(random.Below(sort.size() + 2), 'x');
        ASSERT_NO_FATAL_FAILURE(ExpectBounds(tree.tree(), rows, sort));
      }
    }
  }
}

TEST(SortTree, KeepsTheVersionsOfARowNewestFirst) {
  Tree tree;
  SplitMix random(1);
  std::map<std::string, std::vector<SequenceNumber>> versions;
  for (SequenceNumber sequence = 1; sequence <= 3000; ++sequence) {
    const std::string sort = std::to_string(random.Below(100));
    tree.Add(sort, sequence);
    versions[sort].push_back(sequence);
  }
  for (auto& [sort, sequences] : versions) {
    const RowVersion* version = tree.tree().Find(sort);
    for (auto it = sequences.rbegin(); it != sequences.rend(); ++it, version = version->older) {
      ASSERT_NE(version, nullptr);
      ASSERT_EQ(version->sequence, *it);
    }
    ASSERT_EQ(version, nullptr);
  }
}

// Rows 0 .. n - 1 in random order; a reader that begins once `there` says n sees all of them, both
// ways, and each in its place.
TEST(SortTree, ReadersMissNothingWhileNodesAreCopied) {
  constexpr uint32_t kRows = 30'000;
  std::vector<std::string> sorts = SortKeys("random", kRows);
  Tree tree;
  std::atomic<uint32_t> there{0};
  std::thread writer([&] {
    for (uint32_t i = 0; i < kRows; ++i) {
      tree.Add(sorts[i], i + 1);
      there.store(i + 1, std::memory_order_release);
    }
  });
  SplitMix random(7);
  while (there.load(std::memory_order_acquire) < kRows) {
    const uint32_t n = there.load(std::memory_order_acquire);
    if (n == 0) continue;
    for (int i = 0; i < 100; ++i) {
      const std::string& sort = sorts[random.Below(n)];
      ASSERT_NE(tree.tree().Find(sort), nullptr) << sort;
    }
    uint32_t seen = 0;
    std::string last;
    SortTree::Cursor cursor;
    for (cursor.Seek(tree.tree(), SortBound::First()); cursor.row() != nullptr; cursor.Next()) {
      ASSERT_LT(last, cursor.row()->sort());
      last = cursor.row()->sort();
      seen += cursor.row()->sequence <= n;
    }
    ASSERT_EQ(seen, n);
    seen = 0;
    for (cursor.SeekBefore(tree.tree(), SortBound::Last()); cursor.row() != nullptr;
         cursor.Prev(tree.tree())) {
      seen += cursor.row()->sequence <= n;
    }
    ASSERT_EQ(seen, n);
  }
  writer.join();
}

}  // namespace
}  // namespace keystone::storage
