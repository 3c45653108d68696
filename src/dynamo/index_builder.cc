#include "dynamo/index_builder.h"

#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/index_write.h"
#include "dynamo/transact.h"

namespace keystone::dynamo {
namespace {

using model::IndexDefinition;
using model::IndexStatus;

// Of one transaction, so that a writer of one of them does not wait long.
constexpr size_t kItemsAtOnce = 64;
constexpr int64_t kPollMicros = 1000;
constexpr int64_t kRetryMicros = 1'000'000;

}  // namespace

struct IndexBuilder::Job {
  TablePtr table;  // none while the former ones have to go
  std::string table_name;
  uint32_t index_id = 0;
  bool removes = false;
  bool alone = false;                     // nobody writes by a definition without the change
  std::optional<storage::OwnedKey> last;  // the last item looked at
  std::vector<storage::OwnedKey> items;   // the next ones

  const IndexDefinition* index() const {
    for (const IndexDefinition& index : table->indexes) {
      if (!index.local && index.id == index_id) return &index;
    }
    return nullptr;
  }
};

IndexBuilder::IndexBuilder(storage::Store& store, Catalog& catalog, Executor& executor,
                           int64_t delay_ms)
    : store_(store), catalog_(catalog), delay_micros_(delay_ms * 1000), background_(executor) {}

void IndexBuilder::Start(const Table& table) {
  for (const IndexDefinition& index : table.indexes) {
    const bool creates = index.status == IndexStatus::kCreating;
    if (!creates && index.status != IndexStatus::kDeleting) continue;
    auto job = std::make_shared<Job>();
    job->table_name = table.name;
    job->index_id = index.id;
    job->removes = !creates;
    Schedule(job, delay_micros_);
  }
}

void IndexBuilder::Schedule(const JobPtr& job, int64_t micros) {
  background_.Submit(micros, [this, job](Ticket ticket) { Step(job, std::move(ticket)); });
}

void IndexBuilder::Step(const JobPtr& job, Ticket ticket) {
  job->alone = job->alone || !catalog_.FormerInUse(job->table_name);
  if (!job->alone) return Schedule(job, kPollMicros);
  job->table = catalog_.FindActive(job->table_name);
  const IndexDefinition* index = job->table == nullptr ? nullptr : job->index();
  if (index == nullptr) return;  // the table was deleted
  if (job->removes) {
    if (!catalog_.Retire(*index).ok()) return Schedule(job, kRetryMicros);
    return Finish(job, std::move(ticket));
  }
  if (!CollectItems(*job).ok()) return Schedule(job, kRetryMicros);
  const bool early = Planted(Bug::kBackfillStopsEarly) && job->items.size() < kItemsAtOnce;
  if (job->items.empty() || early) return Finish(job, std::move(ticket));
  FillSome(job, std::move(ticket));
}

Status IndexBuilder::CollectItems(Job& job) {
  const storage::Key space{job.table->space(), 0, {}, {}};
  storage::KeyRange range{storage::Position::Before(storage::Position::Level::kSpace, space),
                          storage::Position::After(storage::Position::Level::kSpace, space)};
  if (job.last) {
    range.begin = storage::Position::After(storage::Position::Level::kSort, job.last->view());
  }
  job.items.clear();
  return store_.NewSnapshot()->Read(range, storage::Direction::kForward,
                                    [&](const storage::Row& row) {
                                      job.items.emplace_back(row.key);
                                      return job.items.size() < kItemsAtOnce;
                                    });
}

// The items as they are by now, in one transaction. It need not be durable: the definition that
// says ACTIVE is written behind it.
void IndexBuilder::FillSome(const JobPtr& job, Ticket ticket) {
  Work work;
  work.rows = job->items;
  work.durability = storage::CommitDurability::kNone;
  work.body = [this, job](storage::Transaction& transaction) {
    for (const storage::OwnedKey& key : job->items) {
      KS_ASSIGN_OR_RETURN(const auto item, transaction.Get(key.view()));
      KS_RETURN_IF_ERROR(Backfill(store_, *job->table, *job->index(), item, transaction));
    }
    return Status::Ok();
  };
  work.done = [this, job, ticket = std::move(ticket)](const Status& status) {
    if (!status.ok()) return Schedule(job, kRetryMicros);
    job->last = job->items.back();
    job->table = nullptr;
    Schedule(job, 0);
  };
  RunTransaction(store_, std::move(work));
}

void IndexBuilder::Finish(const JobPtr& job, Ticket ticket) {
  catalog_.FinishIndex(
      job->table_name, job->index_id,
      [this, job, ticket = std::move(ticket)](const model::ApiResult<TableState>& state) {
        if (!state.ok()) Schedule(job, kRetryMicros);
      });
}

}  // namespace keystone::dynamo
