// For tests that damage segments.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "env/file_system.h"
#include "storage/log_format.h"

namespace keystone::storage {

// Where a segment's last block ends, padding included: behind it are reserved zeros, which nobody
// misses.
inline uint64_t WrittenEnd(FileSystem& files, const std::string& path) {
  const auto bytes = ReadWholeFile(files, path, 1 << 30);
  EXPECT_TRUE(bytes.ok()) << bytes.status().ToString();
  return RoundUp(bytes->find_last_not_of('\0') + 1, kSectorBytes);
}

}  // namespace keystone::storage
