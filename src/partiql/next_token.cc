#include "partiql/next_token.h"

#include "base/coding.h"
#include "base/hash.h"
#include "model/base64.h"
#include "model/item.h"

namespace keystone::partiql {
namespace {

using model::ApiError;

constexpr uint8_t kVersion = 1;

uint64_t HashOf(const model::StatementRequest& statement) {
  std::string bytes;
  AppendLengthPrefixed(&bytes, statement.statement);
  for (const std::string& parameter : statement.parameters) AppendLengthPrefixed(&bytes, parameter);
  return Hash64(bytes, kVersion);
}

}  // namespace

std::string MakeNextToken(const model::StatementRequest& statement, const Resumption& resumption) {
  std::string bytes;
  AppendU8(&bytes, kVersion);
  AppendU64(&bytes, HashOf(statement));
  AppendU32(&bytes, resumption.part);
  if (resumption.start_key) bytes += *resumption.start_key;
  std::string token;
  model::AppendBase64(&token, bytes);
  return token;
}

model::ApiResult<Resumption> ReadNextToken(const model::StatementRequest& statement, Bytes token) {
  std::string bytes;
  const ApiError invalid = ApiError::Validation("Invalid NextToken");
  if (!model::AppendFromBase64(&bytes, token)) return invalid;
  ByteReader reader(bytes);
  const uint8_t version = reader.U8();
  const uint64_t hash = reader.U64();
  Resumption resumption;
  resumption.part = reader.U32();
  if (!reader.ok() || version != kVersion) return invalid;
  if (hash != HashOf(statement)) {
    return ApiError::Validation("NextToken does not match request");
  }
  const Bytes key = Bytes(bytes).substr(reader.position());
  if (key.empty()) return resumption;
  if (!model::ValidateItem(key).ok()) return invalid;
  resumption.start_key = std::string(key);
  return resumption;
}

}  // namespace keystone::partiql
