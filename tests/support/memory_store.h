// MemoryStore: a second, tiny implementation of storage::Store, for tests above the seam. It keeps
// every version of every row in a map and is optimistic where the engine locks: Begin never waits,
// and Commit answers Conflict where a named row has changed since Begin.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>

#include "storage/store.h"

namespace keystone::testing {

class MemoryStore : public storage::Store {
 public:
  uint64_t HashPartition(Bytes partition) const override;
  std::unique_ptr<storage::Snapshot> NewSnapshot() override;
  Result<std::unique_ptr<storage::Transaction>> Begin(std::span<const storage::Key> rows) override;
  Status RetireTable(storage::TableId table) override;
  Status Flush() override;
  Status Close() override;

  // The next `count` commits fail with `status` and change nothing.
  void FailCommits(int count, Status status);
  // Runs `what` before the next transaction begins: what somebody else does while it waits.
  void BeforeNextBegin(std::function<void()> what) { before_begin_ = std::move(what); }
  int commits() const;                             // that were tried
  size_t row_count(storage::TableId table) const;  // live rows and counters

  // For the snapshots and transactions.
  struct FlatKey {
    storage::SpaceId space;
    uint64_t hash;
    std::string partition;
    std::string sort;
    auto operator<=>(const FlatKey&) const = default;
    storage::Key view() const { return {space, hash, partition, sort}; }
  };
  static FlatKey Flatten(const storage::Key& key);
  struct Operation {
    enum class Kind : unsigned char { kPut, kDelete, kAdd } kind;
    FlatKey key;
    std::string value;
    storage::Counters deltas{};
  };

 private:
  friend class MemorySnapshot;
  friend class MemoryTransaction;
  struct Version {
    std::optional<std::string> value;
    storage::Counters counters{};
  };
  using Versions = std::map<storage::SequenceNumber, Version>;

  // The newest version up to `sequence`, or null. `mutex_` is held.
  const Version* Find(const FlatKey& key, storage::SequenceNumber sequence,
                      storage::SequenceNumber* found = nullptr) const;
  Status Commit(const std::map<FlatKey, storage::SequenceNumber>& read,
                const std::vector<Operation>& operations);

  mutable std::mutex mutex_;
  storage::SequenceNumber last_ = 0;
  std::map<FlatKey, Versions> rows_;
  std::set<storage::TableId> retired_;
  int commits_ = 0;
  int failures_left_ = 0;
  Status failure_;
  std::function<void()> before_begin_;
};

}  // namespace keystone::testing
