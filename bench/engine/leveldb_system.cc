// LevelDB with Bloom filters, Snappy, and the memory that the others have.
#include <leveldb/cache.h>
#include <leveldb/db.h>
#include <leveldb/filter_policy.h>
#include <leveldb/write_batch.h>

#include "bench/engine/system.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

void Require(const leveldb::Status& status) {
  if (!status.ok()) Fail("leveldb: " + status.ToString());
}

leveldb::Slice ToSlice(Bytes bytes) {
  return {bytes.data(), bytes.size()};
}

Bytes ToBytes(const leveldb::Slice& slice) {
  return {slice.data(), slice.size()};
}

class LevelDbSession final : public Session {
 public:
  LevelDbSession(leveldb::DB& db, Durability durability) : db_(db) {
    write_.sync = durability == Durability::kSync;
  }

  void Put(const Write& write) override {
    Require(db_.Put(write_, ToSlice(write.key.whole()), ToSlice(write.value)));
  }
  void Batch(std::span<const Write> writes) override {
    batch_.Clear();
    for (const Write& write : writes) batch_.Put(ToSlice(write.key.whole()), ToSlice(write.value));
    Require(db_.Write(write_, &batch_));
  }
  bool Get(const ItemKey& key, FunctionRef<void(Bytes)> visit) override {
    const leveldb::Status status = db_.Get({}, ToSlice(key.whole()), &value_);
    if (status.IsNotFound()) return false;
    Require(status);
    visit(value_);
    return true;
  }
  void Query(const ItemKey& key, size_t count, FunctionRef<void(Bytes, Bytes)> visit) override {
    const std::unique_ptr<leveldb::Iterator> it(db_.NewIterator({}));
    for (it->Seek(ToSlice(key.whole())); it->Valid() && count > 0; it->Next(), --count) {
      const Bytes found = ToBytes(it->key());
      if (!found.starts_with(key.partition())) break;
      visit(found.substr(ItemKey::kPartitionBytes), ToBytes(it->value()));
    }
    Require(it->status());
  }

 private:
  leveldb::DB& db_;
  leveldb::WriteOptions write_;
  leveldb::WriteBatch batch_;
  std::string value_;
};

class LevelDbSystem final : public System {
 public:
  std::string version() const override {
    return std::to_string(leveldb::kMajorVersion) + "." + std::to_string(leveldb::kMinorVersion);
  }
  void Open(const std::string& path, Durability durability) override {
    durability_ = durability;
    leveldb::Options options;
    options.create_if_missing = true;
    options.write_buffer_size = kWriteBufferBytes;
    options.block_cache = cache_.get();
    options.filter_policy = filter_.get();
    options.compression = leveldb::kSnappyCompression;
    options.max_open_files = 10'000;
    leveldb::DB* db = nullptr;
    Require(leveldb::DB::Open(options, path, &db));
    db_.reset(db);
  }
  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<LevelDbSession>(*db_, durability_);
  }
  // It has no flush: the rest stays in its memtable and log, which count as its bytes on disk.
  void Settle() override {}
  void Close() override { db_ = nullptr; }

 private:
  const std::unique_ptr<leveldb::Cache> cache_{leveldb::NewLRUCache(kCacheBytes)};
  const std::unique_ptr<const leveldb::FilterPolicy> filter_{leveldb::NewBloomFilterPolicy(10)};
  std::unique_ptr<leveldb::DB> db_;
  Durability durability_ = Durability::kNone;
};

}  // namespace

std::unique_ptr<System> NewLevelDb() {
  return std::make_unique<LevelDbSystem>();
}

}  // namespace keystone::bench
