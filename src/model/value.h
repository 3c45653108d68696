// Attribute values in their one binary form, read in place. docs/format/items.md has the grammar:
//
//   value    := type u8, length varint, payload (length bytes)
//   S, B     := the bytes          N := canonical number (model/number.h)          NULL := empty
//   BOOL := 00 | 01 SS,NS,BS := count varint, then per element: length varint, bytes; sorted by
//   bytes, no duplicates, not empty L        := count varint, then values M        := count varint,
//   then per attribute: name length varint, name, value; sorted by name bytes, no duplicates
//
// The form is canonical: two values are equal exactly when their bytes are (lists keep their
// order).
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "base/coding.h"

namespace keystone::model {

enum class Type : uint8_t {
  kString = 1,
  kNumber = 2,
  kBinary = 3,
  kStringSet = 4,
  kNumberSet = 5,
  kBinarySet = 6,
  kMap = 7,
  kList = 8,
  kNull = 9,
  kBool = 10,
};

const char* TypeName(Type type);  // "S", "N", … as in DynamoDB JSON

class ListView;
class MapView;
class SetView;

// One value. A view: lives as long as the bytes. Views over bytes that did not pass
// ValidateValue/ValidateItem never read outside them, but may show nonsense; who walks into lists
// and maps bounds the depth himself.
class ValueView {
 public:
  ValueView(Type type, Bytes payload) : type_(type), payload_(payload) {}

  Type type() const { return type_; }
  Bytes payload() const { return payload_; }  // S, B: the bytes; N: the canonical number
  bool boolean() const { return !payload_.empty() && payload_[0] != 0; }
  MapView map() const;
  ListView list() const;
  SetView set() const;

  // AWS's size rule for the value alone (AWS: "DynamoDB item sizes and formats"): S, B their bytes;
  // N NumberSize; NULL, BOOL 1; sets the sum of their elements; L, M 3 bytes + contents + 1 byte an
  // element.
  size_t Size() const;

  // How many lists and maps are within each other, itself included: 0 for all other types; no more
  // than one over kNestingLevelsMax.
  size_t Levels() const;

  friend bool operator==(const ValueView& a, const ValueView& b) {
    return a.type_ == b.type_ && a.payload_ == b.payload_;
  }

 private:
  Type type_;
  Bytes payload_;
};

// Appends the encoded form of a value.
void AppendValue(std::string* out, ValueView value);

// Reads one encoded value from the front; a failed reader gives NULL.
ValueView TakeValue(ByteReader* reader);

// Iteration, for lists, sets and maps alike:   for (auto it = value.list().begin(); it.ok();
// it.Next()) use(it.value());
class ListView {
 public:
  class Iterator {
   public:
    explicit Iterator(Bytes payload);
    bool ok() const { return valid_; }
    void Next();
    ValueView value() const { return value_; }

   private:
    ByteReader reader_;
    uint64_t left_;
    bool valid_ = false;
    ValueView value_{Type::kNull, {}};
  };

  explicit ListView(Bytes payload) : payload_(payload) {}
  uint64_t size() const;
  Iterator begin() const { return Iterator(payload_); }
  std::optional<ValueView> at(uint64_t index) const;  // linear

 private:
  Bytes payload_;
};

class SetView {
 public:
  class Iterator {
   public:
    explicit Iterator(Bytes payload);
    bool ok() const { return valid_; }
    void Next();
    Bytes element() const { return element_; }  // NS: a canonical number

   private:
    ByteReader reader_;
    uint64_t left_;
    bool valid_ = false;
    Bytes element_;
  };

  explicit SetView(Bytes payload) : payload_(payload) {}
  uint64_t size() const;
  Iterator begin() const { return Iterator(payload_); }
  bool contains(Bytes element) const;

 private:
  Bytes payload_;
};

class MapView {
 public:
  class Iterator {
   public:
    explicit Iterator(Bytes payload);
    bool ok() const { return valid_; }
    void Next();
    Bytes name() const { return name_; }
    ValueView value() const { return value_; }

   private:
    ByteReader reader_;
    uint64_t left_;
    bool valid_ = false;
    Bytes name_;
    ValueView value_{Type::kNull, {}};
  };

  explicit MapView(Bytes payload) : payload_(payload) {}
  uint64_t size() const;
  Iterator begin() const { return Iterator(payload_); }
  std::optional<ValueView> Find(Bytes name) const;  // linear, stops early: names are sorted

 private:
  Bytes payload_;
};

}  // namespace keystone::model
