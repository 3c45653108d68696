// Seeds of random tests: KEYSTONE_TEST_SEED replays one; failures print it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstdlib>
#include <string>

namespace keystone {

inline uint64_t TestSeed() {
  const char* text = std::getenv("KEYSTONE_TEST_SEED");
  return text == nullptr ? 20240501 : std::strtoull(text, nullptr, 10);
}

}  // namespace keystone

#define KS_SCOPED_SEED(seed) SCOPED_TRACE("KEYSTONE_TEST_SEED=" + std::to_string(seed))
