// LMDB: one file mapped into memory, uncompressed; a read transaction a thread, renewed for each
// read.
#include <lmdb.h>

#include "bench/engine/system.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

constexpr size_t kMapBytes = size_t{64} << 30;  // address space, not memory

void Require(int code) {
  if (code != MDB_SUCCESS) Fail(std::string("lmdb: ") + mdb_strerror(code));
}

MDB_val ToValue(Bytes bytes) {
  return {bytes.size(), const_cast<char*>(bytes.data())};
}

Bytes ToBytes(const MDB_val& value) {
  return {static_cast<const char*>(value.mv_data), value.mv_size};
}

class LmdbSession final : public Session {
 public:
  LmdbSession(MDB_env* env, MDB_dbi items) : env_(env), items_(items) {
    Require(mdb_txn_begin(env_, nullptr, MDB_RDONLY, &read_));
    Require(mdb_cursor_open(read_, items_, &cursor_));
    mdb_txn_reset(read_);
  }
  ~LmdbSession() override {
    mdb_cursor_close(cursor_);
    mdb_txn_abort(read_);
  }

  void Put(const Write& write) override { Batch({&write, 1}); }
  void Batch(std::span<const Write> writes) override {
    MDB_txn* txn = nullptr;
    Require(mdb_txn_begin(env_, nullptr, 0, &txn));
    for (const Write& write : writes) {
      MDB_val key = ToValue(write.key.whole());
      MDB_val value = ToValue(write.value);
      Require(mdb_put(txn, items_, &key, &value, 0));
    }
    Require(mdb_txn_commit(txn));
  }
  bool Get(const ItemKey& key, FunctionRef<void(Bytes)> visit) override {
    Require(mdb_txn_renew(read_));
    MDB_val wanted = ToValue(key.whole());
    MDB_val value{};
    const int code = mdb_get(read_, items_, &wanted, &value);
    if (code != MDB_NOTFOUND) {
      Require(code);
      visit(ToBytes(value));
    }
    mdb_txn_reset(read_);
    return code != MDB_NOTFOUND;
  }
  void Query(const ItemKey& key, size_t count, FunctionRef<void(Bytes, Bytes)> visit) override {
    Require(mdb_txn_renew(read_));
    Require(mdb_cursor_renew(read_, cursor_));
    MDB_val found = ToValue(key.whole());
    MDB_val value{};
    int code = mdb_cursor_get(cursor_, &found, &value, MDB_SET_RANGE);
    for (; code == MDB_SUCCESS && count > 0; --count) {
      if (!ToBytes(found).starts_with(key.partition())) break;
      visit(ToBytes(found).substr(ItemKey::kPartitionBytes), ToBytes(value));
      code = mdb_cursor_get(cursor_, &found, &value, MDB_NEXT);
    }
    if (code != MDB_NOTFOUND) Require(code);
    mdb_txn_reset(read_);
  }

 private:
  MDB_env* env_;
  MDB_dbi items_;
  MDB_txn* read_ = nullptr;
  MDB_cursor* cursor_ = nullptr;
};

class LmdbSystem final : public System {
 public:
  std::string version() const override {
    return std::to_string(MDB_VERSION_MAJOR) + "." + std::to_string(MDB_VERSION_MINOR) + "." +
           std::to_string(MDB_VERSION_PATCH);
  }
  void Open(const std::string& path, Durability durability) override {
    Require(mdb_env_create(&env_));
    Require(mdb_env_set_mapsize(env_, kMapBytes));
    const unsigned flags = durability == Durability::kSync ? 0 : MDB_NOSYNC;
    Require(mdb_env_open(env_, path.c_str(), flags | MDB_NOTLS, 0644));
    MDB_txn* txn = nullptr;
    Require(mdb_txn_begin(env_, nullptr, 0, &txn));
    Require(mdb_dbi_open(txn, nullptr, 0, &items_));
    Require(mdb_txn_commit(txn));
  }
  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<LmdbSession>(env_, items_);
  }
  void Settle() override { Require(mdb_env_sync(env_, 1)); }
  void Close() override {
    mdb_env_close(env_);
    env_ = nullptr;
  }

 private:
  MDB_env* env_ = nullptr;
  MDB_dbi items_ = 0;
};

}  // namespace

std::unique_ptr<System> NewLmdb() {
  return std::make_unique<LmdbSystem>();
}

}  // namespace keystone::bench
