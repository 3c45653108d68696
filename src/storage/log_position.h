// Where in the log, and whose log it is. docs/format/log.md.
#pragma once

#include <array>
#include <compare>
#include <cstdint>

namespace keystone::storage {

using DatabaseId = std::array<char, 16>;

struct LogPosition {
  uint64_t segment = 0;
  uint64_t offset = 0;
  auto operator<=>(const LogPosition&) const = default;
};

}  // namespace keystone::storage
