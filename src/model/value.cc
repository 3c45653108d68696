#include "model/value.h"

#include <algorithm>

#include "model/limits.h"
#include "model/number.h"

namespace keystone::model {

const char* TypeName(Type type) {
  switch (type) {
    case Type::kString:
      return "S";
    case Type::kNumber:
      return "N";
    case Type::kBinary:
      return "B";
    case Type::kStringSet:
      return "SS";
    case Type::kNumberSet:
      return "NS";
    case Type::kBinarySet:
      return "BS";
    case Type::kMap:
      return "M";
    case Type::kList:
      return "L";
    case Type::kNull:
      return "NULL";
    case Type::kBool:
      return "BOOL";
  }
  return "?";
}

void AppendValue(std::string* out, ValueView value) {
  AppendU8(out, static_cast<uint8_t>(value.type()));
  AppendLengthPrefixed(out, value.payload());
}

ValueView TakeValue(ByteReader* reader) {
  const uint8_t type = reader->U8();
  const Bytes payload = reader->LengthPrefixed();
  if (!reader->ok() || type < static_cast<uint8_t>(Type::kString) ||
      type > static_cast<uint8_t>(Type::kBool)) {
    return {Type::kNull, {}};
  }
  return {static_cast<Type>(type), payload};
}

MapView ValueView::map() const {
  return MapView(type_ == Type::kMap ? payload_ : Bytes());
}
ListView ValueView::list() const {
  return ListView(type_ == Type::kList ? payload_ : Bytes());
}
SetView ValueView::set() const {
  const bool is_set =
      type_ == Type::kStringSet || type_ == Type::kNumberSet || type_ == Type::kBinarySet;
  return SetView(is_set ? payload_ : Bytes());
}

namespace {

// Values that were validated end before `levels` does; of others, what lies deeper does not count,
// so that no bytes can lead the stack to its end.
size_t SizeOf(ValueView value, int levels) {
  constexpr size_t kDocumentBytes = 3;
  size_t size = 0;
  switch (value.type()) {
    case Type::kString:
    case Type::kBinary:
      return value.payload().size();
    case Type::kNumber:
      return NumberSize(value.payload());
    case Type::kNull:
    case Type::kBool:
      return 1;
    case Type::kStringSet:
    case Type::kBinarySet:
      for (auto it = value.set().begin(); it.ok(); it.Next()) size += it.element().size();
      return size;
    case Type::kNumberSet:
      for (auto it = value.set().begin(); it.ok(); it.Next()) size += NumberSize(it.element());
      return size;
    case Type::kList:
      if (levels == 0) return kDocumentBytes;
      for (auto it = value.list().begin(); it.ok(); it.Next()) {
        size += SizeOf(it.value(), levels - 1) + 1;
      }
      return size + kDocumentBytes;
    case Type::kMap:
      if (levels == 0) return kDocumentBytes;
      for (auto it = value.map().begin(); it.ok(); it.Next()) {
        size += it.name().size() + SizeOf(it.value(), levels - 1) + 1;
      }
      return size + kDocumentBytes;
  }
  return size;
}

// Stops one level behind those an item may have.
size_t LevelsOf(ValueView value, int levels) {
  if (value.type() != Type::kList && value.type() != Type::kMap) return 0;
  size_t inner = 0;
  if (levels != 0) {
    for (auto it = value.list().begin(); it.ok(); it.Next()) {
      inner = std::max(inner, LevelsOf(it.value(), levels - 1));
    }
    for (auto it = value.map().begin(); it.ok(); it.Next()) {
      inner = std::max(inner, LevelsOf(it.value(), levels - 1));
    }
  }
  return inner + 1;
}

}  // namespace

size_t ValueView::Size() const {
  return SizeOf(*this, kNestingLevelsMax);
}

size_t ValueView::Levels() const {
  return LevelsOf(*this, kNestingLevelsMax);
}

namespace {
// An empty payload counts nothing.
uint64_t CountOf(Bytes payload) {
  return ByteReader(payload).Varint();
}
}  // namespace

ListView::Iterator::Iterator(Bytes payload) : reader_(payload), left_(reader_.Varint()) {
  Next();
}

void ListView::Iterator::Next() {
  valid_ = left_ != 0 && reader_.ok();
  if (!valid_) return;
  --left_;
  value_ = TakeValue(&reader_);
  valid_ = reader_.ok();
}

uint64_t ListView::size() const {
  return CountOf(payload_);
}

std::optional<ValueView> ListView::at(uint64_t index) const {
  auto it = begin();
  for (; it.ok() && index > 0; --index) it.Next();
  return it.ok() ? std::optional(it.value()) : std::nullopt;
}

SetView::Iterator::Iterator(Bytes payload) : reader_(payload), left_(reader_.Varint()) {
  Next();
}

void SetView::Iterator::Next() {
  valid_ = left_ != 0 && reader_.ok();
  if (!valid_) return;
  --left_;
  element_ = reader_.LengthPrefixed();
  valid_ = reader_.ok();
}

uint64_t SetView::size() const {
  return CountOf(payload_);
}

bool SetView::contains(Bytes element) const {
  auto it = begin();
  while (it.ok() && it.element() < element) it.Next();
  return it.ok() && it.element() == element;
}

MapView::Iterator::Iterator(Bytes payload) : reader_(payload), left_(reader_.Varint()) {
  Next();
}

void MapView::Iterator::Next() {
  valid_ = left_ != 0 && reader_.ok();
  if (!valid_) return;
  --left_;
  name_ = reader_.LengthPrefixed();
  value_ = TakeValue(&reader_);
  valid_ = reader_.ok();
}

uint64_t MapView::size() const {
  return CountOf(payload_);
}

std::optional<ValueView> MapView::Find(Bytes name) const {
  auto it = begin();
  while (it.ok() && it.name() < name) it.Next();
  return it.ok() && it.name() == name ? std::optional(it.value()) : std::nullopt;
}

}  // namespace keystone::model
