// Validation of items and values from outside: everything a writer keeps true is checked again.
#include "model/item.h"
#include "model/limits.h"
#include "model/number.h"
#include "model/utf8.h"

namespace keystone::model {
namespace {

constexpr uint8_t kKnownFlags = 0x10;
constexpr size_t kVersionBytes = 12;

Status Bad(const char* what) {
  return Status::Corruption(std::string("item: ") + what);
}

class Validator {
 public:
  Status Value(ByteReader* reader, int levels) {
    const uint8_t type = reader->U8();
    const Bytes payload = reader->LengthPrefixed();
    if (!reader->ok()) return Bad("a value ends too early");
    switch (static_cast<Type>(type)) {
      case Type::kString:
        return IsUtf8(payload) ? Status::Ok() : Bad("a string is not UTF-8");
      case Type::kNumber:
        return IsCanonicalNumber(payload) ? Status::Ok() : Bad("a number is not canonical");
      case Type::kBinary:
        return Status::Ok();
      case Type::kNull:
        return payload.empty() ? Status::Ok() : Bad("a null has contents");
      case Type::kBool:
        return payload.size() == 1 && static_cast<uint8_t>(payload[0]) <= 1
                   ? Status::Ok()
                   : Bad("a bool is neither true nor false");
      case Type::kStringSet:
      case Type::kNumberSet:
      case Type::kBinarySet:
        return Set(static_cast<Type>(type), payload);
      case Type::kList:
        return levels == 0 ? Bad("too deep") : List(payload, levels - 1);
      case Type::kMap:
        return levels == 0 ? Bad("too deep") : Map(payload, levels - 1);
    }
    return Bad("an unknown type");
  }

  Status Map(Bytes payload, int levels) {
    ByteReader reader(payload);
    const uint64_t count = reader.Varint();
    Bytes last;
    for (uint64_t i = 0; i < count && reader.ok(); ++i) {
      const Bytes name = reader.LengthPrefixed();
      if (i != 0 && name <= last) return Bad("names are not in order");
      if (!IsUtf8(name)) return Bad("a name is not UTF-8");
      last = name;
      if (Status s = Value(&reader, levels); !s.ok()) return s;
    }
    return End(reader);
  }

 private:
  static Status End(const ByteReader& reader) {
    return reader.ok() && reader.empty() ? Status::Ok() : Bad("lengths do not fit");
  }

  Status List(Bytes payload, int levels) {
    ByteReader reader(payload);
    const uint64_t count = reader.Varint();
    for (uint64_t i = 0; i < count && reader.ok(); ++i) {
      if (Status s = Value(&reader, levels); !s.ok()) return s;
    }
    return End(reader);
  }

  Status Set(Type type, Bytes payload) {
    ByteReader reader(payload);
    const uint64_t count = reader.Varint();
    if (count == 0) return Bad("an empty set");
    Bytes last;
    for (uint64_t i = 0; i < count && reader.ok(); ++i) {
      const Bytes element = reader.LengthPrefixed();
      if (i != 0 && element <= last) return Bad("a set's elements are not in order");
      last = element;
      if (type == Type::kStringSet && !IsUtf8(element)) return Bad("a string is not UTF-8");
      if (type == Type::kNumberSet && !IsCanonicalNumber(element)) {
        return Bad("a number is not canonical");
      }
    }
    return End(reader);
  }
};

}  // namespace

Status ValidateValue(Bytes encoded) {
  ByteReader reader(encoded);
  if (Status s = Validator().Value(&reader, kNestingLevelsMax); !s.ok()) return s;
  return reader.empty() ? Status::Ok() : Bad("bytes behind the value");
}

Status ValidateItem(Bytes item) {
  ByteReader reader(item);
  const uint8_t flags = reader.U8();
  if (!reader.ok()) return Bad("empty");
  if ((flags & ~kKnownFlags) != 0) return Bad("an unknown layout");
  if ((flags & kKnownFlags) != 0) reader.Take(kVersionBytes);
  if (!reader.ok()) return Bad("ends inside its version");
  return Validator().Map(item.substr(reader.position()), kNestingLevelsMax);
}

}  // namespace keystone::model
