// Records of the log: one atomic change each. docs/format/log.md, "Records".
#pragma once

#include <string>

#include "base/function_ref.h"
#include "storage/entry.h"

namespace keystone::storage {

// Stored: the values are fixed.
enum class RecordKind : uint8_t {
  kCommit = 1,
  kCatalogChange = 2,
  kRetiredIds = 3,
  kIngestedFiles = 4,
  kLeaderTerm = 5,
};

struct RecordHeader {
  RecordKind kind = RecordKind::kCommit;
  uint8_t cause = 0;
  uint32_t origin_node = 0;
  SequenceNumber sequence = 0;  // of the first operation
  uint64_t hybrid_time = 0;
  uint64_t operation_count = 0;
};

// Collects one record's operations before it is known where in the order it stands.
class RecordBuilder {
 public:
  void Add(EntryKind kind, Role role, const Key& key, Bytes value);
  uint64_t operation_count() const { return count_; }
  size_t bytes() const { return operations_.size(); }
  // Appends the whole record, its length in front.
  void AppendTo(std::string* out, RecordKind kind, SequenceNumber sequence,
                uint64_t hybrid_time) const;
  Bytes operations() const { return operations_; }

 private:
  std::string operations_;
  uint64_t count_ = 0;
};

// Reads a record and visits its operations in order; an operation's hash is left 0. False where the
// bytes are not a record this version understands (`newer` then tells whether a newer one wrote
// it).
bool ReadRecord(Bytes record, RecordHeader* header, bool* newer,
                FunctionRef<void(EntryKind kind, const Key& key, Bytes value)> visit);
// The operations of a builder, the same way.
bool ReadOperations(Bytes operations, uint64_t count,
                    FunctionRef<void(EntryKind kind, const Key& key, Bytes value)> visit);

}  // namespace keystone::storage
