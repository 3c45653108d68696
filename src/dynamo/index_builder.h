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

#include "dynamo/background.h"
#include "dynamo/catalog.h"
#include "storage/store.h"

namespace keystone::dynamo {

class IndexBuilder {
 public:
  // All outlive the builder. `delay_ms`: at least so long is an index CREATING or DELETING.
  IndexBuilder(storage::Store& store, Catalog& catalog, Executor& executor, int64_t delay_ms);

  // Begins work on the indexes of the table that are CREATING or DELETING.
  void Start(const Table& table);
  // Returns when nothing runs any more; what was begun goes on when the database is open again.
  void Stop() { background_.Stop(); }

 private:
  struct Job;
  using JobPtr = std::shared_ptr<Job>;
  using Ticket = Background::Ticket;

  void Schedule(const JobPtr& job, int64_t micros);
  void Step(const JobPtr& job, Ticket ticket);
  Status CollectItems(Job& job);
  void FillSome(const JobPtr& job, Ticket ticket);
  void Finish(const JobPtr& job, Ticket ticket);

  storage::Store& store_;
  Catalog& catalog_;
  const int64_t delay_micros_;
  Background background_;  // stops before the rest goes
};

}  // namespace keystone::dynamo
