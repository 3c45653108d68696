// KeyFilter: which keys a table file does not hold. A blocked Bloom filter: each key is a few bits
// of one cache line. docs/format/table-file.md has the bytes, the formula and its sources.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "storage/key.h"

namespace keystone::storage {

// What filters know of a key: the same in all files.
uint64_t FilterHash(const Key& key);

class KeyFilterBuilder {
 public:
  // Equal hashes that follow one another, as those of a key's versions do, count once.
  void Add(uint64_t hash) {
    if (hashes_.empty() || hashes_.back() != hash) hashes_.push_back(hash);
  }
  std::string Finish() const;  // the filter's bytes

 private:
  std::vector<uint64_t> hashes_;
};

// Any thread, once it is loaded.
class KeyFilter {
 public:
  // False for bytes that are no filter.
  [[nodiscard]] bool Load(Bytes bytes);
  // False: no key with this hash was added. A filter without lines knows nothing.
  bool MayHold(uint64_t hash) const;

 private:
  struct alignas(64) Line {
    std::array<uint64_t, 8> words;
  };
  std::vector<Line> lines_;
};

}  // namespace keystone::storage
