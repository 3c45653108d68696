// What the process tells its caller: one number for each kind of failure a script may act on.
#pragma once

#include "keystone/status.h"

namespace keystone::server {

inline int ExitCode(StatusCode code) {
  switch (code) {
    case StatusCode::kOk:
      return 0;
    case StatusCode::kNotFound:
      return 1;
    case StatusCode::kAlreadyExists:
    case StatusCode::kInvalidArgument:
      return 2;
    case StatusCode::kCorruption:
    case StatusCode::kNewerFormat:
      return 3;
    case StatusCode::kBusy:
    case StatusCode::kConflict:
      return 5;
    default:
      return 4;
  }
}

}  // namespace keystone::server
