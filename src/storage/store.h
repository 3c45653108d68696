// Store: what the engine is to everybody above it.
//
// Rows are bytes under structured keys. Writes come as transactions that name the rows they depend
// on; all of a transaction is in the log as one record, or nothing is. Readers take a snapshot and
// never wait. Counters (rows written by Add) are sums that concurrent transactions add to without
// conflict.
//
// All methods may be called from any thread. Snapshots and transactions belong to one thread at a
// time and must be gone before Close.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "keystone/status.h"
#include "storage/key.h"

namespace keystone::storage {

inline constexpr size_t kPartitionBytesMax = 16 << 10;
inline constexpr size_t kSortBytesMax = 16 << 10;
inline constexpr size_t kValueBytesMax = 16 << 20;
inline constexpr size_t kTransactionBytesMax = 100 << 20;

// A counter row's value: up to four sums. An absent counter is all zeros.
using Counters = std::array<int64_t, 4>;

struct Row {
  Key key;
  SequenceNumber sequence;  // of the write that made it
  Bytes value;
};

enum class Direction : unsigned char { kForward, kBackward };

class Snapshot {
 public:
  virtual ~Snapshot() = default;
  virtual SequenceNumber sequence() const = 0;
  virtual Result<std::optional<std::string>> Get(const Key& key) const = 0;
  virtual Result<Counters> GetCounters(const Key& key) const = 0;
  // Visits the rows of `range` in order until `visit` answers false. A row's views live for the
  // call of `visit`.
  virtual Status Read(const KeyRange& range, Direction direction,
                      FunctionRef<bool(const Row&)> visit) const = 0;
};

// When a commit is acknowledged; see keystone/database.h. kDefault is the store's own.
// In the order of how much they promise.
enum class CommitDurability : unsigned char { kDefault, kNone, kInterval, kSync };

enum class Role : unsigned char { kBase, kDerived };

// What the thread that commits does next.
enum class Caller : unsigned char {
  kGoesOn,  // something else: the disk does not hold it up
  kWaits,   // nothing until it is answered: the store may write the log on it, for others too
};

class Transaction {
 public:
  virtual ~Transaction() = default;  // abandons what was not committed
  // The newest version of a row, whether durable yet or not. Rows that are read or written are
  // named to Begin, but for derived ones: who names the row that they are derived from has them
  // too.
  virtual Result<std::optional<std::string>> Get(const Key& key) = 0;
  // Of a row this transaction named, or of one that nobody else can know yet: a new table's.
  virtual void Put(const Key& key, Bytes value, Role role) = 0;
  virtual void Delete(const Key& key, Role role) = 0;
  virtual void Add(const Key& key, const Counters& deltas) = 0;

  // Calls `done` exactly once, after everything this transaction wrote and read is as durable as
  // asked: for a caller that waits on this thread before it returns, for others on this thread or
  // one of the store's. On a failure nothing was written. A transaction without writes waits for
  // what it read. Call it once; nothing else follows.
  virtual void Commit(CommitDurability durability, Caller caller,
                      std::function<void(Status)> done) = 0;
};

class Store {
 public:
  virtual ~Store() = default;

  virtual uint64_t HashPartition(Bytes partition) const = 0;
  virtual std::unique_ptr<Snapshot> NewSnapshot() = 0;
  // Nobody else's transaction on a row of `rows` runs between Begin and Commit. A writer may wait
  // here for memory to be flushed.
  virtual Result<std::unique_ptr<Transaction>> Begin(std::span<const Key> rows) = 0;
  // All rows of the table, in all its indexes, are gone for new snapshots, at once and durably;
  // their space comes back with time. The id is never valid again.
  virtual Status RetireTable(TableId table) = 0;
  // Everything written so far is in table files when this returns.
  virtual Status Flush() = 0;
  virtual Status Close() = 0;
};

}  // namespace keystone::storage
