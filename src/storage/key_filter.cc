#include "storage/key_filter.h"

#include <algorithm>
#include <cstring>

#include "base/coding.h"
#include "base/hash.h"

namespace keystone::storage {
namespace {

constexpr size_t kLineBytes = 64;
constexpr size_t kBitsPerKey = 10;
constexpr size_t kLinesMax = size_t{1} << 18;
constexpr int kProbes = 6;
constexpr int kProbeBits = 9;  // of 512 in a line
constexpr int kFirstProbe = 10;

size_t LineOf(uint64_t hash, size_t lines) {
  return ((hash >> 32) * lines) >> 32;
}

// The bits of `hash` in its line. They come from other bits of the hash than the line does.
class Probes {
 public:
  explicit Probes(uint64_t hash) : bits_(hash * 0x9e3779b97f4a7c15) {}
  size_t operator[](int i) const {
    return bits_ >> (kFirstProbe + kProbeBits * i) & ((1u << kProbeBits) - 1);
  }

 private:
  uint64_t bits_;
};

}  // namespace

uint64_t FilterHash(const Key& key) {
  char before_sort[16];
  StoreLittle(before_sort, static_cast<uint32_t>(key.space.table));
  StoreLittle(before_sort + 4, static_cast<uint32_t>(key.space.index));
  StoreLittle(before_sort + 8, key.hash);
  return Hash64(key.sort, Hash64({before_sort, sizeof before_sort}, 0));
}

std::string KeyFilterBuilder::Finish() const {
  const size_t wanted = (hashes_.size() * kBitsPerKey + 8 * kLineBytes - 1) / (8 * kLineBytes);
  const size_t lines = std::min(wanted, kLinesMax);
  std::string bytes(lines * kLineBytes, '\0');
  for (const uint64_t hash : hashes_) {
    char* line = bytes.data() + LineOf(hash, lines) * kLineBytes;
    const Probes probes(hash);
    for (int i = 0; i < kProbes; ++i) {
      line[probes[i] / 8] = static_cast<char>(line[probes[i] / 8] | 1 << probes[i] % 8);
    }
  }
  return bytes;
}

bool KeyFilter::Load(Bytes bytes) {
  static_assert(sizeof(Line) == kLineBytes);
  if (bytes.size() % kLineBytes != 0) return false;
  lines_.resize(bytes.size() / kLineBytes);
  if (!lines_.empty()) std::memcpy(lines_.data(), bytes.data(), bytes.size());
  return true;
}

bool KeyFilter::MayHold(uint64_t hash) const {
  if (lines_.empty()) return true;
  const Line& line = lines_[LineOf(hash, lines_.size())];
  const Probes probes(hash);
  for (int i = 0; i < kProbes; ++i) {
    if ((line.words[probes[i] / 64] >> probes[i] % 64 & 1) == 0) return false;
  }
  return true;
}

}  // namespace keystone::storage
