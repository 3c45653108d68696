#include "model/utf8.h"

#include <cstdint>

namespace keystone::model {

// The Unicode Standard, table 3-7, "Well-Formed UTF-8 Byte Sequences".
size_t Utf8CharacterSize(Bytes bytes) {
  auto byte = [&](size_t at) { return static_cast<uint8_t>(bytes[at]); };
  auto follows = [&](size_t at, uint8_t low = 0x80, uint8_t high = 0xbf) {
    return at < bytes.size() && byte(at) >= low && byte(at) <= high;
  };
  if (bytes.empty()) return 0;
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return follows(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const uint8_t low = first == 0xe0 ? 0xa0 : 0x80;
    const uint8_t high = first == 0xed ? 0x9f : 0xbf;
    return follows(1, low, high) && follows(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const uint8_t low = first == 0xf0 ? 0x90 : 0x80;
    const uint8_t high = first == 0xf4 ? 0x8f : 0xbf;
    return follows(1, low, high) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

bool IsUtf8(Bytes bytes) {
  while (!bytes.empty()) {
    const size_t size = Utf8CharacterSize(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

size_t Utf8Length(Bytes text) {
  size_t length = 0;
  for (const char c : text) length += (static_cast<uint8_t>(c) & 0xc0) != 0x80;
  return length;
}

}  // namespace keystone::model
