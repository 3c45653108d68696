// The planted bugs of base/planted.h by name.
#pragma once

#include <string_view>

#include "base/planted.h"

namespace keystone::simulation {

struct Plant {
  const char* name;
  Bug bug;
  const char* what;
};

inline constexpr Plant kPlants[] = {
    {"file-sync-skipped", Bug::kFileSyncSkipped, "a table file is not synced before it counts"},
    {"directory-sync-skipped", Bug::kDirectorySyncSkipped, "nor is the folder with its name"},
    {"early-acknowledgement", Bug::kEarlyAcknowledgement, "a commit is answered before its sync"},
    {"lost-tombstone", Bug::kLostTombstone, "flush drops deletions"},
    {"tombstone-above-older", Bug::kTombstoneAboveOlder,
     "compaction drops deletions though an older version lies below"},
    {"stale-block-cache", Bug::kStaleBlockCache,
     "a block is found by its offset, whatever the file"},
    {"swapped-commits", Bug::kSwappedCommits, "two commits reach the log in the wrong order"},
    {"wrong-compaction-cut", Bug::kWrongCompactionCut, "the entry at a new file's start is lost"},
    {"snapshot-sees-all", Bug::kSnapshotSeesAll, "a snapshot ignores its sequence number"},
    {"recovery-stops-early", Bug::kRecoveryStopsEarly, "replay leaves out the log's last record"},
    {"checksum-not-verified", Bug::kChecksumNotVerified, "a torn log block passes for whole"},
    {"batch-not-atomic", Bug::kBatchNotAtomic, "a batch's last write is a transaction of its own"},
    {"page-loses-first", Bug::kPageLosesFirst, "a page begins one item too late"},
    {"manifest-edit-lost", Bug::kManifestEditLost, "an edit of the manifest is not written"},
    {"read-before-lock", Bug::kReadBeforeLock, "transactions run without their rows' locks"},
    {"counter-added-twice", Bug::kCounterAddedTwice, "replay repeats what table files hold"},
    {"no-sync-before-segment", Bug::kNoSyncBeforeSegment,
     "a new log segment does not wait for the one before it"},
    {"invisible-before-flush", Bug::kInvisibleBeforeFlush,
     "flush does not wait until what it writes is acknowledged"},
    {"condition-before-lock", Bug::kConditionBeforeLock,
     "a condition met before the row's lock counts as met"},
    {"refused-write-applied", Bug::kRefusedWriteApplied,
     "a write happens though its condition was not met"},
    {"filter-before-limit", Bug::kFilterBeforeLimit, "Limit counts what passes the filter"},
    {"index-row-stays", Bug::kIndexRowStays, "an item's old row stays in an index"},
    {"backfill-stops-early", Bug::kBackfillStopsEarly,
     "an index is ACTIVE before its last items are in it"},
    {"segment-too-long", Bug::kSegmentTooLong, "the last segment but one goes on to the end"},
    {"transaction-not-atomic", Bug::kTransactionNotAtomic,
     "a refused transaction writes what was not refused of it"},
    {"token-forgotten", Bug::kTokenForgotten, "a transaction does not remember its token"},
};

inline const Plant* FindPlant(std::string_view name) {
  for (const Plant& plant : kPlants) {
    if (name == plant.name) return &plant;
  }
  return nullptr;
}

}  // namespace keystone::simulation
