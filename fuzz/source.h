// Source: takes an input apart into the choices a structured target makes. What is read behind the
// end is zeros and empty, so every input means something and zeros mean "nothing unusual".
#pragma once

#include <cstdint>

#include "base/coding.h"

namespace keystone::fuzz {

class Source {
 public:
  explicit Source(Bytes input) : reader_(input) {}

  bool empty() const { return reader_.remaining() == 0; }
  uint8_t U8() { return empty() ? 0 : reader_.U8(); }
  uint16_t U16() { return static_cast<uint16_t>(U8() | U8() << 8); }
  uint64_t U64() {
    uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 8) value |= uint64_t{U8()} << shift;
    return value;
  }
  uint64_t Below(uint64_t bound) { return U8() % bound; }  // bound <= 256
  bool Flag() { return (U8() & 1) != 0; }

  // Mostly small, now and then any.
  uint64_t Number() {
    const uint8_t first = U8();
    if (first < 0xf0) return first;
    return first < 0xf8 ? U16() : U64();
  }
  // A length byte, and that many bytes; 255 stands for a length of two bytes.
  Bytes Chunk() {
    const uint8_t first = U8();
    return Take(first == 255 ? U16() : first);
  }
  Bytes Take(uint64_t size) {
    return reader_.Take(size < reader_.remaining() ? size : reader_.remaining());
  }
  Bytes Rest() { return Take(reader_.remaining()); }

 private:
  ByteReader reader_;
};

}  // namespace keystone::fuzz
