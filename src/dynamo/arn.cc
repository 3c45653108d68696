#include "dynamo/arn.h"

#include <algorithm>

#include "model/limits.h"

namespace keystone::dynamo {
namespace {

bool IsNameByte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

bool IsTableName(Bytes name) {
  return name.size() >= model::kTableNameBytesMin && name.size() <= model::kTableNameBytesMax &&
         std::all_of(name.begin(), name.end(), IsNameByte);
}

// "arn:partition:service:region:account:resource"; empty members where `arn` is no ARN.
struct ArnParts {
  Bytes service;
  Bytes resource;
};
ArnParts PartsOf(Bytes arn) {
  ArnParts parts;
  Bytes rest = arn;
  for (int field = 0; field < 5; ++field) {
    const size_t colon = rest.find(':');
    if (colon == Bytes::npos || colon == 0) return {};
    if (field == 2) parts.service = rest.substr(0, colon);
    rest.remove_prefix(colon + 1);
  }
  parts.resource = rest;
  return parts;
}

// The name behind "table/"; empty where that is not what the resource is.
Bytes NameInResource(Bytes resource) {
  constexpr Bytes kTable = "table/";
  return resource.starts_with(kTable) ? resource.substr(kTable.size()) : Bytes();
}

Bytes NameInArn(Bytes arn) {
  const ArnParts parts = PartsOf(arn);
  return parts.service == "dynamodb" ? NameInResource(parts.resource) : Bytes();
}

}  // namespace

model::ApiResult<std::string> ResolveTableName(Bytes name_or_arn) {
  const bool is_arn = name_or_arn.starts_with("arn:");
  const Bytes name = is_arn ? NameInArn(name_or_arn) : name_or_arn;
  if (IsTableName(name)) return std::string(name);
  if (is_arn) {
    return model::ApiError::Validation("Invalid TableArn: Invalid ResourceArn provided as input " +
                                       std::string(name_or_arn));
  }
  return model::ApiError::Validation(
      "Invalid table/index name.  Table/index names must be between 3 and 255 characters long, and "
      "may contain only the characters a-z, A-Z, 0-9, '_', '-', and '.'");
}

model::ApiResult<std::string> ResolveTableArn(Bytes arn, Bytes operation) {
  const std::string text(arn);
  if (!arn.starts_with("arn:")) {
    return model::ApiError::Validation("Invalid TableArn: ARNs must start with 'arn:': " + text);
  }
  const ArnParts parts = PartsOf(arn);
  if (!parts.service.empty() && parts.service != "dynamodb") {
    return model::ApiError(model::ErrorCode::kAccessDenied,
                           "User is not authorized to perform: dynamodb:" + std::string(operation) +
                               " on resource: " + text);
  }
  const Bytes name = NameInResource(parts.resource);
  if (IsTableName(name)) return std::string(name);
  return model::ApiError::Validation("Invalid TableArn: Invalid ResourceArn provided as input " +
                                     text + ": not a DynamoDB resource arn");
}

std::string TableArn(Bytes region, Bytes account, Bytes table_name) {
  std::string arn = "arn:aws:dynamodb:";
  arn.append(region).append(":").append(account).append(":table/").append(table_name);
  return arn;
}

}  // namespace keystone::dynamo
