// The engine's keys: structured, compared member by member, never as one flat string.
//
// Order: space (table, index), hash of the partition, partition, sort, and, inside the engine,
// newest version first. Partition and sort are opaque bytes whose memcmp order is the order users
// see (model/key.h makes them).
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace keystone::storage {

enum class TableId : uint32_t {};  // never reused; 0 is the catalog's own
enum class IndexId : uint32_t {};  // 0 is the table itself

struct SpaceId {
  TableId table{};
  IndexId index{};
  auto operator<=>(const SpaceId&) const = default;
};

// Counts operations, from 1. Two versions of one key never share one.
using SequenceNumber = uint64_t;
inline constexpr SequenceNumber kSequenceMax = ~SequenceNumber{0};

// A view; `hash` is Store::HashPartition(partition).
struct Key {
  SpaceId space;
  uint64_t hash = 0;
  Bytes partition;
  Bytes sort;

  auto operator<=>(const Key&) const = default;
};

// A Key with bytes of its own.
class OwnedKey {
 public:
  OwnedKey() = default;
  explicit OwnedKey(const Key& key)
      : space_(key.space), hash_(key.hash), partition_(key.partition), sort_(key.sort) {}
  // Keeps the room it has.
  void Assign(const Key& key) {
    space_ = key.space;
    hash_ = key.hash;
    partition_.assign(key.partition);
    sort_.assign(key.sort);
  }
  Key view() const { return {space_, hash_, partition_, sort_}; }

 private:
  SpaceId space_;
  uint64_t hash_ = 0;
  std::string partition_;
  std::string sort_;
};

// A place between keys: just before, or just after, all keys that agree with `key` in its leading
// members.
struct Position {
  enum class Level : unsigned char {
    kSpace,       // agree in space
    kHash,        // … and hash
    kPartition,   // … and partition
    kSortPrefix,  // … and a sort that begins with key.sort
    kSort,        // … and the whole sort: one key
  };

  static Position Before(Level level, const Key& key) { return {key, level, false}; }
  static Position After(Level level, const Key& key) { return {key, level, true}; }

  // Less: the place is before `other`. Greater: it is behind. Never equal.
  std::strong_ordering Compare(const Key& other) const;

  Key key;
  Level level = Level::kSpace;
  bool after = false;
};

struct KeyRange {
  Position begin;
  Position end;
};

}  // namespace keystone::storage
