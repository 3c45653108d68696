#include "storage/log_record.h"

#include "base/coding.h"

namespace keystone::storage {
namespace {

constexpr uint8_t kMustUnderstand = 0x80;
constexpr uint8_t kDerived = 1;
constexpr uint8_t kHasOldImage = 2;
constexpr size_t kFixedBytes = 24;  // up to and with the hybrid time

bool HasValue(EntryKind kind) {
  return kind != EntryKind::kDelete;
}

}  // namespace

void RecordBuilder::Add(EntryKind kind, Role role, const Key& key, Bytes value) {
  AppendU8(&operations_, static_cast<uint8_t>(kind));
  AppendU8(&operations_, role == Role::kDerived ? kDerived : 0);
  AppendVarint(&operations_, static_cast<uint32_t>(key.space.table));
  AppendVarint(&operations_, static_cast<uint32_t>(key.space.index));
  AppendLengthPrefixed(&operations_, key.partition);
  AppendLengthPrefixed(&operations_, key.sort);
  if (HasValue(kind)) AppendLengthPrefixed(&operations_, value);
  ++count_;
}

void RecordBuilder::AppendTo(std::string* out, RecordKind kind, SequenceNumber sequence,
                             uint64_t hybrid_time) const {
  const size_t length = kFixedBytes + VarintSize(count_) + operations_.size();
  AppendU32(out, static_cast<uint32_t>(length));
  AppendU8(out, static_cast<uint8_t>(kind) | kMustUnderstand);
  AppendU8(out, 0);  // flags
  AppendU8(out, 0);  // cause: client
  AppendU8(out, 0);
  AppendU32(out, 0);  // origin node: this one
  AppendU64(out, sequence);
  AppendU64(out, hybrid_time);
  AppendVarint(out, count_);
  out->append(operations_);
}

bool ReadOperations(Bytes operations, uint64_t count,
                    FunctionRef<void(EntryKind kind, const Key& key, Bytes value)> visit) {
  ByteReader reader(operations);
  for (uint64_t i = 0; i < count; ++i) {
    const uint8_t kind = reader.U8();
    const uint8_t flags = reader.U8();
    Key key;
    key.space.table = TableId{reader.Varint32()};
    key.space.index = IndexId{reader.Varint32()};
    key.partition = reader.LengthPrefixed();
    key.sort = reader.LengthPrefixed();
    const bool known = kind >= static_cast<uint8_t>(EntryKind::kPut) &&
                       kind <= static_cast<uint8_t>(EntryKind::kAdd) &&
                       (flags & ~(kDerived | kHasOldImage)) == 0;
    if (!known) return false;
    const auto entry_kind = static_cast<EntryKind>(kind);
    const Bytes value = HasValue(entry_kind) ? reader.LengthPrefixed() : Bytes();
    if ((flags & kHasOldImage) != 0) reader.LengthPrefixed();
    // A counter's value is trusted from here on.
    if (!reader.ok() || (entry_kind == EntryKind::kAdd && value.size() != sizeof(Counters))) {
      return false;
    }
    visit(entry_kind, key, value);
  }
  return reader.empty();
}

bool ReadRecord(Bytes record, RecordHeader* header, bool* newer,
                FunctionRef<void(EntryKind kind, const Key& key, Bytes value)> visit) {
  ByteReader reader(record);
  const uint8_t kind = reader.U8();
  const uint8_t flags = reader.U8();
  header->cause = reader.U8();
  reader.U8();
  header->origin_node = reader.U32();
  header->sequence = reader.U64();
  header->hybrid_time = reader.U64();
  header->operation_count = reader.Varint();
  *newer = false;
  if (!reader.ok()) return false;
  const uint8_t known = kind & ~kMustUnderstand;
  if (known != static_cast<uint8_t>(RecordKind::kCommit) &&
      known != static_cast<uint8_t>(RecordKind::kRetiredIds)) {
    // What may be skipped still takes up its sequence numbers, so the header is given even then.
    *newer = (kind & kMustUnderstand) != 0;
    return !*newer;
  }
  header->kind = static_cast<RecordKind>(known);
  *newer = flags != 0;
  return !*newer &&
         ReadOperations(record.substr(reader.position()), header->operation_count, visit);
}

}  // namespace keystone::storage
