// Files of hostile bytes on a simulated disk that nothing else happens to.
#pragma once

#include <string>

#include "env/simulated_disk.h"
#include "fuzz/target.h"

namespace keystone::fuzz {

inline void WriteFile(FileSystem* files, const std::string& path, Bytes bytes) {
  auto file = files->CreateFile(path);
  KS_CHECK(file.ok() && (*file)->Append(bytes).ok());
  KS_CHECK((*file)->Sync().ok() && (*file)->Close().ok());
}

// What hostile bytes may be answered with: never a failure that is not theirs.
inline bool IsRefusal(const Status& status) {
  return status.code() == StatusCode::kCorruption || status.code() == StatusCode::kNewerFormat;
}

}  // namespace keystone::fuzz
