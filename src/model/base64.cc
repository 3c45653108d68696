#include "model/base64.h"

#include <array>
#include <cstdint>

namespace keystone::model {
namespace {

constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr uint8_t kNone = 0xff;

constexpr std::array<uint8_t, 256> MakeValues() {
  std::array<uint8_t, 256> values{};
  for (auto& value : values) value = kNone;
  for (uint8_t i = 0; i < 64; ++i) values[static_cast<uint8_t>(kDigits[i])] = i;
  return values;
}
constexpr std::array<uint8_t, 256> kValues = MakeValues();

}  // namespace

void AppendBase64(std::string* out, Bytes bytes) {
  size_t i = 0;
  auto byte = [&](size_t at) { return static_cast<uint32_t>(static_cast<uint8_t>(bytes[at])); };
  auto put = [&](uint32_t word, int digits) {
    for (int d = 0; d < 4; ++d)
      out->push_back(d < digits ? kDigits[word >> (18 - 6 * d) & 63] : '=');
  };
  for (; i + 3 <= bytes.size(); i += 3) put(byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2), 4);
  if (bytes.size() - i == 2) put(byte(i) << 16 | byte(i + 1) << 8, 3);
  if (bytes.size() - i == 1) put(byte(i) << 16, 2);
}

bool AppendFromBase64(std::string* out, Bytes text) {
  const size_t begin = out->size();
  if (text.size() % 4 != 0) return false;
  size_t padding = 0;
  while (padding < 2 && padding < text.size() && text[text.size() - 1 - padding] == '=') ++padding;
  for (size_t i = 0; i < text.size(); i += 4) {
    const size_t digits = i + 4 == text.size() ? 4 - padding : 4;
    uint32_t word = 0;
    for (size_t d = 0; d < 4; ++d) {
      const uint8_t value = d < digits ? kValues[static_cast<uint8_t>(text[i + d])] : 0;
      if (value == kNone) {
        out->resize(begin);
        return false;
      }
      word = word << 6 | value;
    }
    for (size_t b = 0; b + 1 < digits; ++b) out->push_back(static_cast<char>(word >> (16 - 8 * b)));
    // The bits behind the last byte must be zero: one value, one spelling.
    const uint32_t stray = digits == 4 ? 0 : word & (digits == 3 ? 0xff : 0xffff);
    if (stray != 0) {
      out->resize(begin);
      return false;
    }
  }
  return true;
}

}  // namespace keystone::model
