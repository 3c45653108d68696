#include "dynamo/expiry.h"

#include <algorithm>

#include "base/check.h"
#include "base/status_macros.h"
#include "dynamo/item_write.h"
#include "dynamo/settings_rows.h"
#include "dynamo/transact.h"
#include "model/number.h"

namespace keystone::dynamo {
namespace {

// AWS: what should have expired longer ago than this is left alone, since it is likely a mistake.
constexpr int64_t kTooOldSeconds = 5LL * 365 * 24 * 60 * 60;
// The rate: at most so many rows are looked at, and so many deleted, between two pauses.
constexpr size_t kRowsAtOnce = 1000;
constexpr size_t kDeletedAtOnce = 25;
constexpr int64_t kPauseMicros = 10'000;

std::string NumberOf(int64_t value) {
  std::string number;
  KS_CHECK(model::AppendNumber(std::to_string(value), &number) == model::NumberError::kNone);
  return number;
}

}  // namespace

bool IsExpired(model::ItemView item, Bytes attribute, int64_t now_seconds) {
  const auto value = item.Find(attribute);
  if (!value || value->type() != model::Type::kNumber) return false;
  const Bytes number = value->payload();
  // Canonical numbers compare as their bytes.
  return number < Bytes(NumberOf(now_seconds)) &&
         number > Bytes(NumberOf(now_seconds - kTooOldSeconds));
}

Expiry::Expiry(storage::Store& store, Catalog& catalog, Clock& clock, Executor& executor,
               int64_t interval_ms)
    : store_(store),
      catalog_(catalog),
      clock_(clock),
      interval_micros_(interval_ms * 1000),
      background_(executor) {}

void Expiry::Start() {
  if (interval_micros_ != 0) Begin();
}

void Expiry::Begin() {
  background_.Submit(interval_micros_, [this](Ticket ticket) {
    auto sweep = std::make_shared<Sweep>();
    if (!FindTables(*sweep).ok()) return Begin();
    Step(sweep, std::move(ticket));
  });
}

Status Expiry::FindTables(Sweep& sweep) {
  const auto snapshot = store_.NewSnapshot();
  for (const TablePtr& table : catalog_.All()) {
    const storage::OwnedKey key = SettingKey(store_, table->id, kTimeToLiveSetting);
    KS_ASSIGN_OR_RETURN(const auto row, snapshot->Get(key.view()));
    if (!row) continue;
    KS_ASSIGN_OR_RETURN(TimeToLive setting, DecodeTimeToLive(*row));
    if (!setting.enabled) continue;
    sweep.tables.push_back(table);
    sweep.attributes.push_back(std::move(setting.attribute));
  }
  return Status::Ok();
}

// A failure ends the sweep: the next one begins anew.
void Expiry::Step(const SweepPtr& sweep, Ticket ticket) {
  if (sweep->expired.empty()) {
    if (sweep->table_done) {
      sweep->tables.pop_back();
      sweep->attributes.pop_back();
      sweep->last.reset();
      sweep->table_done = false;
    }
    if (sweep->tables.empty() || !FindExpired(*sweep).ok()) return Begin();
  }
  if (sweep->expired.empty()) return GoOn(sweep);
  DeleteExpired(sweep, std::move(ticket));
}

void Expiry::GoOn(const SweepPtr& sweep) {
  background_.Submit(kPauseMicros,
                     [this, sweep](Ticket ticket) { Step(sweep, std::move(ticket)); });
}

Status Expiry::FindExpired(Sweep& sweep) {
  const TablePtr table = catalog_.FindActive(sweep.tables.back()->name);
  sweep.table_done = true;
  if (table == nullptr || table->id != sweep.tables.back()->id) return Status::Ok();
  const storage::Key space{table->space(), 0, {}, {}};
  storage::KeyRange range{storage::Position::Before(storage::Position::Level::kSpace, space),
                          storage::Position::After(storage::Position::Level::kSpace, space)};
  const std::optional<storage::OwnedKey> from = sweep.last;
  if (from) range.begin = storage::Position::After(storage::Position::Level::kSort, from->view());
  size_t looked_at = 0;
  return store_.NewSnapshot()->Read(
      range, storage::Direction::kForward, [&](const storage::Row& row) {
        if (looked_at++ == kRowsAtOnce) {
          sweep.table_done = false;
          return false;
        }
        sweep.last.emplace(row.key);
        if (IsExpired(model::ItemView(row.value), sweep.attributes.back(), NowSeconds())) {
          sweep.expired.emplace_back(row.key);
        }
        return true;
      });
}

void Expiry::DeleteExpired(const SweepPtr& sweep, Ticket ticket) {
  const size_t count = std::min(sweep->expired.size(), kDeletedAtOnce);
  Work work;
  work.rows.assign(sweep->expired.end() - static_cast<ptrdiff_t>(count), sweep->expired.end());
  sweep->expired.resize(sweep->expired.size() - count);
  work.body = [this, sweep, rows = work.rows](storage::Transaction& transaction) {
    const TablePtr table = catalog_.Newest(sweep->tables.back());
    for (const storage::OwnedKey& key : rows) {
      KS_ASSIGN_OR_RETURN(const auto item, transaction.Get(key.view()));
      const bool expired =
          item && IsExpired(model::ItemView(*item), sweep->attributes.back(), NowSeconds());
      if (!expired) continue;  // it was written anew meanwhile
      ItemWrite write;
      write.table = table;
      write.key = key;
      KS_RETURN_IF_ERROR(Apply(write, store_, *table, transaction).status());
    }
    return Status::Ok();
  };
  work.done = [this, sweep, ticket = std::move(ticket)](const Status& status) {
    if (!status.ok()) return Begin();
    GoOn(sweep);
  };
  RunTransaction(store_, std::move(work));
}

}  // namespace keystone::dynamo
