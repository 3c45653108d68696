// SQLite: WAL, a table WITHOUT ROWID, prepared statements, a connection a thread. Writers take
// turns at a mutex of ours, which costs less than the waiting of SQLite's own lock.
#include <sqlite3.h>

#include <mutex>

#include "bench/engine/system.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

class Connection {
 public:
  Connection(const std::string& path, Durability durability) {
    Require(sqlite3_open_v2(path.c_str(), &db_,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                            nullptr));
    Require(sqlite3_busy_timeout(db_, 60'000));
    Run("PRAGMA journal_mode=WAL");
    Run(durability == Durability::kSync ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=OFF");
    Run("PRAGMA cache_size=-" + std::to_string(kCacheBytes >> 10));
    Run("PRAGMA wal_autocheckpoint=" + std::to_string(kWriteBufferBytes / 4096));
    Run("PRAGMA mmap_size=" + std::to_string(int64_t{16} << 30));
    Run("CREATE TABLE IF NOT EXISTS items (partition BLOB, sort BLOB, value BLOB, "
        "PRIMARY KEY (partition, sort)) WITHOUT ROWID");
  }
  ~Connection() { sqlite3_close(db_); }

  void Require(int code) const {
    if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
    Fail(std::string("sqlite: ") + sqlite3_errmsg(db_));
  }
  void Run(const std::string& sql) const {
    Require(sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr));
  }
  sqlite3_stmt* Prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    Require(sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr));
    return statement;
  }

 private:
  sqlite3* db_ = nullptr;
};

class SqliteSession final : public Session {
 public:
  SqliteSession(const std::string& path, Durability durability, std::mutex& writing)
      : connection_(path, durability), writing_(writing) {}
  ~SqliteSession() override {
    for (sqlite3_stmt* statement : {begin_, commit_, put_, get_, query_}) {
      sqlite3_finalize(statement);
    }
  }

  void Put(const Write& write) override {
    const std::lock_guard lock(writing_);
    PutOne(write);
  }
  void Batch(std::span<const Write> writes) override {
    const std::lock_guard lock(writing_);
    Finish(begin_);
    for (const Write& write : writes) PutOne(write);
    Finish(commit_);
  }
  bool Get(const ItemKey& key, FunctionRef<void(Bytes)> visit) override {
    Bind(get_, 1, key.partition());
    Bind(get_, 2, key.sort());
    const bool found = Step(get_);
    if (found) visit(Column(get_, 0));
    connection_.Require(sqlite3_reset(get_));
    return found;
  }
  void Query(const ItemKey& key, size_t count, FunctionRef<void(Bytes, Bytes)> visit) override {
    Bind(query_, 1, key.partition());
    Bind(query_, 2, key.sort());
    connection_.Require(sqlite3_bind_int64(query_, 3, static_cast<int64_t>(count)));
    while (Step(query_)) visit(Column(query_, 0), Column(query_, 1));
    connection_.Require(sqlite3_reset(query_));
  }

 private:
  void PutOne(const Write& write) {
    Bind(put_, 1, write.key.partition());
    Bind(put_, 2, write.key.sort());
    Bind(put_, 3, write.value);
    Finish(put_);
  }
  void Bind(sqlite3_stmt* statement, int index, Bytes bytes) const {
    connection_.Require(sqlite3_bind_blob(statement, index, bytes.data(),
                                          static_cast<int>(bytes.size()), SQLITE_STATIC));
  }
  bool Step(sqlite3_stmt* statement) const {
    const int code = sqlite3_step(statement);
    connection_.Require(code);
    return code == SQLITE_ROW;
  }
  void Finish(sqlite3_stmt* statement) const {
    Step(statement);
    connection_.Require(sqlite3_reset(statement));
  }
  static Bytes Column(sqlite3_stmt* statement, int index) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, index));
    return {data, static_cast<size_t>(sqlite3_column_bytes(statement, index))};
  }

  Connection connection_;
  std::mutex& writing_;
  sqlite3_stmt* begin_ = connection_.Prepare("BEGIN IMMEDIATE");
  sqlite3_stmt* commit_ = connection_.Prepare("COMMIT");
  sqlite3_stmt* put_ = connection_.Prepare("REPLACE INTO items VALUES (?, ?, ?)");
  sqlite3_stmt* get_ =
      connection_.Prepare("SELECT value FROM items WHERE partition = ? AND sort = ?");
  sqlite3_stmt* query_ = connection_.Prepare(
      "SELECT sort, value FROM items WHERE partition = ? AND sort >= ? ORDER BY sort LIMIT ?");
};

class SqliteSystem final : public System {
 public:
  std::string version() const override { return sqlite3_libversion(); }
  void Open(const std::string& path, Durability durability) override {
    path_ = path + "/items.db";
    durability_ = durability;
    first_ = std::make_unique<Connection>(path_, durability_);
  }
  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<SqliteSession>(path_, durability_, writing_);
  }
  void Settle() override { first_->Run("PRAGMA wal_checkpoint(TRUNCATE)"); }
  void Close() override { first_ = nullptr; }

 private:
  std::string path_;
  Durability durability_ = Durability::kNone;
  std::mutex writing_;
  std::unique_ptr<Connection> first_;
};

}  // namespace

std::unique_ptr<System> NewSqlite() {
  return std::make_unique<SqliteSystem>();
}

}  // namespace keystone::bench
