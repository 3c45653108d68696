#include "model/item.h"

#include "base/check.h"

namespace keystone::model {
namespace {

constexpr uint8_t kLayoutMask = 0x0f;
constexpr uint8_t kHasVersion = 0x10;
constexpr size_t kVersionBytes = 12;

}  // namespace

ItemView::ItemView(Bytes item) {
  ByteReader reader(item);
  const uint8_t flags = reader.U8();
  if ((flags & kLayoutMask) != 0) return;
  if ((flags & kHasVersion) != 0) reader.Take(kVersionBytes);
  if (reader.ok()) attributes_ = item.substr(reader.position());
}

size_t ItemView::Size() const {
  size_t size = 0;
  for (auto it = attributes().begin(); it.ok(); it.Next()) {
    size += it.name().size() + it.value().Size();
  }
  return size;
}

std::string MakeItem(ValueView map) {
  KS_CHECK(map.type() == Type::kMap);
  std::string item;
  item.reserve(1 + map.payload().size());
  AppendU8(&item, 0);
  item.append(map.payload());
  return item;
}

std::string MakeItem(ValueWriter& writer) {
  const std::string value = writer.TakeValue();
  ByteReader reader(value);
  return MakeItem(TakeValue(&reader));
}

}  // namespace keystone::model
