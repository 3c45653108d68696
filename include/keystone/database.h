// Database: a KeystoneDB database in this process.
//
//   keystone::Result<keystone::Database> db = keystone::Database::Open("shop.keystone", {});
//   std::string put = R"({"TableName":"users","Item":{"id":{"S":"a"}}})";
//   keystone::Reply reply = db->Execute({}, "PutItem", put);
//   if (!reply.ok()) std::puts(reply.body.c_str());  // DynamoDB's error JSON
//
// Execute is the one door: operation names, request and response bodies are DynamoDB's own
// (JSON 1.0). A Database may be used by any number of threads at once. One process at a time may
// have a database open.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "keystone/status.h"

namespace keystone {

// What "acknowledged" means.
enum class Durability : unsigned char {
  kSync,      // on disk (default)
  kInterval,  // on disk within Options::interval_ms; a power cut may lose that much
  kNone,  // handed to the operating system: survives the death of the process, not of the machine
};

// Of table files, block by block, with a dictionary for each file. What is stored already is
// rewritten by compactions alone.
enum class Compression : unsigned char {
  kNone,
  kLz4,   // about half the space, for next to no time (default)
  kZstd,  // less space, for reads that are slower by some microseconds
};

// How table files are merged into fewer, larger ones.
enum class CompactionStyle : unsigned char {
  kLazy,     // writes less (default)
  kLeveled,  // reads of what is not cached look into fewer files, and less space waits to be freed
};

struct Options {
  Durability durability = Durability::kSync;
  int64_t interval_ms = 100;             // for kInterval; 1..60,000
  bool create_if_missing = true;         // else NotFound
  std::string region = "us-east-1";      // in ARNs, where the context names none
  std::string account = "000000000000";  // in ARNs; 12 digits
  int64_t transition_ms = 0;  // how long a table stays CREATING and DELETING; 0..3,600,000
  // From one search for items whose time to live is over to the next, of tables that have one;
  // 0..86,400,000. 0: nothing expires.
  int64_t ttl_interval_ms = 10'000;
  uint64_t memtable_bytes = 32ull << 20;  // flushed to a table file at this size; 64 KiB..1 GiB
  // Of table-file blocks; 0..1 TiB. Their filters come on top: 1.25 bytes an item.
  uint64_t cache_bytes = 64ull << 20;
  Compression compression = Compression::kLz4;
  Compression cold_compression =
      Compression::kLz4;  // of the bottom level: most of a large database
  int zstd_level = 3;     // for kZstd; 1..19
  CompactionStyle compaction_style = CompactionStyle::kLazy;
  int max_concurrent_compactions = 2;  // each on a thread of its own; 1..64
};

// Who asks. Views need only live until Execute returns or ExecuteAsync has returned.
struct Context {
  std::string_view region;  // the one the request was signed for; empty: Options::region
  // Host and port of the server that was asked, for DescribeEndpoints; empty: there is no server.
  std::string_view endpoint = {};
};

struct Reply {
  int http_status = 500;
  std::string body;  // JSON: the response, or {"__type": …, "message": …}
  bool ok() const { return http_status == 200; }
};

class Database {
 public:
  static Result<Database> Open(const std::string& path, const Options& options);
  static Result<Database> OpenInMemory(const Options& options);

  Database(Database&&) noexcept;
  Database& operator=(Database&&) noexcept;
  ~Database();  // as Close, ignoring its answer

  // Carries out one operation and waits for it.
  Reply Execute(const Context& context, std::string_view operation, std::string_view json);

  // The same without a thread that waits: `done` is called exactly once, from this thread or one of
  // the database's own, and must not block or call Close.
  void ExecuteAsync(const Context& context, std::string_view operation, std::string_view json,
                    std::function<void(Reply)> done);

  // Finishes running operations, writes everything down and lets go of the files. A second Close is
  // Ok; operations after Close answer InternalServerError.
  Status Close();

 private:
  class Impl;
  friend class DatabaseOpener;  // the project's own way in
  explicit Database(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// "0.1.0"
const char* Version();

}  // namespace keystone
