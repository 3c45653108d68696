// Records of the log: what is read lies inside the record, is all of the record and as much
// as its header says, and written again it reads the same.
#include <string>
#include <vector>

#include "base/coding.h"
#include "fuzz/target.h"
#include "storage/log_record.h"

namespace keystone::fuzz {
namespace {

using storage::EntryKind;

struct Operation {
  EntryKind kind;
  storage::OwnedKey key;
  std::string value;

  bool operator==(const Operation& other) const {
    return kind == other.kind && key.view() == other.key.view() && value == other.value;
  }
};

struct Read {
  bool valid = false;
  bool newer = false;
  storage::RecordHeader header;
  std::vector<Operation> operations;
};

Read ReadAll(Bytes record) {
  Read read;
  read.valid = storage::ReadRecord(
      record, &read.header, &read.newer, [&](EntryKind kind, const storage::Key& key, Bytes value) {
        read.operations.push_back({kind, storage::OwnedKey(key), std::string(value)});
      });
  return read;
}

}  // namespace

void Run(Bytes input) {
  const Read read = ReadAll(input);
  KS_CHECK(!(read.valid && read.newer));
  if (!read.valid || read.operations.empty()) return;
  KS_CHECK(read.operations.size() == read.header.operation_count);
  KS_CHECK(!ReadAll(std::string(input) + '\0').valid);
  KS_CHECK(!ReadAll(input.substr(0, input.size() - 1)).valid);

  storage::RecordBuilder builder;
  for (const Operation& operation : read.operations) {
    builder.Add(operation.kind, storage::Role::kBase, operation.key.view(), operation.value);
  }
  std::string written;
  builder.AppendTo(&written, read.header.kind, read.header.sequence, read.header.hybrid_time);
  KS_CHECK(LoadU32(written.data()) == written.size() - sizeof(uint32_t));
  const Read again = ReadAll(Bytes(written).substr(sizeof(uint32_t)));
  KS_CHECK(again.valid && again.operations == read.operations);
  KS_CHECK(again.header.kind == read.header.kind);
  KS_CHECK(again.header.sequence == read.header.sequence);
  KS_CHECK(again.header.hybrid_time == read.header.hybrid_time);
}

}  // namespace keystone::fuzz
