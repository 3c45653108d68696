// keystone::Database: the environment, the store, the engine and the door to them, and the count of
// running operations that Close waits for.
#include "keystone/database.h"

#include "api/dispatch.h"
#include "api/opener.h"
#include "api/options.h"
#include "base/status_macros.h"
#include "env/env.h"
#include "storage/engine.h"

namespace keystone {
namespace {

storage::CommitDurability ToCommitDurability(Durability durability) {
  switch (durability) {
    case Durability::kSync:
      return storage::CommitDurability::kSync;
    case Durability::kInterval:
      return storage::CommitDurability::kInterval;
    case Durability::kNone:
      return storage::CommitDurability::kNone;
  }
  return storage::CommitDurability::kSync;
}

Reply ClosedReply() {
  return api::ErrorReply({model::ErrorCode::kInternalServerError, "The database is closed"});
}

storage::Codec ToCodec(Compression compression) {
  switch (compression) {
    case Compression::kNone:
      return storage::Codec::kNone;
    case Compression::kLz4:
      return storage::Codec::kLz4;
    case Compression::kZstd:
      return storage::Codec::kZstd;
  }
  return storage::Codec::kNone;
}

storage::StoreOptions StoreOptionsOf(const Options& options) {
  storage::StoreOptions out;
  out.durability = ToCommitDurability(options.durability);
  out.interval_ms = options.interval_ms;
  out.memtable_bytes = options.memtable_bytes;
  out.cache_bytes = options.cache_bytes;
  out.compaction_style = options.compaction_style == CompactionStyle::kLazy
                             ? storage::CompactionStyle::kLazy
                             : storage::CompactionStyle::kLeveled;
  out.concurrent_compactions_max = options.max_concurrent_compactions;
  out.coding = {ToCodec(options.compression), options.zstd_level};
  out.cold_coding = {ToCodec(options.cold_compression), options.zstd_level};
  out.create_if_missing = options.create_if_missing;
  return out;
}

dynamo::Settings SettingsOf(const Options& options) {
  dynamo::Settings out;
  out.region = options.region;
  out.account = options.account;
  out.transition_ms = options.transition_ms;
  out.ttl_interval_ms = options.ttl_interval_ms;
  return out;
}

}  // namespace

class Database::Impl {
 public:
  static Result<Database> Open(std::unique_ptr<OwnedEnv> env, const std::string& path,
                               const storage::StoreOptions& store_options,
                               const dynamo::Settings& settings);

  Impl(std::unique_ptr<OwnedEnv> env, std::unique_ptr<storage::Store> store,
       dynamo::Settings settings)
      : owned_env_(std::move(env)),
        env_(owned_env_->env()),
        store_(std::move(store)),
        engine_(*store_, *env_.clock, *env_.random, *env_.executor, std::move(settings)),
        dispatcher_(engine_),
        drained_(env_.executor->NewWaitQueue()) {}
  ~Impl() {
    if (Status ignored = Close(); !ignored.ok()) return;
  }

  void Start(const dynamo::Context& context, std::string_view operation, std::string_view json,
             std::function<void(Reply)> done);
  Reply Execute(const Context& context, std::string_view operation, std::string_view json);
  Status Close();

 private:
  bool Enter();
  void Leave();

  std::unique_ptr<OwnedEnv> owned_env_;
  Env env_;
  std::unique_ptr<storage::Store> store_;
  dynamo::Engine engine_;
  api::Dispatcher dispatcher_;

  Mutex mutex_;
  std::unique_ptr<WaitQueue> drained_;
  int64_t running_ = 0;   // by mutex_
  bool closing_ = false;  // by mutex_
};

Result<Database> Database::Impl::Open(std::unique_ptr<OwnedEnv> env, const std::string& path,
                                      const storage::StoreOptions& store_options,
                                      const dynamo::Settings& settings) {
  KS_ASSIGN_OR_RETURN(auto store, storage::OpenStore(env->env(), path, store_options));
  auto impl = std::make_unique<Impl>(std::move(env), std::move(store), settings);
  KS_RETURN_IF_ERROR(impl->engine_.Load());
  return Database(std::move(impl));
}

Result<Database> DatabaseOpener::Open(std::unique_ptr<OwnedEnv> env, const std::string& path,
                                      const storage::StoreOptions& store_options,
                                      const dynamo::Settings& settings) {
  return Database::Impl::Open(std::move(env), path, store_options, settings);
}

bool Database::Impl::Enter() {
  MutexLock lock(mutex_);
  if (closing_) return false;
  ++running_;
  return true;
}

void Database::Impl::Leave() {
  MutexLock lock(mutex_);
  --running_;
  if (closing_ && running_ == 0) drained_->NotifyAll();
}

void Database::Impl::Start(const dynamo::Context& context, std::string_view operation,
                           std::string_view json, std::function<void(Reply)> done) {
  if (!Enter()) return done(ClosedReply());
  dispatcher_.Execute(context, operation, json, [this, done = std::move(done)](Reply reply) {
    done(std::move(reply));
    Leave();
  });
}

Reply Database::Impl::Execute(const Context& context, std::string_view operation,
                              std::string_view json) {
  // Shared with the callback, which may still be leaving when this returns.
  struct Waiter {
    Mutex mutex;
    std::unique_ptr<WaitQueue> queue;  // only where there is something to wait for
    std::optional<Reply> reply;
  };
  auto waiter = std::make_shared<Waiter>();
  Start({context.region, storage::Caller::kWaits, context.endpoint}, operation, json,
        [waiter](Reply reply) {
          MutexLock lock(waiter->mutex);
          waiter->reply = std::move(reply);
          if (waiter->queue != nullptr) waiter->queue->NotifyAll();
        });
  MutexLock lock(waiter->mutex);
  if (!waiter->reply) waiter->queue = env_.executor->NewWaitQueue();
  while (!waiter->reply) waiter->queue->Wait(lock);
  return std::move(*waiter->reply);
}

Status Database::Impl::Close() {
  {
    MutexLock lock(mutex_);
    if (closing_) return Status::Ok();
    closing_ = true;
    while (running_ > 0) drained_->Wait(lock);
  }
  engine_.Stop();
  return store_->Close();
}

Database::Database(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Database::Database(Database&&) noexcept = default;
Database& Database::operator=(Database&&) noexcept = default;
Database::~Database() = default;

Result<Database> Database::Open(const std::string& path, const Options& options) {
  KS_RETURN_IF_ERROR(api::CheckOptions(options));
  if (path.empty()) return Status::InvalidArgument("the database's path is empty");
  return Impl::Open(NewPosixEnv(options.max_concurrent_compactions), path, StoreOptionsOf(options),
                    SettingsOf(options));
}

Result<Database> Database::OpenInMemory(const Options& options) {
  KS_RETURN_IF_ERROR(api::CheckOptions(options));
  Options in_memory = options;
  in_memory.create_if_missing = true;
  return Impl::Open(NewMemoryEnv(options.max_concurrent_compactions), "memory",
                    StoreOptionsOf(in_memory), SettingsOf(in_memory));
}

Reply Database::Execute(const Context& context, std::string_view operation, std::string_view json) {
  return impl_ == nullptr ? ClosedReply() : impl_->Execute(context, operation, json);
}

void Database::ExecuteAsync(const Context& context, std::string_view operation,
                            std::string_view json, std::function<void(Reply)> done) {
  if (impl_ == nullptr) return done(ClosedReply());
  impl_->Start({context.region, storage::Caller::kGoesOn, context.endpoint}, operation, json,
               std::move(done));
}

Status Database::Close() {
  return impl_ == nullptr ? Status::Ok() : impl_->Close();
}

const char* Version() {
  return KEYSTONE_VERSION;
}

}  // namespace keystone
