// Recovery of the log: walks the chain of segments and decides what to believe. docs/format/log.md,
// "What recovery believes".
#pragma once

#include <string>

#include "base/function_ref.h"
#include "env/file_system.h"
#include "storage/log_format.h"

namespace keystone::storage {

struct RecoveredLog {
  // The last segment that counts, and where in it the log ends: what the next segment's header
  // names. Number 0: there is none.
  SegmentHeader last;
  uint64_t end = 0;
  uint64_t number_max = 0;  // of any log file seen, so that none is used twice
};

// Visits every record from segment `first` on, in order. `durable` is the highest position that the
// manifest and the table files prove; `database` is whose log it must be. Removes a segment that
// was never finished. Corruption names file and offset.
Result<RecoveredLog> RecoverLog(FileSystem& files, const std::string& folder,
                                const DatabaseId& database, uint64_t first, LogPosition durable,
                                FunctionRef<Status(uint64_t segment, Bytes record)> visit);

}  // namespace keystone::storage
