// Arena: memory that is handed out piece by piece and freed all at once. One thread allocates at a
// time; any thread may read bytes_used().
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include "base/bytes.h"

namespace keystone {

class Arena {
 public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  // Never null; aligned to 8 bytes. Lives as long as the arena.
  char* Allocate(size_t bytes);
  Bytes Copy(Bytes bytes);

  size_t bytes_used() const { return bytes_used_.load(std::memory_order_relaxed); }

 private:
  static constexpr size_t kBlockBytes = 64 << 10;

  char* at_ = nullptr;
  size_t left_ = 0;
  std::vector<std::unique_ptr<char[]>> blocks_;
  std::atomic<size_t> bytes_used_{0};
};

}  // namespace keystone
