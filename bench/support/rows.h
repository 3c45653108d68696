// RowFile: the results of a run, one JSON object a line; bench/README.md says what the members
// mean.
#pragma once

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>

#include "bench/support/histogram.h"

namespace keystone::bench {

// What was done, and what it cost.
struct Measured {
  uint64_t operations = 0;
  double seconds = 0;
  double cpu_micros = 0;  // of the whole process under test: background threads count
  Histogram latency;      // of one call
};

struct Row {
  std::string workload;
  int threads = 1;
  std::optional<std::string> durability = std::nullopt;  // none where it does not apply
  uint64_t items = 0;  // in the database; none where it is being filled
  std::optional<double> write_amp = std::nullopt;
  std::optional<double> space_amp = std::nullopt;
};

class RowFile {
 public:
  RowFile(const std::string& path, std::string suite, std::string system, std::string version,
          int item_bytes);

  // Writes the row, and says it on standard error.
  void Add(const Row& row, const Measured& measured) { Write(row, &measured, true); }
  // Only how long a call took.
  void AddLatency(const Row& row, const Measured& measured) { Write(row, &measured, false); }
  // Only what the row itself knows.
  void AddSpace(const Row& row) { Write(row, nullptr, false); }

 private:
  void Write(const Row& row, const Measured* measured, bool rates);

  std::ofstream file_;
  std::string suite_;
  std::string system_;
  std::string version_;
  int item_bytes_;
  std::string machine_;
  std::string date_;
};

}  // namespace keystone::bench
