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

// The name behind "arn:partition:dynamodb:region:account:table/"; empty where `arn` is no such ARN.
Bytes NameInArn(Bytes arn) {
  constexpr Bytes kResource = "table/";
  Bytes rest = arn;
  for (int field = 0; field < 5; ++field) {
    const size_t colon = rest.find(':');
    if (colon == Bytes::npos || colon == 0) return {};
    if (field == 2 && rest.substr(0, colon) != "dynamodb") return {};
    rest.remove_prefix(colon + 1);
  }
  if (!rest.starts_with(kResource)) return {};
  return rest.substr(kResource.size());
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

std::string TableArn(Bytes region, Bytes account, Bytes table_name) {
  std::string arn = "arn:aws:dynamodb:";
  arn.append(region).append(":").append(account).append(":table/").append(table_name);
  return arn;
}

}  // namespace keystone::dynamo
