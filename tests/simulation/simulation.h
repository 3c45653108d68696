// Simulation: the whole database on a simulated machine that crashes and fails, under one seed.
//
// A run is a row of lives. In each the database is opened, everything it shows is compared with the
// oracle, several clients work on it at once, and it ends: closed cleanly, killed, or with the
// power cut, perhaps after an I/O operation was refused or the disk had filled up.
#pragma once

#include <cstdint>
#include <string>

namespace keystone::simulation {

struct Settings {
  uint64_t seed = 1;
  uint64_t steps = 500;  // operations, about
  bool verbose = false;
};

struct Report {
  std::string failure;  // empty: all agreed
  uint64_t operations = 0;
  uint64_t lives = 0;
  uint64_t digest = 0;  // of every request, reply and event, in order
};

Report Simulate(const Settings& settings);

}  // namespace keystone::simulation
