// The manifest as a whole: a file of edits, true or lying, whole or damaged, that CURRENT names.
//
// Whole edits give what they give applied one by one, or are refused; whatever loads can be written
// as one edit and loads again the same.
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

// What the edits come to; none where one of them cannot be.
Result<ManifestState> ApplyAll(const MadeSegment& made) {
  ManifestState state;
  bool first = true;
  for (const std::string& record : made.records) {
    auto edit = storage::DecodeManifestEdit(record, "edit");
    if (!edit.ok()) return edit.status();
    if (first && !edit->identity) return Status::Corruption("no identity");
    first = false;
    if (Status s = state.Apply(*edit, "edit"); !s.ok()) return s;
  }
  if (first || state.identity.id != kDatabase) return Status::Corruption("no identity");
  return state;
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
  const auto expected = ApplyAll(made);
  Damage(&source, &made);
  SimulatedDisk disk(0);
  WriteManifest(&disk, made.bytes);

  const auto loaded = storage::LoadManifest(disk, ".");
  KS_CHECK(loaded.ok() || IsRefusal(loaded.status()));
  if (!made.lies && !made.damaged) {
    KS_CHECK(loaded.ok() == expected.ok());
    KS_CHECK(!loaded.ok() || Everything(*loaded) == Everything(*expected));
  }
  if (!loaded.ok()) return;
  KS_CHECK(storage::ManifestWriter::Create(disk, ".", kNumber + 1, 42, *loaded).ok());
  const auto again = storage::LoadManifest(disk, ".");
  KS_CHECK(again.ok() && Everything(*again) == Everything(*loaded));
}

}  // namespace keystone::fuzz
