// TableBlock: a block of a table file as it was read and checked.
#pragma once

#include <memory>

#include "base/bytes.h"

namespace keystone::storage {

class TableBlock {
 public:
  TableBlock() = default;
  // `bytes` ends with the payload.
  TableBlock(std::unique_ptr<char[]> bytes, size_t size, size_t payload_size)
      : bytes_(std::move(bytes)), payload_(bytes_.get() + size - payload_size, payload_size) {}

  Bytes payload() const { return payload_; }

 private:
  std::unique_ptr<char[]> bytes_;
  Bytes payload_;
};

}  // namespace keystone::storage
