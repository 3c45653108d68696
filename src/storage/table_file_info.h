// TableFileInfo: what the manifest keeps of a table file, and the file of itself.
#pragma once

#include <string>

#include "base/coding.h"
#include "storage/key.h"
#include "storage/log_position.h"

namespace keystone::storage {

struct TableFileInfo {
  uint64_t number = 0;
  uint64_t bytes = 0;
  uint64_t entries = 0;
  uint64_t tombstones = 0;
  SequenceNumber sequence_min = 0;
  SequenceNumber sequence_max = 0;
  OwnedKey smallest;
  OwnedKey largest;
  LogPosition durable;  // of the log, when the file was written
};

// docs/format/manifest.md, field 6, without the level.
void AppendTableFileInfo(std::string* out, const TableFileInfo& info);
TableFileInfo TakeTableFileInfo(ByteReader* reader);

void AppendLogPosition(std::string* out, const LogPosition& position);
LogPosition TakeLogPosition(ByteReader* reader);

}  // namespace keystone::storage
