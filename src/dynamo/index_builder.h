// IndexBuilder: makes and removes global secondary indexes in the background, while the table is
// read and written.
//
// A new index is in the table's definition, CREATING, before anything is put into it: from then on
// every write keeps its rows. The builder waits until nobody writes by the definition before that
// one, and then puts the rows of all items that it meets; whatever a write changes meanwhile is
// right already, and is left alone. Then the index is ACTIVE. An index that was CREATING when the
// database was closed is filled from the beginning again.
//
// An index to be removed is DELETING first; when nobody writes to it any more, its rows' id is
// retired, and it leaves the definition.
#pragma once

#include <memory>

#include "dynamo/catalog.h"
#include "env/executor.h"
#include "env/mutex.h"
#include "storage/store.h"

namespace keystone::dynamo {

class IndexBuilder {
 public:
  // All outlive the builder. `delay_ms`: at least so long is an index CREATING or DELETING.
  IndexBuilder(storage::Store& store, Catalog& catalog, Executor& executor, int64_t delay_ms);
  ~IndexBuilder() { Stop(); }

  // Begins work on the indexes of the table that are CREATING or DELETING.
  void Start(const Table& table);
  // Returns when nothing runs any more; what was begun goes on when the database is open again.
  void Stop();

 private:
  struct Job;
  using JobPtr = std::shared_ptr<Job>;
  // Shared with tasks, which may come when the builder is gone.
  struct State {
    Mutex mutex;
    std::unique_ptr<WaitQueue> idle;
    int64_t running = 0;    // by mutex
    bool stopping = false;  // by mutex
  };

  void Schedule(const JobPtr& job, int64_t micros);
  void Step(const JobPtr& job);
  void Leave();
  Status CollectItems(Job& job);
  void FillSome(const JobPtr& job);
  void Finish(const JobPtr& job);
  void Again(const JobPtr& job);

  storage::Store& store_;
  Catalog& catalog_;
  Executor& executor_;
  const int64_t delay_micros_;
  const std::shared_ptr<State> state_;
};

}  // namespace keystone::dynamo
