#include "storage/table_file_info.h"

namespace keystone::storage {
namespace {

void AppendKey(std::string* out, const Key& key) {
  AppendVarint(out, static_cast<uint32_t>(key.space.table));
  AppendVarint(out, static_cast<uint32_t>(key.space.index));
  AppendU64(out, key.hash);
  AppendLengthPrefixed(out, key.partition);
  AppendLengthPrefixed(out, key.sort);
}

OwnedKey TakeKey(ByteReader* reader) {
  Key key;
  key.space.table = TableId{reader->Varint32()};
  key.space.index = IndexId{reader->Varint32()};
  key.hash = reader->U64();
  key.partition = reader->LengthPrefixed();
  key.sort = reader->LengthPrefixed();
  return OwnedKey(key);
}

}  // namespace

void AppendLogPosition(std::string* out, const LogPosition& position) {
  AppendVarint(out, position.segment);
  AppendVarint(out, position.offset);
}

LogPosition TakeLogPosition(ByteReader* reader) {
  LogPosition position;
  position.segment = reader->Varint();
  position.offset = reader->Varint();
  return position;
}

void AppendTableFileInfo(std::string* out, const TableFileInfo& info) {
  for (const uint64_t value : {info.number, info.bytes, info.entries, info.tombstones,
                               info.sequence_min, info.sequence_max}) {
    AppendVarint(out, value);
  }
  AppendKey(out, info.smallest.view());
  AppendKey(out, info.largest.view());
  AppendLogPosition(out, info.durable);
}

TableFileInfo TakeTableFileInfo(ByteReader* reader) {
  TableFileInfo info;
  for (uint64_t* value : {&info.number, &info.bytes, &info.entries, &info.tombstones,
                          &info.sequence_min, &info.sequence_max}) {
    *value = reader->Varint();
  }
  info.smallest = TakeKey(reader);
  info.largest = TakeKey(reader);
  info.durable = TakeLogPosition(reader);
  return info;
}

}  // namespace keystone::storage
