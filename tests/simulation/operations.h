// The workload: one function for each operation that clients may do, with its weight.
//
// To add an operation: write `void Name(World& world, Finished finished)` in the file it belongs
// to, declare it here and give it a line in kOperations. It tells the oracle before it calls what
// it may change (Oracle::Begin), and afterwards what came of it (Succeed, Refuse, or nothing where
// nobody can know), checks what it was shown, and calls `finished` once.
#pragma once

#include <functional>
#include <span>

#include "tests/simulation/world.h"

namespace keystone::simulation {

using Finished = std::function<void()>;

// operations_write.cc
void PutItem(World& world, Finished finished);
void DeleteItem(World& world, Finished finished);
void BatchWriteItem(World& world, Finished finished);

// operations_update.cc
void UpdateItem(World& world, Finished finished);

// operations_read.cc
void GetItem(World& world, Finished finished);
void BatchGetItem(World& world, Finished finished);
void Query(World& world, Finished finished);

// operations_scan.cc
void Scan(World& world, Finished finished);
void ParallelScan(World& world, Finished finished);  // each segment by another client

// operations_transact.cc
void TransactWriteItems(World& world, Finished finished);
void TransactGetItems(World& world, Finished finished);

// operations_index.cc
void ChangeIndex(World& world, Finished finished);  // UpdateTable makes or removes one
void IndexScan(World& world, Finished finished);

// operations_table.cc
void CreateTable(World& world, Table* table, Finished finished);
void ChangeTable(World& world, Finished finished);  // DeleteTable or CreateTable
void JumpClock(World& world, Finished finished);

struct Operation {
  unsigned weight;
  void (*start)(World& world, Finished finished);
};

inline constexpr Operation kOperations[] = {
    {36, PutItem},     {12, DeleteItem},         {24, UpdateItem},      {12, BatchWriteItem},
    {14, GetItem},     {6, BatchGetItem},        {10, Query},           {4, Scan},
    {2, ParallelScan}, {2, ChangeTable},         {1, JumpClock},        {4, IndexScan},
    {1, ChangeIndex},  {10, TransactWriteItems}, {5, TransactGetItems},
};

// A table that an operation may use now; nullptr where there is none, and one is being made.
const Table* AnyTable(World& world, Finished* finished);

// What a GetItem shows; none where it shows nothing that counts.
std::optional<Value> ReadOne(World& world, const Table& table, const ItemKey& key);
// All of a table's items, page after page, perhaps in segments one after another; what is wrong is
// reported to the world. `check`: each page is compared with the oracle.
struct ScanResult {
  bool complete = false;
  std::vector<ShownItem> items;
};
ScanResult ScanTable(World& world, const Table& table, bool check);
// One partition's items, forward or backward, as one random Query after another.
void QueryTable(World& world, const Table& table);

// What the page of one Scan shows of the index, by register: all items, unless there is more than a
// page. None where there is no index now.
std::optional<Values> ScanIndex(World& world, const Table& table);

}  // namespace keystone::simulation
