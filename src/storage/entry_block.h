// Entry blocks: the payload of data, directory and root blocks, built and searched in place.
// docs/format/table-file.md.
#pragma once

#include <string>
#include <vector>

#include "base/function_ref.h"
#include "storage/entry.h"

namespace keystone::storage {

class EntryBlockBuilder {
 public:
  void Add(const Entry& entry);  // in order
  bool empty() const { return offsets_.empty(); }
  size_t bytes() const { return payload_.size() + 4 * offsets_.size() + 4; }
  const OwnedKey& first_key() const { return first_key_; }
  SequenceNumber first_sequence() const { return first_sequence_; }
  std::string Finish();  // the payload; the builder is empty again

 private:
  std::string payload_;
  std::vector<uint32_t> offsets_;
  size_t partition_offset_ = 0;
  SpaceId space_;
  uint64_t hash_ = 0;
  std::string partition_;
  OwnedKey first_key_;
  SequenceNumber first_sequence_ = 0;
};

// A view of a payload. Bytes whose checksum held are still not trusted: a read that leaves the
// payload fails.
class EntryBlock {
 public:
  EntryBlock() = default;
  explicit EntryBlock(Bytes payload);

  bool valid() const { return valid_; }
  size_t size() const { return count_; }
  // False where the bytes are no entry. The entry's views live as long as the payload.
  bool Get(size_t index, Entry* entry) const;

  // How many entries, from the first on, `is_before` holds for; it holds for none behind one it
  // does not hold for. Unreadable entries make it false: *readable is cleared.
  size_t CountBefore(FunctionRef<bool(const Entry&)> is_before, bool* readable) const;

 private:
  Bytes payload_;
  size_t count_ = 0;
  bool valid_ = false;
};

}  // namespace keystone::storage
