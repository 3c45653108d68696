// Entry blocks of table files: any payload is read inside its bounds, and entries that could be
// read, built into a block again, read the same.
#include <string>
#include <vector>

#include "fuzz/target.h"
#include "storage/entry_block.h"

namespace keystone::fuzz {
namespace {

using storage::Entry;
using storage::EntryBlock;

bool Same(const Entry& a, const Entry& b) {
  return a.key == b.key && a.sequence == b.sequence && a.kind == b.kind && a.value == b.value;
}

void CheckSearch(const EntryBlock& block, const Entry& wanted) {
  bool readable = true;
  const size_t before = block.CountBefore(
      [&](const Entry& e) {
        return storage::CompareVersions(e.key, e.sequence, wanted.key, wanted.sequence) < 0;
      },
      &readable);
  KS_CHECK(before <= block.size());
}

}  // namespace

void Run(Bytes input) {
  const EntryBlock block(input);
  KS_CHECK(block.valid() == (block.size() != 0));
  std::vector<Entry> entries;
  for (size_t i = 0; i < block.size(); ++i) {
    Entry entry;
    if (block.Get(i, &entry)) entries.push_back(entry);
  }
  if (entries.empty()) return;
  CheckSearch(block, entries[entries.size() / 2]);

  storage::EntryBlockBuilder builder;
  for (const Entry& entry : entries) builder.Add(entry);
  const size_t expected_bytes = builder.bytes();
  const std::string built = builder.Finish();
  KS_CHECK(built.size() == expected_bytes && builder.empty());
  const EntryBlock again(built);
  KS_CHECK(again.size() == entries.size());
  for (size_t i = 0; i < entries.size(); ++i) {
    Entry entry;
    KS_CHECK(again.Get(i, &entry) && Same(entry, entries[i]));
  }
}

}  // namespace keystone::fuzz
