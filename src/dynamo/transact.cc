#include "dynamo/transact.h"

namespace keystone::dynamo {
namespace {

// Stores that lock rows never answer Conflict; for the others this is far beyond bad luck.
constexpr int kAttemptsMax = 100;

void Attempt(storage::Store& store, const std::shared_ptr<Work>& work, int attempts_left) {
  std::vector<storage::Key> rows;
  rows.reserve(work->rows.size());
  for (const storage::OwnedKey& row : work->rows) rows.push_back(row.view());
  auto transaction = store.Begin(rows);
  if (!transaction.ok()) return work->done(transaction.status());
  if (Status status = work->body(**transaction); !status.ok()) {
    // The rows are let go first: the answer may lead to another transaction on them.
    *transaction = nullptr;
    return work->done(status);
  }
  const auto answer = [&store, work, attempts_left](const Status& status) {
    if (status.code() == StatusCode::kConflict && attempts_left > 1) {
      return Attempt(store, work, attempts_left - 1);
    }
    work->done(status);
  };
  (*transaction)->Commit(work->durability, work->caller, answer);
}

}  // namespace

void RunTransaction(storage::Store& store, Work work) {
  Attempt(store, std::make_shared<Work>(std::move(work)), kAttemptsMax);
}

}  // namespace keystone::dynamo
