#include "storage/entry_block.h"

#include <utility>

#include "base/coding.h"

namespace keystone::storage {

void EntryBlockBuilder::Add(const Entry& entry) {
  const Key& key = entry.key;
  if (empty()) {
    first_key_ = OwnedKey(key);
    first_sequence_ = entry.sequence;
  }
  if (empty() || key.space != space_ || key.hash != hash_ || key.partition != partition_) {
    space_ = key.space;
    hash_ = key.hash;
    partition_ = key.partition;
    partition_offset_ = payload_.size();
    AppendU32(&payload_, static_cast<uint32_t>(key.space.table));
    AppendU32(&payload_, static_cast<uint32_t>(key.space.index));
    AppendU64(&payload_, key.hash);
    AppendLengthPrefixed(&payload_, key.partition);
  }
  offsets_.push_back(static_cast<uint32_t>(payload_.size()));
  AppendVarint(&payload_, payload_.size() - partition_offset_);
  AppendU8(&payload_, static_cast<uint8_t>(entry.kind));
  AppendVarint(&payload_, entry.sequence);
  AppendLengthPrefixed(&payload_, key.sort);
  AppendLengthPrefixed(&payload_, entry.value);
}

std::string EntryBlockBuilder::Finish() {
  for (const uint32_t offset : offsets_) AppendU32(&payload_, offset);
  AppendU32(&payload_, static_cast<uint32_t>(offsets_.size()));
  offsets_.clear();
  return std::exchange(payload_, {});
}

EntryBlock::EntryBlock(Bytes payload) : payload_(payload) {
  if (payload.size() < 4) return;
  count_ = LoadU32(payload.data() + payload.size() - 4);
  valid_ = count_ != 0 && count_ <= (payload.size() - 4) / 4;
  if (!valid_) count_ = 0;
}

bool EntryBlock::Get(size_t index, Entry* entry) const {
  const size_t offsets_begin = payload_.size() - 4 - 4 * count_;
  const Bytes entries = payload_.substr(0, offsets_begin);
  const uint32_t offset = LoadU32(payload_.data() + offsets_begin + 4 * index);
  if (offset >= entries.size()) return false;
  ByteReader reader(entries.substr(offset));
  const uint64_t distance = reader.Varint();
  const uint8_t kind = reader.U8();
  entry->sequence = reader.Varint();
  entry->key.sort = reader.LengthPrefixed();
  entry->value = reader.LengthPrefixed();
  if (!reader.ok() || distance == 0 || distance > offset ||
      kind < static_cast<uint8_t>(EntryKind::kPut) ||
      kind > static_cast<uint8_t>(EntryKind::kAdd)) {
    return false;
  }
  entry->kind = static_cast<EntryKind>(kind);
  ByteReader partition(entries.substr(offset - distance));
  entry->key.space.table = TableId{partition.U32()};
  entry->key.space.index = IndexId{partition.U32()};
  entry->key.hash = partition.U64();
  entry->key.partition = partition.LengthPrefixed();
  return partition.ok();
}

size_t EntryBlock::CountBefore(FunctionRef<bool(const Entry&)> is_before, bool* readable) const {
  size_t low = 0, high = count_;
  Entry entry;
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (!Get(middle, &entry)) {
      *readable = false;
      return 0;
    }
    if (is_before(entry)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

}  // namespace keystone::storage
