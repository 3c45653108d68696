#include "storage/key.h"

namespace keystone::storage {

std::strong_ordering Position::Compare(const Key& other) const {
  const auto side = after ? std::strong_ordering::greater : std::strong_ordering::less;
  if (auto order = key.space <=> other.space; order != 0 || level == Level::kSpace) {
    return order != 0 ? order : side;
  }
  if (auto order = key.hash <=> other.hash; order != 0 || level == Level::kHash) {
    return order != 0 ? order : side;
  }
  if (auto order = key.partition <=> other.partition; order != 0 || level == Level::kPartition) {
    return order != 0 ? order : side;
  }
  const Bytes sort =
      level == Level::kSortPrefix ? other.sort.substr(0, key.sort.size()) : other.sort;
  const auto order = key.sort <=> sort;
  return order != 0 ? order : side;
}

}  // namespace keystone::storage
