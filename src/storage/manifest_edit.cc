// The bytes of manifest edits. docs/format/manifest.md.
#include <cstring>

#include "base/coding.h"
#include "storage/manifest.h"

namespace keystone::storage {
namespace {

// Stored: the values are fixed.
enum Tag : uint64_t {
  kIdentity = 1,
  kNextFile = 2,
  kLastSequence = 3,
  kLogFirst = 4,
  kLogDurable = 5,
  kFileAdded = 6,
  kFileRemoved = 7,
  kTableRetired = 8,
  kMayBeSkipped = 64,  // and everything above
};

void AppendField(std::string* out, Tag tag, Bytes bytes) {
  AppendVarint(out, tag);
  AppendLengthPrefixed(out, bytes);
}

void AppendNumberField(std::string* out, Tag tag, uint64_t value) {
  std::string bytes;
  AppendVarint(&bytes, value);
  AppendField(out, tag, bytes);
}

std::string EncodeFile(int level, const TableFileInfo& info) {
  std::string out;
  AppendVarint(&out, static_cast<uint64_t>(level));
  AppendTableFileInfo(&out, info);
  return out;
}

DatabaseIdentity TakeIdentity(ByteReader* reader) {
  DatabaseIdentity identity;
  const Bytes id = reader->Take(identity.id.size());
  if (reader->ok()) std::memcpy(identity.id.data(), id.data(), id.size());
  identity.history = reader->U64();
  identity.hash_seed = reader->U64();
  return identity;
}

// False for a level there is not.
bool TakeLevel(ByteReader* reader, int* level) {
  const uint64_t value = reader->Varint();
  *level = static_cast<int>(value);
  return value < kLevels;
}

// False for a tag this version does not know.
bool TakeField(uint64_t tag, ByteReader* field, ManifestEdit* edit, bool* valid) {
  int level = 0;
  switch (tag) {
    case kIdentity:
      edit->identity = TakeIdentity(field);
      break;
    case kNextFile:
      edit->next_file = field->Varint();
      break;
    case kLastSequence:
      edit->last_sequence = field->Varint();
      break;
    case kLogFirst:
      edit->log_first = field->Varint();
      break;
    case kLogDurable:
      edit->log_durable = TakeLogPosition(field);
      break;
    case kFileAdded:
      *valid = TakeLevel(field, &level);
      edit->added.emplace_back(level, TakeTableFileInfo(field));
      break;
    case kFileRemoved:
      *valid = TakeLevel(field, &level);
      edit->removed.emplace_back(level, field->Varint());
      break;
    case kTableRetired:
      edit->retired.push_back(TableId{field->Varint32()});
      break;
    default:
      return tag >= kMayBeSkipped;
  }
  *valid = *valid && field->ok() && field->empty();
  return true;
}

}  // namespace

std::string EncodeManifestEdit(const ManifestEdit& edit) {
  std::string out;
  if (edit.identity) {
    std::string bytes(edit.identity->id.data(), edit.identity->id.size());
    AppendU64(&bytes, edit.identity->history);
    AppendU64(&bytes, edit.identity->hash_seed);
    AppendField(&out, kIdentity, bytes);
  }
  if (edit.next_file) AppendNumberField(&out, kNextFile, *edit.next_file);
  if (edit.last_sequence) AppendNumberField(&out, kLastSequence, *edit.last_sequence);
  if (edit.log_first) AppendNumberField(&out, kLogFirst, *edit.log_first);
  if (edit.log_durable) {
    std::string bytes;
    AppendLogPosition(&bytes, *edit.log_durable);
    AppendField(&out, kLogDurable, bytes);
  }
  for (const auto& [level, info] : edit.added)
    AppendField(&out, kFileAdded, EncodeFile(level, info));
  for (const auto& [level, number] : edit.removed) {
    std::string bytes;
    AppendVarint(&bytes, static_cast<uint64_t>(level));
    AppendVarint(&bytes, number);
    AppendField(&out, kFileRemoved, bytes);
  }
  for (const TableId table : edit.retired) {
    AppendNumberField(&out, kTableRetired, static_cast<uint32_t>(table));
  }
  return out;
}

Result<ManifestEdit> DecodeManifestEdit(Bytes bytes, const std::string& where) {
  ManifestEdit edit;
  ByteReader reader(bytes);
  while (!reader.empty()) {
    const uint64_t tag = reader.Varint();
    ByteReader field(reader.LengthPrefixed());
    bool valid = reader.ok();
    if (valid && !TakeField(tag, &field, &edit, &valid)) {
      return Status::NewerFormat(where + ": written by a newer version of KeystoneDB");
    }
    if (!valid) return Status::Corruption(where + ": a field cannot be read");
  }
  return edit;
}

}  // namespace keystone::storage
