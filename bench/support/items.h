// The items of every workload, computed from their number: item n is number n % 50 of partition
// n / 50. The same bytes for every system.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "base/bytes.h"

namespace keystone::bench {

inline constexpr uint64_t kItemsPerPartition = 50;

// 24 bytes of partition (hexadecimal digits of a hash, so neighbours in number lie anywhere), 16
// bytes of sort key. Whole, the two behind each other: a key for stores that know only one.
class ItemKey {
 public:
  static constexpr size_t kPartitionBytes = 24;
  static constexpr size_t kSortBytes = 16;

  explicit ItemKey(uint64_t item) : ItemKey(item, 0) {}
  // In the middle of an existing partition, and never put.
  static ItemKey Missing(uint64_t item) { return {item, 1}; }

  Bytes whole() const { return {bytes_.data(), bytes_.size()}; }
  Bytes partition() const { return whole().substr(0, kPartitionBytes); }
  Bytes sort() const { return whole().substr(kPartitionBytes); }

 private:
  ItemKey(uint64_t item, uint64_t beside);

  std::array<char, kPartitionBytes + kSortBytes> bytes_;
};

// About 200 bytes of JSON that LZ4 makes about half as long. Ends with a checksum over the rest,
// the item's number included.
void MakeValue(uint64_t item, int version, std::string* value);

// Of key and value, about; the JSON value itself has 190 to 215.
inline constexpr int kItemBytes = 240;

// The version in it; ends the run where `value` is not what MakeValue made for `item`.
int CheckValue(uint64_t item, Bytes value);

}  // namespace keystone::bench
