#include "bench/support/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace keystone::bench {

// Values of kBits bits or fewer have a bucket each. Above, the highest kBits + 1 bits choose: the
// leading one says which power of two, the rest which part of it.
int Histogram::BucketOf(uint64_t value) {
  const int width = std::bit_width(value);
  if (width <= kBits) return static_cast<int>(value);
  const int shift = width - kBits - 1;
  const auto part = static_cast<int>(value >> shift) & ((1 << kBits) - 1);
  return ((shift + 1) << kBits) + part;
}

uint64_t Histogram::LargestOf(int bucket) {
  const int shift = (bucket >> kBits) - 1;
  if (shift < 0) return static_cast<uint64_t>(bucket);
  const uint64_t lead =
      (uint64_t{1} << kBits) + (static_cast<uint64_t>(bucket) & ((1 << kBits) - 1));
  return ((lead + 1) << shift) - 1;
}

void Histogram::Merge(const Histogram& other) {
  for (int i = 0; i < kBuckets; ++i) counts_[i] += other.counts_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

uint64_t Histogram::Percentile(double share) const {
  if (count_ == 0) return 0;
  const auto rank = static_cast<uint64_t>(std::ceil(share * static_cast<double>(count_)));
  uint64_t seen = 0;
  for (int i = 0; i < kBuckets; ++i) {
    seen += counts_[i];
    if (seen >= std::max<uint64_t>(rank, 1)) return std::min(LargestOf(i), max_);
  }
  return max_;
}

}  // namespace keystone::bench
