#include "base/arena.h"

#include <cstring>

namespace keystone {

char* Arena::Allocate(size_t bytes) {
  bytes = (bytes + 7) & ~size_t{7};
  if (bytes > left_) {
    // A large piece gets a block of its own, so that the current block's rest is not thrown away.
    const size_t block = bytes > kBlockBytes / 4 ? bytes : kBlockBytes;
    blocks_.push_back(std::make_unique_for_overwrite<char[]>(block));
    bytes_used_.fetch_add(block, std::memory_order_relaxed);
    if (block == bytes) return blocks_.back().get();
    at_ = blocks_.back().get();
    left_ = block;
  }
  char* taken = at_;
  at_ += bytes;
  left_ -= bytes;
  return taken;
}

Bytes Arena::Copy(Bytes bytes) {
  if (bytes.empty()) return {};
  char* to = Allocate(bytes.size());
  std::memcpy(to, bytes.data(), bytes.size());
  return {to, bytes.size()};
}

}  // namespace keystone
