// For tests of memtables and table files: random runs of entries, and a check of an iterator
// against them.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/split_mix.h"
#include "storage/entry.h"

namespace keystone::storage {

// An Entry that owns its bytes.
struct OwnedEntry {
  OwnedEntry() = default;
  explicit OwnedEntry(const Entry& e)
      : key(e.key), sequence(e.sequence), kind(e.kind), value(e.value) {}

  Entry entry() const { return {key.view(), sequence, kind, value}; }
  bool operator==(const OwnedEntry& other) const {
    return key.view() == other.key.view() && sequence == other.sequence && kind == other.kind &&
           value == other.value;
  }

  OwnedKey key;
  SequenceNumber sequence = 0;
  EntryKind kind = EntryKind::kPut;
  std::string value;
};

class RandomRun {
 public:
  RandomRun(uint64_t seed, size_t count) : seed_(seed) {
    SplitMix random(seed);
    for (SequenceNumber sequence = 1; sequence <= count; ++sequence) {
      OwnedEntry version;
      version.key = RandomKey(random);
      version.sequence = sequence;
      version.kind = random.Below(5) == 0 ? EntryKind::kDelete : EntryKind::kPut;
      if (version.kind == EntryKind::kPut) version.value = RandomBytes(random, 60);
      versions_.push_back(version);
    }
    random_order_ = versions_;
    std::sort(versions_.begin(), versions_.end(), [](const OwnedEntry& a, const OwnedEntry& b) {
      return CompareVersions(a.key.view(), a.sequence, b.key.view(), b.sequence) < 0;
    });
  }

  const std::vector<OwnedEntry>& versions() const { return versions_; }  // in order
  const std::vector<OwnedEntry>& in_random_order() const { return random_order_; }

  // Both directions, and every kind of seek to random places.
  void CheckIterator(EntryIterator& it) const {
    size_t index = 0;
    for (it.SeekToFirst(); it.Valid(); it.Next())
      ASSERT_EQ(OwnedEntry(it.entry()), versions_.at(index++));
    ASSERT_EQ(index, versions_.size()) << "seed " << seed_ << " " << it.status().ToString();
    for (it.SeekToLast(); it.Valid(); it.Prev())
      ASSERT_EQ(OwnedEntry(it.entry()), versions_.at(--index));
    ASSERT_EQ(index, 0u) << "seed " << seed_;
    SplitMix random(seed_ + 1);
    for (int i = 0; i < 300; ++i) {
      const OwnedKey key = RandomKey(random);
      const auto level = static_cast<Position::Level>(random.Below(5));
      const Position position = random.Below(2) == 0 ? Position::Before(level, key.view())
                                                     : Position::After(level, key.view());
      const size_t behind =
          CountIf([&](const OwnedEntry& v) { return position.Compare(v.key.view()) > 0; });
      it.Seek(position);
      ExpectAt(it, behind);
      it.SeekBefore(position);
      ExpectAt(it, behind - 1);
      if (it.Valid()) {
        it.Next();
        ExpectAt(it, behind);
      }
      const SequenceNumber sequence = random.Below(versions_.size() + 2);
      it.SeekVersion(key.view(), sequence);
      ExpectAt(it, CountIf([&](const OwnedEntry& v) {
                 return CompareVersions(v.key.view(), v.sequence, key.view(), sequence) < 0;
               }));
    }
  }

 private:
  template <typename Predicate>
  size_t CountIf(Predicate predicate) const {
    return static_cast<size_t>(std::count_if(versions_.begin(), versions_.end(), predicate));
  }
  // Invalid for any index outside the run, -1 included.
  void ExpectAt(const EntryIterator& it, size_t index) const {
    ASSERT_EQ(it.Valid(), index < versions_.size()) << "seed " << seed_;
    if (it.Valid()) {
      ASSERT_EQ(OwnedEntry(it.entry()), versions_[index]) << "seed " << seed_;
    }
  }

  static std::string RandomBytes(SplitMix& random, uint64_t size_max) {
    std::string bytes(random.Below(size_max + 1), '\0');
    for (char& c : bytes)
      c = static_cast<char>(random.Below(3) == 0 ? random.Below(256) : 'a' + random.Below(2));
    return bytes;
  }
  // Few values for each member, so that keys share members and repeat.
  static OwnedKey RandomKey(SplitMix& random) {
    const std::string partition(1 + random.Below(2), static_cast<char>('p' + random.Below(2)));
    const std::string sort = RandomBytes(random, 3);
    return OwnedKey({{TableId{static_cast<uint32_t>(1 + random.Below(2))},
                      IndexId{static_cast<uint32_t>(random.Below(2))}},
                     random.Below(3),
                     partition,
                     sort});
  }

  uint64_t seed_;
  std::vector<OwnedEntry> versions_;
  std::vector<OwnedEntry> random_order_;
};

}  // namespace keystone::storage
