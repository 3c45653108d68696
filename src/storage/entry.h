// Entries: versions of rows, as memtables and table files hold them, and how to walk them.
//
// Order: by key (storage/key.h), then newest sequence first. No two entries have the same key and
// sequence.
#pragma once

#include <cstring>
#include <memory>

#include "keystone/status.h"
#include "storage/key.h"
#include "storage/store.h"

namespace keystone::storage {

// Stored in files: the values are fixed. Reserved: 4 blob reference, 5 range delete.
enum class EntryKind : uint8_t {
  kPut = 1,
  kDelete = 2,
  kAdd = 3,  // the value is the sum of all additions to this counter since its run (memtable or
             // file) began
};

struct Entry {
  Key key;
  SequenceNumber sequence = 0;
  EntryKind kind = EntryKind::kPut;
  Bytes value;
};

// Less: a comes first.
inline std::strong_ordering CompareVersions(const Key& a, SequenceNumber a_sequence, const Key& b,
                                            SequenceNumber b_sequence) {
  if (auto order = a <=> b; order != 0) return order;
  return b_sequence <=> a_sequence;
}

// Walks the entries of one run. Used by one thread. After a failure Valid() is false and status()
// says why. The views of entry() live until the next move.
class EntryIterator {
 public:
  virtual ~EntryIterator() = default;
  virtual bool Valid() const = 0;
  virtual const Entry& entry() const = 0;  // Valid() only
  virtual void SeekToFirst() = 0;
  virtual void SeekToLast() = 0;
  virtual void Seek(const Position& position) = 0;        // to the first entry behind `position`
  virtual void SeekBefore(const Position& position) = 0;  // to the last entry before `position`
  // To the first entry not before version (key, sequence): the newest one of `key` that is not
  // newer than `sequence`, if there is one, else what follows.
  virtual void SeekVersion(const Key& key, SequenceNumber sequence) = 0;
  virtual void Next() = 0;
  virtual void Prev() = 0;
  virtual Status status() const = 0;
};

inline std::string EncodeCounters(const Counters& counters) {
  return std::string(reinterpret_cast<const char*>(counters.data()), sizeof counters);
}
// Sums wrap around, as two's complement does.
inline void AddCounters(Counters* to, const Counters& deltas) {
  for (size_t i = 0; i < to->size(); ++i) {
    (*to)[i] =
        static_cast<int64_t>(static_cast<uint64_t>((*to)[i]) + static_cast<uint64_t>(deltas[i]));
  }
}
// False where `value` is not a counter's.
inline bool DecodeCounters(Bytes value, Counters* counters) {
  if (value.size() != sizeof *counters) return false;
  std::memcpy(counters->data(), value.data(), sizeof *counters);
  return true;
}

}  // namespace keystone::storage
