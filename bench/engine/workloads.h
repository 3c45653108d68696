// The workloads; bench/README.md describes each.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "bench/engine/measure.h"
#include "bench/engine/system.h"
#include "bench/support/rows.h"

namespace keystone::bench {

struct Run {
  System& system;
  RowFile& report;
  std::string folder;            // the run's own, for its databases
  uint64_t items;                // of the large database
  double seconds;                // for each row that is not a load
  std::set<std::string> wanted;  // names of workloads; empty: all

  bool Wants(const std::string& workload) const {
    return wanted.empty() || wanted.contains(workload);
  }
};

inline constexpr const char* kWorkloads[] = {"W1", "W2", "W3", "W4",  "R1",           "S1",    "R2",
                                             "R3", "R4", "S2", "MIX", "reopen-empty", "reopen"};

// An open database in a folder of its own, which goes with it.
class OpenDatabase {
 public:
  OpenDatabase(const Run& run, const std::string& name, Durability durability);
  ~OpenDatabase();
  OpenDatabase(const OpenDatabase&) = delete;
  OpenDatabase& operator=(const OpenDatabase&) = delete;

  const std::string& path() const { return path_; }

 private:
  System& system_;
  std::string path_;
  Durability durability_;
};

void RunWrites(const Run& run);  // W1 to W4, reopen-empty
void RunHot(const Run& run);     // R1
void RunLarge(const Run& run);   // S1 and what happens to its database: reopen, R2 to R4, S2, MIX

// --- steps that several of them share ---

// Puts these items, as version `version`, in one call.
void PutItems(Worker& worker, const uint64_t* items, size_t count, int version);
// Gets it; ends the run where it is missing, wrong, or older than `version_min`.
void GetItem(Session& session, uint64_t item, int version_min);

// Closes and opens several times, each with a first get (of `item`, or of a missing key where there
// is none), for lazy systems do their work then; one row.
void MeasureReopen(const Run& run, OpenDatabase& database, const std::string& workload,
                   uint64_t items);

// Rows of reads from a database that holds items 0..`items`-1, each version 1.
void MeasureGets(const Run& run, const std::string& workload, uint64_t items, int threads);
void MeasureMissing(const Run& run, const std::string& workload, uint64_t items);
void MeasureQueries(const Run& run, const std::string& workload, uint64_t items, int threads);

}  // namespace keystone::bench
