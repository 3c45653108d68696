// Fixed-width little-endian integers, big-endian ones where order matters, and varints; and
// ByteReader, which takes them from untrusted bytes without ever reading past the end.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include "base/bytes.h"

namespace keystone {

static_assert(std::endian::native == std::endian::little, "formats are little-endian");

template <typename T>
inline T LoadLittle(const char* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}
inline uint32_t LoadU32(const char* from) {
  return LoadLittle<uint32_t>(from);
}
inline uint64_t LoadU64(const char* from) {
  return LoadLittle<uint64_t>(from);
}

template <typename T>
inline void StoreLittle(char* to, T value) {
  std::memcpy(to, &value, sizeof value);
}
inline void AppendU8(std::string* out, uint8_t v) {
  out->push_back(static_cast<char>(v));
}
inline void AppendU16(std::string* out, uint16_t v) {
  out->append(reinterpret_cast<const char*>(&v), sizeof v);
}
inline void AppendU32(std::string* out, uint32_t v) {
  out->append(reinterpret_cast<const char*>(&v), sizeof v);
}
inline void AppendU64(std::string* out, uint64_t v) {
  out->append(reinterpret_cast<const char*>(&v), sizeof v);
}

// LEB128: 7 bits a byte, low ones first; at most 10 bytes.
inline constexpr size_t kVarintBytesMax = 10;
inline size_t VarintSize(uint64_t v) {
  size_t size = 1;
  for (; v >= 0x80; v >>= 7) ++size;
  return size;
}
inline char* StoreVarint(char* to, uint64_t v) {
  for (; v >= 0x80; v >>= 7) *to++ = static_cast<char>(v | 0x80);
  *to++ = static_cast<char>(v);
  return to;
}
inline void AppendVarint(std::string* out, uint64_t v) {
  char buffer[kVarintBytesMax];
  out->append(buffer, static_cast<size_t>(StoreVarint(buffer, v) - buffer));
}
inline void AppendLengthPrefixed(std::string* out, Bytes bytes) {
  AppendVarint(out, bytes.size());
  out->append(bytes);
}

// Consumes bytes from the front of a view. After a failed read ok() is false, every further read
// gives zero or an empty view, and position() tells where the first bad read began. Views live as
// long as the input.
class ByteReader {
 public:
  explicit ByteReader(Bytes bytes)
      : begin_(bytes.data()), at_(begin_), end_(begin_ + bytes.size()) {}

  bool ok() const { return ok_; }
  void Fail() { ok_ = false; }  // what was read makes no sense
  bool empty() const { return at_ == end_; }
  size_t position() const { return static_cast<size_t>(at_ - begin_); }
  size_t remaining() const { return static_cast<size_t>(end_ - at_); }

  uint8_t U8() { return Fixed<uint8_t>(); }
  uint16_t U16() { return Fixed<uint16_t>(); }
  uint32_t U32() { return Fixed<uint32_t>(); }
  uint64_t U64() { return Fixed<uint64_t>(); }

  uint64_t Varint() {
    if (ok_ && at_ != end_ && static_cast<uint8_t>(*at_) < 0x80) {  // most are one byte
      return static_cast<uint8_t>(*at_++);
    }
    uint64_t value = 0;
    const char* from = at_;
    for (unsigned shift = 0; shift < 64 && from != end_; shift += 7) {
      const auto byte = static_cast<uint8_t>(*from++);
      if (shift == 63 && byte > 1) break;
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) {
        // One value, one spelling: a last byte of 0 could have been left out.
        if (!ok_ || (byte == 0 && shift != 0)) break;
        at_ = from;
        return value;
      }
    }
    ok_ = false;
    return 0;
  }

  // A varint that must fit 32 bits.
  uint32_t Varint32() {
    const uint64_t value = Varint();
    if (value > UINT32_MAX) ok_ = false;
    return ok_ ? static_cast<uint32_t>(value) : 0;
  }

  Bytes Take(uint64_t count) {
    if (!ok_ || count > remaining()) {
      ok_ = false;
      return {};
    }
    Bytes taken(at_, count);
    at_ += count;
    return taken;
  }
  Bytes LengthPrefixed() { return Take(Varint()); }

 private:
  template <typename T>
  T Fixed() {
    Bytes bytes = Take(sizeof(T));
    return ok_ ? LoadLittle<T>(bytes.data()) : T{0};
  }

  const char* begin_;
  const char* at_;
  const char* end_;
  bool ok_ = true;
};

}  // namespace keystone
