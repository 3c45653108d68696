// Report: the rows of a run, one JSON object a line; bench/README.md says what the members mean.
#pragma once

#include <fstream>
#include <optional>
#include <string>

#include "bench/engine/measure.h"

namespace keystone::bench {

struct Row {
  std::string workload;
  int threads = 1;
  std::optional<Durability> durability = std::nullopt;  // of reads there is none
  uint64_t items = 0;  // in the database; none where it is being filled
  std::optional<double> write_amp = std::nullopt;
  std::optional<double> space_amp = std::nullopt;
};

class Report {
 public:
  Report(const std::string& path, std::string system, std::string version);

  // Writes the row, and says it on standard error.
  void Add(const Row& row, const Measured& measured);
  // The slowest single call of a load, as a row of its own: all its percentiles are that one.
  void AddSlowest(const Row& load, const Measured& measured);

 private:
  void Write(const Row& row, const Measured& measured, bool rates);

  std::ofstream file_;
  std::string system_;
  std::string version_;
  std::string machine_;
  std::string date_;
};

}  // namespace keystone::bench
