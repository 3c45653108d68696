// System: a storage engine under test, behind the few calls that the workloads make. A failure of
// the engine ends the run (bench/support/process.h).
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/function_ref.h"
#include "bench/support/items.h"

namespace keystone::bench {

// kSync: what is acknowledged is on disk. kNone: it survives the process, not the machine.
enum class Durability : unsigned char { kNone, kSync };

inline const char* NameOf(Durability durability) {
  return durability == Durability::kSync ? "sync" : "none";
}

// The same memory for everybody.
inline constexpr size_t kWriteBufferBytes = 64 << 20;
inline constexpr size_t kCacheBytes = 256 << 20;

struct Write {
  ItemKey key;
  Bytes value;
};

// One thread's way into a system. Gone before Close.
class Session {
 public:
  virtual ~Session() = default;
  virtual void Put(const Write& write) = 0;
  virtual void Batch(std::span<const Write> writes) = 0;  // all or nothing
  // False: there is none. The view lives for the call of `visit`.
  virtual bool Get(const ItemKey& key, FunctionRef<void(Bytes value)> visit) = 0;
  // In order, the first `count` items of key's partition whose sort key is not less than key's.
  virtual void Query(const ItemKey& key, size_t count,
                     FunctionRef<void(Bytes sort, Bytes value)> visit) = 0;
};

class System {
 public:
  virtual ~System() = default;
  virtual std::string version() const = 0;
  // Folder `path` exists; what is in it is a database of this system, or nothing.
  virtual void Open(const std::string& path, Durability durability) = 0;
  virtual std::unique_ptr<Session> NewSession() = 0;
  // Begins to bring what is in memory or in a log to where it stays. Work in the background may
  // go on; WaitUntilQuiet sees it.
  virtual void Settle() = 0;
  virtual void Close() = 0;
};

std::unique_ptr<System> NewKeystone();
std::unique_ptr<System> NewRocksDb();
std::unique_ptr<System> NewLevelDb();
std::unique_ptr<System> NewLmdb();
std::unique_ptr<System> NewSqlite();

}  // namespace keystone::bench
