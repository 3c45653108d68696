// Planted bugs: known mistakes that a test can switch on, to prove that the suites catch them.
//
// Where a mistake would be, the code asks Planted(Bug::kName). Unless the build defines
// KEYSTONE_PLANTED_BUGS (the developer presets do, releases do not), the answer is the constant
// false and the branch is gone. docs/design/simulation.md says what each of them breaks.
#pragma once

#ifdef KEYSTONE_PLANTED_BUGS
#include <atomic>
#endif

namespace keystone {

enum class Bug : unsigned char {
  kNone,
  kFileSyncSkipped,       // a table file is not synced before the manifest names it
  kDirectorySyncSkipped,  // nor is the folder that holds its name
  kEarlyAcknowledgement,  // a commit is answered when written, though it asked for a sync
  kLostTombstone,         // flush drops deletions
  kTombstoneAboveOlder,   // compaction drops deletions though an older version lies below
  kStaleBlockCache,       // a cached block is found by its offset alone, whatever the file
  kSwappedCommits,        // two commits of a group reach the log in the wrong order
  kWrongCompactionCut,    // compaction loses the entry at which it begins a new file
  kSnapshotSeesAll,       // a snapshot ignores its sequence number
  kRecoveryStopsEarly,    // replay leaves out the log's last record
  kChecksumNotVerified,   // a torn log block passes for whole
  kBatchNotAtomic,        // the last operation of a batch is a transaction of its own
  kPageLosesFirst,        // a page begins one item too late
  kManifestEditLost,      // an edit of the manifest is not written
  kReadBeforeLock,        // a transaction reads and writes without its rows' locks
  kCounterAddedTwice,     // replay does not pass over what table files already hold
  kNoSyncBeforeSegment,   // a new log segment does not wait for the one before it
  kInvisibleBeforeFlush,  // flush does not wait until what it writes is acknowledged
  kConditionBeforeLock,   // a condition that was met before the row's lock counts as met
  kRefusedWriteApplied,   // a write happens though its condition was not met
  kFilterBeforeLimit,     // Limit counts what passes the filter, not what is looked at
  kIndexRowStays,         // an item that changes leaves its old row in an index
  kBackfillStopsEarly,    // an index is ACTIVE before its last items are in it
  kSegmentTooLong,        // the last segment but one goes on to the table's end
  kTransactionNotAtomic,  // a refused transaction writes what was not refused of it
  kTokenForgotten,        // a transaction does not remember its token
};

#ifdef KEYSTONE_PLANTED_BUGS

inline std::atomic<Bug> planted_bug{Bug::kNone};
inline bool Planted(Bug bug) {
  return planted_bug.load(std::memory_order_relaxed) == bug;
}

#else

constexpr bool Planted(Bug) {
  return false;
}

#endif

}  // namespace keystone
