// What every operation is given beside its request, and how it answers.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "model/api_error.h"
#include "storage/store.h"

namespace keystone::dynamo {

struct Settings {
  std::string region = "us-east-1";  // in ARNs, where a request names none
  std::string account = "000000000000";
  int64_t transition_ms = 0;
  int64_t ttl_interval_ms = 0;  // between two searches for expired items; 0: there are none
  storage::CommitDurability durability = storage::CommitDurability::kDefault;
};

// Who asks. The views need only live until the method returns.
struct Context {
  Bytes region;  // the one the request was signed for; empty: Settings::region
  storage::Caller caller = storage::Caller::kGoesOn;
  Bytes endpoint = {};  // host and port of the server that was asked; empty: there is none
};

template <typename Response>
using Done = std::function<void(model::ApiResult<Response>)>;

}  // namespace keystone::dynamo
