// One generator a thread, so that requests share nothing.
#include "server/request_id.h"

#include <cstddef>
#include <cstdint>
#include <random>

namespace keystone::server {

std::string NewRequestId() {
  constexpr char kDigits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr size_t kLength = 52;
  constexpr int kDigitsPerDraw = 12;  // 60 of 64 bits
  thread_local std::mt19937_64 generator = [] {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    return std::mt19937_64(seed);
  }();
  std::string id;
  id.reserve(kLength);
  while (id.size() < kLength) {
    uint64_t bits = generator();
    for (int i = 0; i < kDigitsPerDraw && id.size() < kLength; ++i, bits >>= 5) {
      id.push_back(kDigits[bits & 31]);
    }
  }
  return id;
}

}  // namespace keystone::server
