// Table files: a file of entries from the input, then bytes of it changed, with the checksums made
// to hold again or not.
//
// Unchanged, it is walked and verified as what was written. Changed without new checksums, it is
// refused or shows the same. However changed, walking and seeking end, inside the file.
#include <algorithm>
#include <string>
#include <vector>

#include "base/function_ref.h"
#include "base/hash.h"
#include "fuzz/disk.h"
#include "fuzz/source.h"
#include "storage/file_names.h"
#include "storage/key_filter.h"
#include "storage/table_file.h"
#include "storage/table_format.h"

namespace keystone::fuzz {
namespace {

using storage::Entry;
using storage::EntryKind;
using storage::Position;
using storage::TableFileInfo;

constexpr storage::DatabaseId kDatabase{'d', 'b'};
constexpr uint64_t kNumber = 7;
constexpr size_t kChecksumBytes = 8;

// An Entry with bytes of its own.
struct OwnedEntry {
  storage::OwnedKey key;
  storage::SequenceNumber sequence;
  EntryKind kind;
  std::string value;

  Entry view() const { return {key.view(), sequence, kind, value}; }
  bool operator==(const OwnedEntry& other) const {
    return key.view() == other.key.view() && sequence == other.sequence && kind == other.kind &&
           value == other.value;
  }
};

OwnedEntry Own(const Entry& e) {
  return {storage::OwnedKey(e.key), e.sequence, e.kind, std::string(e.value)};
}

bool Before(const OwnedEntry& a, const OwnedEntry& b) {
  return storage::CompareVersions(a.key.view(), a.sequence, b.key.view(), b.sequence) < 0;
}

// Values that go on with up to 4 KB of one byte make files of many blocks out of few bytes of
// input.
OwnedEntry MakeEntry(Source* source) {
  storage::Key key;
  key.space.table = storage::TableId{source->U8()};
  key.hash = source->Below(4);
  key.partition = source->Chunk();
  key.sort = source->Chunk();
  const auto kind = static_cast<EntryKind>(1 + source->Below(3));
  const uint64_t sequence = 1 + source->Below(16);
  const size_t repeated = (source->U8() & 15) << 8;
  std::string value(source->Chunk());
  value.append(repeated, 'v');
  return {storage::OwnedKey(key), sequence, kind, std::move(value)};
}

std::vector<OwnedEntry> MakeEntries(Source* source) {
  std::vector<OwnedEntry> entries;
  for (uint64_t count = 1 + source->Below(24); count > 0; --count) {
    entries.push_back(MakeEntry(source));
  }
  std::sort(entries.begin(), entries.end(), Before);
  const auto same = [](const OwnedEntry& a, const OwnedEntry& b) { return !Before(a, b); };
  entries.erase(std::unique(entries.begin(), entries.end(), same), entries.end());
  return entries;
}

std::string Write(const std::vector<OwnedEntry>& entries, TableFileInfo* info) {
  SimulatedDisk disk(0);
  auto writer = storage::TableFileWriter::Create(disk, ".", kNumber, kDatabase, {3, 4096}, {});
  KS_CHECK(writer.ok());
  for (const OwnedEntry& entry : entries) KS_CHECK((*writer)->Add(entry.view()).ok());
  *info = (*writer)->Finish().value();
  return ReadWholeFile(disk, "./" + storage::TableFileName(kNumber), info->bytes).value();
}

void SealRange(std::string* file, size_t begin, size_t size, uint64_t seed) {
  const Bytes sealed = Bytes(*file).substr(begin, size - kChecksumBytes);
  StoreLittle(file->data() + begin + size - kChecksumBytes, Hash64(sealed, seed));
}

// Makes every checksum hold. `written` tells where the blocks were put.
void Seal(Bytes written, std::string* file) {
  constexpr size_t kHeader = storage::kTableBlockHeaderBytes;
  constexpr size_t kStoredLengthAt = 20;  // docs/format/table-file.md
  const size_t footer = written.size() - storage::kTableFooterBytes;
  SealRange(file, 0, storage::kTableHeaderBytes, 0);
  for (size_t at = storage::kTableHeaderBytes; at < footer;) {
    const size_t size = LoadU32(written.data() + at + kStoredLengthAt);
    const uint64_t of_header = Hash64(Bytes(*file).substr(at, kHeader - kChecksumBytes), 0);
    StoreLittle(file->data() + at + kHeader - kChecksumBytes,
                Hash64(Bytes(*file).substr(at + kHeader, size), of_header));
    at += kHeader + size;
  }
  SealRange(file, footer, storage::kTableFooterBytes, kNumber);
}

// Every kind of seek, to where the entries are. `whole`: the file holds them, so each must find
// what it is meant to; else it must only be able to go on.
class Seeks {
 public:
  Seeks(storage::EntryIterator* it, const std::vector<OwnedEntry>& entries, bool whole)
      : it_(it), entries_(entries), whole_(whole) {}

  void To(const OwnedEntry& wanted) {
    const storage::Key key = wanted.key.view();
    for (const auto level : {Position::Level::kHash, Position::Level::kPartition,
                             Position::Level::kSortPrefix, Position::Level::kSort}) {
      for (const Position& position : {Position::Before(level, key), Position::After(level, key)}) {
        const size_t behind = Count([&](const Entry& e) { return position.Compare(e.key) > 0; });
        it_->Seek(position);
        StandsOn(behind);
        it_->SeekBefore(position);
        StandsOn(behind - 1);
        if (it_->Valid()) it_->Prev();
      }
    }
    it_->SeekVersion(key, wanted.sequence);
    StandsOn(Count([&](const Entry& e) {
      return storage::CompareVersions(e.key, e.sequence, key, wanted.sequence) < 0;
    }));
  }

 private:
  size_t Count(FunctionRef<bool(const Entry&)> is_before) const {
    return static_cast<size_t>(
        std::count_if(entries_.begin(), entries_.end(),
                      [&](const OwnedEntry& entry) { return is_before(entry.view()); }));
  }
  // On nothing, for an index outside the file, -1 included.
  void StandsOn(size_t index) const {
    if (!whole_) return;
    KS_CHECK(it_->Valid() == (index < entries_.size()));
    KS_CHECK(!it_->Valid() || Own(it_->entry()) == entries_[index]);
  }

  storage::EntryIterator* it_;
  const std::vector<OwnedEntry>& entries_;
  bool whole_;
};

void SeekEverywhere(const storage::TableFile& file, const std::vector<OwnedEntry>& entries,
                    bool whole) {
  const auto it = file.NewIterator(true);
  Seeks seeks(it.get(), entries, whole);
  for (size_t i = 0; i < entries.size(); i += 1 + entries.size() / 4) seeks.To(entries[i]);
}

// A filter that is not the one of the entries may deny them; to ask it never leaves its bytes.
void AskFilter(const storage::TableFile& file, const std::vector<OwnedEntry>& entries, bool whole) {
  for (const OwnedEntry& entry : entries) {
    KS_CHECK(file.MayHold(storage::FilterHash(entry.key.view())) || !whole);
  }
  // The first line and the last.
  for (const uint64_t hash : {uint64_t{0}, ~uint64_t{0}}) (void)file.MayHold(hash);
}

// How many steps a walk may take: each block of the file, once for each that may name it.
constexpr size_t kStepsMax = 10'000;

std::vector<OwnedEntry> Walk(storage::EntryIterator* it, bool forward) {
  std::vector<OwnedEntry> found;
  for (forward ? it->SeekToFirst() : it->SeekToLast(); it->Valid() && found.size() < kStepsMax;
       forward ? it->Next() : it->Prev()) {
    found.push_back(Own(it->entry()));
  }
  KS_CHECK(it->status().ok() || IsRefusal(it->status()));
  return found;
}

Status Verify(const storage::TableFile& file) {
  const Status status = file.Verify();
  KS_CHECK(status.ok() || IsRefusal(status));
  return status;
}

}  // namespace

void Run(Bytes input) {
  Source source(input);
  const uint8_t choice = source.U8();
  const bool changed = (choice & 1) != 0, sealed = (choice & 2) != 0;
  const std::vector<OwnedEntry> entries = MakeEntries(&source);
  TableFileInfo info;
  const std::string written = Write(entries, &info);
  std::string bytes = written;
  while (changed && !source.empty()) {
    const size_t from_end = 1 + source.U16() % bytes.size();
    bytes[bytes.size() - from_end] = static_cast<char>(source.U8());
  }
  if (changed && sealed) Seal(written, &bytes);

  SimulatedDisk disk(0);
  WriteFile(&disk, "./" + storage::TableFileName(kNumber), bytes);
  storage::BlockCache cache(1 << 20);
  const auto file = storage::TableFile::Open(disk, ".", kDatabase, info, &cache);
  KS_CHECK(file.ok() || IsRefusal(file.status()));
  KS_CHECK(file.ok() || changed);
  if (!file.ok()) return;
  const Status verified = Verify(**file);
  KS_CHECK(verified.ok() || changed);
  AskFilter(**file, entries, !sealed);
  const auto forward = Walk((*file)->NewIterator(true).get(), true);
  auto backward = Walk((*file)->NewIterator(true).get(), false);
  // Keys in the directory that are not those of the blocks below lead seeks astray, and walks not.
  SeekEverywhere(**file, entries, !sealed && forward == entries);
  if (!verified.ok()) return;
  std::reverse(backward.begin(), backward.end());
  KS_CHECK(forward.size() == info.entries && forward == backward);
  AskFilter(**file, forward, true);
  KS_CHECK(sealed || forward == entries);
}

}  // namespace keystone::fuzz
