#include "model/key.h"

#include "base/check.h"
#include "model/number.h"

namespace keystone::model {
namespace {

constexpr char kEscaped = '\xff';  // behind 00: the byte 00
constexpr char kEnd = '\x01';      // behind 00: the end

}  // namespace

void AppendKeyPrefix(std::string* out, Bytes prefix) {
  for (const char c : prefix) {
    out->push_back(c);
    if (c == '\0') out->push_back(kEscaped);
  }
}

void AppendKeyComponent(std::string* out, ValueView value) {
  if (value.type() == Type::kNumber) {
    out->append(value.payload());
    return;
  }
  KS_CHECK(value.type() == Type::kString || value.type() == Type::kBinary);
  AppendKeyPrefix(out, value.payload());
  out->push_back('\0');
  out->push_back(kEnd);
}

bool TakeKeyComponent(Bytes* bytes, Type type, std::string* out) {
  if (type == Type::kNumber) {
    const size_t size = NumberPrefixSize(*bytes);
    if (size == 0) return false;
    AppendValue(out, {type, bytes->substr(0, size)});
    bytes->remove_prefix(size);
    return true;
  }
  std::string decoded;
  for (size_t i = 0; i < bytes->size(); ++i) {
    const char c = (*bytes)[i];
    if (c == '\0') {
      if (++i == bytes->size()) return false;
      if ((*bytes)[i] == kEnd) {
        AppendValue(out, {type, decoded});
        bytes->remove_prefix(i + 1);
        return true;
      }
      if ((*bytes)[i] != kEscaped) return false;
    }
    decoded.push_back(c);
  }
  return false;
}

}  // namespace keystone::model
