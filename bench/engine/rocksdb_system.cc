// RocksDB, tuned as its documentation advises for point reads and short scans inside a prefix.
#include <rocksdb/cache.h>
#include <rocksdb/convenience.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/options.h>
#include <rocksdb/slice_transform.h>
#include <rocksdb/table.h>
#include <rocksdb/version.h>
#include <rocksdb/write_batch.h>

#include "bench/engine/system.h"
#include "bench/support/process.h"

namespace keystone::bench {
namespace {

void Require(const rocksdb::Status& status) {
  if (!status.ok()) Fail("rocksdb: " + status.ToString());
}

rocksdb::Slice ToSlice(Bytes bytes) {
  return {bytes.data(), bytes.size()};
}

Bytes ToBytes(const rocksdb::Slice& slice) {
  return {slice.data(), slice.size()};
}

class RocksDbSession final : public Session {
 public:
  RocksDbSession(rocksdb::DB& db, Durability durability) : db_(db) {
    write_.sync = durability == Durability::kSync;
    scan_.prefix_same_as_start = true;
  }

  void Put(const Write& write) override {
    Require(db_.Put(write_, ToSlice(write.key.whole()), ToSlice(write.value)));
  }
  void Batch(std::span<const Write> writes) override {
    batch_.Clear();
    for (const Write& write : writes) {
      Require(batch_.Put(ToSlice(write.key.whole()), ToSlice(write.value)));
    }
    Require(db_.Write(write_, &batch_));
  }
  bool Get(const ItemKey& key, FunctionRef<void(Bytes)> visit) override {
    value_.Reset();
    const rocksdb::Status status =
        db_.Get(read_, db_.DefaultColumnFamily(), ToSlice(key.whole()), &value_);
    if (status.IsNotFound()) return false;
    Require(status);
    visit(ToBytes(value_));
    return true;
  }
  void Query(const ItemKey& key, size_t count, FunctionRef<void(Bytes, Bytes)> visit) override {
    const std::unique_ptr<rocksdb::Iterator> it(db_.NewIterator(scan_));
    for (it->Seek(ToSlice(key.whole())); it->Valid() && count > 0; it->Next(), --count) {
      visit(ToBytes(it->key()).substr(ItemKey::kPartitionBytes), ToBytes(it->value()));
    }
    Require(it->status());
  }

 private:
  rocksdb::DB& db_;
  rocksdb::WriteOptions write_;
  rocksdb::ReadOptions read_;
  rocksdb::ReadOptions scan_;
  rocksdb::WriteBatch batch_;
  rocksdb::PinnableSlice value_;
};

rocksdb::Options Tuned() {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kCacheBytes);
  table.block_size = 4 << 10;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.whole_key_filtering = true;
  table.data_block_index_type = rocksdb::BlockBasedTableOptions::kDataBlockBinaryAndHash;
  table.checksum = rocksdb::kXXH3;
  table.format_version = 5;

  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = kWriteBufferBytes;
  options.max_write_buffer_number = 4;
  options.compression = rocksdb::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  options.max_background_jobs = 2;
  options.enable_pipelined_write = true;
  options.prefix_extractor.reset(rocksdb::NewFixedPrefixTransform(ItemKey::kPartitionBytes));
  options.memtable_prefix_bloom_size_ratio = 0.1;
  options.memtable_whole_key_filtering = true;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class RocksDbSystem final : public System {
 public:
  std::string version() const override { return rocksdb::GetRocksVersionAsString(); }
  void Open(const std::string& path, Durability durability) override {
    durability_ = durability;
    rocksdb::DB* db = nullptr;
    Require(rocksdb::DB::Open(Tuned(), path, &db));
    db_.reset(db);
  }
  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<RocksDbSession>(*db_, durability_);
  }
  void Settle() override { Require(db_->Flush({})); }
  void Close() override {
    Require(db_->Close());
    db_ = nullptr;
  }

 private:
  std::unique_ptr<rocksdb::DB> db_;
  Durability durability_ = Durability::kNone;
};

}  // namespace

std::unique_ptr<System> NewRocksDb() {
  return std::make_unique<RocksDbSystem>();
}

}  // namespace keystone::bench
