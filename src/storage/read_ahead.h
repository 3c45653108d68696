// ReadAhead: a file that is read from its begin to its end in small pieces, with fewer calls.
#pragma once

#include <algorithm>
#include <cstring>
#include <memory>

#include "base/status_macros.h"
#include "env/file_system.h"

namespace keystone::storage {

// Keeps what was read last, and what follows it. Used by one thread; must not outlive the file.
class ReadAhead final : public RandomAccessFile {
 public:
  explicit ReadAhead(const RandomAccessFile& file) : file_(file) {}

  Result<size_t> ReadAt(uint64_t offset, size_t size, char* to) const override {
    if (size > kBytes) return file_.ReadAt(offset, size, to);
    if (offset < begin_ || offset + size > begin_ + size_) {
      if (bytes_ == nullptr) bytes_.reset(new char[kBytes]);
      size_ = 0;
      KS_ASSIGN_OR_RETURN(size_, file_.ReadAt(offset, kBytes, bytes_.get()));
      begin_ = offset;
    }
    const size_t found = std::min(size, size_);
    std::memcpy(to, bytes_.get() + (offset - begin_), found);
    return found;
  }
  uint64_t size() const override { return file_.size(); }

 private:
  static constexpr size_t kBytes = 128 << 10;
  const RandomAccessFile& file_;
  mutable std::unique_ptr<char[]> bytes_;
  mutable uint64_t begin_ = 0;
  mutable size_t size_ = 0;
};

}  // namespace keystone::storage
