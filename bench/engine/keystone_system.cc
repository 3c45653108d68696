// KeystoneDB as src/dynamo drives it: a put reads the old item in its transaction, and keeps the
// table's counters. So it does more per put than the others, as a DynamoDB table must.
#include <memory>
#include <vector>

#include "bench/engine/system.h"
#include "bench/support/process.h"
#include "env/env.h"
#include "storage/engine.h"

namespace keystone::bench {
namespace {

using storage::Position;

constexpr storage::SpaceId kSpace{storage::TableId{1}, storage::IndexId{0}};
constexpr storage::SpaceId kStatistics{storage::TableId{1}, storage::IndexId{0xffffffff}};
constexpr int kBackgroundThreads = 2;

void Require(const Status& status) {
  if (!status.ok()) Fail("keystone: " + status.ToString());
}

class KeystoneSession final : public Session {
 public:
  explicit KeystoneSession(storage::Store& store) : store_(store) {}

  void Put(const Write& write) override { Batch({&write, 1}); }

  void Batch(std::span<const Write> writes) override {
    rows_.clear();
    for (const Write& write : writes) rows_.push_back(RowOf(write.key));
    auto transaction = store_.Begin(rows_);
    Require(transaction.status());
    for (size_t i = 0; i < writes.size(); ++i) Apply(rows_[i], writes[i].value, **transaction);
    Status answer;
    (*transaction)
        ->Commit(storage::CommitDurability::kDefault, storage::Caller::kWaits,
                 [&](Status status) { answer = std::move(status); });
    Require(answer);
  }

  bool Get(const ItemKey& key, FunctionRef<void(Bytes)> visit) override {
    const auto found = store_.NewSnapshot()->Get(RowOf(key));
    Require(found.status());
    if (!found.value()) return false;
    visit(*found.value());
    return true;
  }

  void Query(const ItemKey& key, size_t count, FunctionRef<void(Bytes, Bytes)> visit) override {
    const storage::Key row = RowOf(key);
    const storage::KeyRange range{Position::Before(Position::Level::kSort, row),
                                  Position::After(Position::Level::kPartition, row)};
    size_t left = count;
    Require(store_.NewSnapshot()->Read(range, storage::Direction::kForward,
                                       [&](const storage::Row& found) {
                                         visit(found.key.sort, found.value);
                                         return --left > 0;
                                       }));
  }

 private:
  storage::Key RowOf(const ItemKey& key) const {
    return {kSpace, store_.HashPartition(key.partition()), key.partition(), key.sort()};
  }

  void Apply(const storage::Key& row, Bytes value, storage::Transaction& transaction) const {
    const auto old = transaction.Get(row);
    Require(old.status());
    storage::Counters deltas{1, static_cast<int64_t>(value.size())};
    if (old.value()) {
      deltas[0] -= 1;
      deltas[1] -= static_cast<int64_t>(old.value()->size());
    }
    transaction.Put(row, value, storage::Role::kBase);
    if (deltas != storage::Counters{}) {
      transaction.Add({kStatistics, store_.HashPartition({}), {}, {}}, deltas);
    }
  }

  storage::Store& store_;
  std::vector<storage::Key> rows_;
};

class KeystoneSystem final : public System {
 public:
  std::string version() const override { return KEYSTONE_VERSION; }

  void Open(const std::string& path, Durability durability) override {
    storage::StoreOptions options;
    options.create_if_missing = true;
    options.durability = durability == Durability::kSync ? storage::CommitDurability::kSync
                                                         : storage::CommitDurability::kNone;
    options.memtable_bytes = kWriteBufferBytes;
    options.cache_bytes = kCacheBytes;
    env_ = NewPosixEnv(kBackgroundThreads);
    auto store = storage::OpenStore(env_->env(), path, options);
    Require(store.status());
    store_ = std::move(store).value();
  }
  std::unique_ptr<Session> NewSession() override {
    return std::make_unique<KeystoneSession>(*store_);
  }
  void Settle() override { Require(store_->Flush()); }
  void Close() override {
    Require(store_->Close());
    store_ = nullptr;
    env_ = nullptr;
  }

 private:
  std::unique_ptr<OwnedEnv> env_;
  std::unique_ptr<storage::Store> store_;
};

}  // namespace

std::unique_ptr<System> NewKeystone() {
  return std::make_unique<KeystoneSystem>();
}

}  // namespace keystone::bench
