#include "storage/manifest.h"

#include <algorithm>

#include "base/coding.h"
#include "base/hash.h"
#include "base/planted.h"
#include "base/status_macros.h"
#include "storage/file_names.h"
#include "storage/segment_reader.h"

namespace keystone::storage {
namespace {

constexpr uint64_t kCurrentBytesMax = 256;

std::string CurrentText(const std::string& name) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string digits(16, '0');
  const uint64_t checksum = Hash64(name, 0);
  for (size_t i = 0; i < 16; ++i) digits[i] = kHex[checksum >> (60 - 4 * i) & 15];
  return name + " " + digits + "\n";
}

Result<std::string> ReadCurrent(FileSystem& files, const std::string& folder) {
  const std::string path = folder + "/" + std::string(kCurrentFileName);
  KS_ASSIGN_OR_RETURN(const std::string text, ReadWholeFile(files, path, kCurrentBytesMax));
  const std::string name = text.substr(0, text.find(' '));
  if (name.empty() || name.find('/') != std::string::npos || text != CurrentText(name)) {
    return Status::Corruption(path + " at 0: does not name a manifest");
  }
  return name;
}

}  // namespace

Status ManifestState::Apply(const ManifestEdit& edit, const std::string& where) {
  if (edit.identity) identity = *edit.identity;
  if (edit.next_file) next_file = *edit.next_file;
  if (edit.last_sequence) last_sequence = *edit.last_sequence;
  if (edit.log_first) log_first = *edit.log_first;
  if (edit.log_durable) log_durable = *edit.log_durable;
  for (const auto& [level, number] : edit.removed) {
    if (levels[level].erase(number) == 0) {
      return Status::Corruption(where + ": removes table file " + std::to_string(number) +
                                ", which is not there");
    }
  }
  for (const auto& [level, info] : edit.added) {
    if (info.number >= next_file || !levels[level].emplace(info.number, info).second) {
      return Status::Corruption(where + ": adds table file " + std::to_string(info.number) +
                                ", whose number is not free");
    }
  }
  retired.insert(edit.retired.begin(), edit.retired.end());
  return Status::Ok();
}

ManifestEdit ManifestState::Everything() const {
  ManifestEdit edit;
  edit.identity = identity;
  edit.next_file = next_file;
  edit.last_sequence = last_sequence;
  edit.log_first = log_first;
  edit.log_durable = log_durable;
  for (int level = 0; level < kLevels; ++level) {
    for (const auto& [number, info] : levels[level]) edit.added.emplace_back(level, info);
  }
  edit.retired.assign(retired.begin(), retired.end());
  return edit;
}

Result<ManifestState> LoadManifest(FileSystem& files, const std::string& folder) {
  KS_ASSIGN_OR_RETURN(const std::string name, ReadCurrent(files, folder));
  const std::string path = folder + "/" + name;
  auto opened = SegmentReader::Open(files, path, SegmentKind::kManifest);
  if (opened.status().code() == StatusCode::kNotFound) {
    return Status::Corruption(path + " at 0: CURRENT names it, but it is missing");
  }
  KS_ASSIGN_OR_RETURN(const auto reader, std::move(opened));
  ManifestState state;
  std::string carried;
  uint64_t edits = 0;
  KS_RETURN_IF_ERROR(
      reader->ReadRecords(SegmentReader::kNoEnd, &carried, [&](Bytes record) -> Status {
        const std::string where = path + ": edit " + std::to_string(edits++);
        KS_ASSIGN_OR_RETURN(const ManifestEdit edit, DecodeManifestEdit(record, where));
        if (edits == 1 && !edit.identity) return Status::Corruption(where + ": has no identity");
        return state.Apply(edit, where);
      }));
  KS_ASSIGN_OR_RETURN(const LogPosition behind, reader->DurableBehindEnd());
  const LogPosition end{reader->header().number, reader->end()};
  // The first edit was durable before CURRENT named the file.
  if (edits == 0 || std::max(behind, reader->durable_max()) > end) {
    return Status::Corruption(path + " at " + std::to_string(reader->end()) +
                              ": an edit that was durable is damaged");
  }
  if (state.identity.id != reader->header().database) {
    return Status::Corruption(path + " at 0: belongs to another database");
  }
  // An edit that a killed process wrote may be in the operating system's memory alone. Files go on
  // its word, and a power cut must not bring back a manifest that needs them.
  KS_RETURN_IF_ERROR(files.SyncFile(path));
  return state;
}

Result<std::unique_ptr<ManifestWriter>> ManifestWriter::Create(FileSystem& files,
                                                               const std::string& folder,
                                                               uint64_t number, uint64_t segment_id,
                                                               const ManifestState& state) {
  SegmentHeader header;
  header.kind = SegmentKind::kManifest;
  header.database = state.identity.id;
  header.history = state.identity.history;
  header.number = number;
  header.id = segment_id;
  const std::string name = ManifestFileName(number);
  KS_ASSIGN_OR_RETURN(auto segment, SegmentWriter::Create(files, folder, name, header, {}));
  auto writer = std::unique_ptr<ManifestWriter>(new ManifestWriter(std::move(segment)));
  KS_RETURN_IF_ERROR(writer->Append(state.Everything()));
  KS_RETURN_IF_ERROR(
      ReplaceFile(files, folder + "/" + std::string(kCurrentFileName), CurrentText(name)));
  return writer;
}

Status ManifestWriter::Append(const ManifestEdit& edit) {
  if (Planted(Bug::kManifestEditLost) && !edit.identity && edit.log_first) return Status::Ok();
  const std::string encoded = EncodeManifestEdit(edit);
  std::string record;
  AppendU32(&record, static_cast<uint32_t>(encoded.size()));
  record += encoded;
  KS_RETURN_IF_ERROR(segment_->Append(record));
  return segment_->Sync();
}

}  // namespace keystone::storage
