// The rows of one server; bench/README.md describes each.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/support/rows.h"

namespace keystone::bench {

struct ServerRun {
  std::vector<std::string> command;  // as for ServerProcess
  std::string name;                  // of system and mode, for messages
  std::optional<std::string> durability;
  std::string folder;  // the run's own
  uint32_t items;
  double seconds;  // a row
  std::vector<int> connections;
  bool stores;  // false: it always answers the first items' replies
  RowFile& report;
};

// False where some operation was refused; it was said loudly, and there is no row of it.
bool RunServer(const ServerRun& run);

}  // namespace keystone::bench
