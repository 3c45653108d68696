// Manifest edits: what is read, written again, reads the same; and applied to an empty state it
// either fits or is refused.
#include "fuzz/disk.h"
#include "storage/manifest.h"

namespace keystone::fuzz {
namespace {

using storage::DecodeManifestEdit;
using storage::EncodeManifestEdit;

bool IsLevel(int level) {
  return level >= 0 && level < storage::kLevels;
}

}  // namespace

void Run(Bytes input) {
  const auto edit = DecodeManifestEdit(input, "edit");
  if (!edit.ok()) {
    KS_CHECK(IsRefusal(edit.status()));
    return;
  }
  for (const auto& [level, info] : edit->added) KS_CHECK(IsLevel(level));
  for (const auto& [level, number] : edit->removed) KS_CHECK(IsLevel(level));
  const std::string written = EncodeManifestEdit(*edit);
  KS_CHECK(written.size() <= input.size());  // what may be skipped is gone
  const auto again = DecodeManifestEdit(written, "edit");
  KS_CHECK(again.ok() && EncodeManifestEdit(*again) == written);

  storage::ManifestState state;
  if (const Status applied = state.Apply(*edit, "edit"); !applied.ok()) {
    KS_CHECK(IsRefusal(applied));
    return;
  }
  const std::string everything = EncodeManifestEdit(state.Everything());
  storage::ManifestState copy;
  KS_CHECK(copy.Apply(state.Everything(), "edit").ok());
  KS_CHECK(EncodeManifestEdit(copy.Everything()) == everything);
}

}  // namespace keystone::fuzz
