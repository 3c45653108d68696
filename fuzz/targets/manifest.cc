// The manifest as a whole: a file of edits, true or lying, whole or damaged, that CURRENT names.
//
// Whole edits give what they give applied one by one, or are refused; damaged, the first of them or
// a refusal; whatever loads can be written as one edit and loads again the same.
#include <string>

#include "fuzz/disk.h"
#include "fuzz/segments.h"
#include "storage/manifest.h"

namespace keystone::fuzz {
namespace {

using storage::ManifestState;

constexpr storage::DatabaseId kDatabase{'d', 'b'};
constexpr uint64_t kNumber = 7;
constexpr char kPath[] = "./MANIFEST-000007";

std::string Everything(const ManifestState& state) {
  return storage::EncodeManifestEdit(state.Everything());
}

// A manifest as the writer makes it, so that CURRENT names the file; its bytes are then replaced.
void WriteManifest(FileSystem* files, Bytes bytes) {
  ManifestState state;
  state.identity.id = kDatabase;
  KS_CHECK(storage::ManifestWriter::Create(*files, ".", kNumber, 1, state).ok());
  KS_CHECK(files->RemoveFile(kPath).ok());
  WriteFile(files, kPath, bytes);
}

// What the first `count` edits come to; a failure where one of them cannot be.
Result<ManifestState> Apply(const MadeSegment& made, size_t count) {
  ManifestState state;
  for (size_t i = 0; i < count; ++i) {
    auto edit = storage::DecodeManifestEdit(made.records[i], "edit");
    if (!edit.ok()) return edit.status();
    if (i == 0 && !edit->identity) return Status::Corruption("no identity");
    if (Status s = state.Apply(*edit, "edit"); !s.ok()) return s;
  }
  if (state.identity.id != kDatabase) return Status::Corruption("no identity");
  return state;
}

// Of a manifest without lies: whole it gives all edits, damaged the first ones or a refusal.
void CheckTrue(const MadeSegment& made, const Result<ManifestState>& loaded) {
  if (!made.damaged) KS_CHECK(loaded.ok() == Apply(made, made.records.size()).ok());
  if (!loaded.ok()) return;
  bool found = false;
  for (size_t count = made.damaged ? 1 : made.records.size(); count <= made.records.size();
       ++count) {
    const auto state = Apply(made, count);
    found = found || (state.ok() && Everything(*state) == Everything(*loaded));
  }
  KS_CHECK(found);
}

}  // namespace

void Run(Bytes input) {
  Source source(input);
  storage::SegmentHeader header;
  header.kind = storage::SegmentKind::kManifest;
  header.database = kDatabase;
  header.number = kNumber;
  header.id = 41;
  MadeSegment made = MakeSegment(&source, header);
  Damage(&source, &made);
  SimulatedDisk disk(0);
  WriteManifest(&disk, made.bytes);

  const auto loaded = storage::LoadManifest(disk, ".");
  KS_CHECK(loaded.ok() || IsRefusal(loaded.status()));
  if (!made.lies) CheckTrue(made, loaded);
  if (!loaded.ok()) return;
  KS_CHECK(storage::ManifestWriter::Create(disk, ".", kNumber + 1, 42, *loaded).ok());
  const auto again = storage::LoadManifest(disk, ".");
  KS_CHECK(again.ok() && Everything(*again) == Everything(*loaded));
}

}  // namespace keystone::fuzz
