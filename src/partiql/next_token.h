// NextToken: where a SELECT goes on. Base64 of
//
//   version u8 (1), statement u64 (the hash of the statement and its parameters), part u32, start
//   key (an item; nothing where the part has not begun)
//
// Whoever makes one himself learns no more than a request with the same start key would tell him.
#pragma once

#include "model/requests.h"

namespace keystone::partiql {

struct Resumption {
  uint32_t part = 0;  // of ReadPlan
  std::optional<std::string> start_key;
};

std::string MakeNextToken(const model::StatementRequest& statement, const Resumption& resumption);

// ValidationException for what is no token, or one of another statement.
model::ApiResult<Resumption> ReadNextToken(const model::StatementRequest& statement, Bytes token);

}  // namespace keystone::partiql
