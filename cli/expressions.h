// The members of requests that expressions on the command line become.
#pragma once

#include "cli/commands.h"

namespace keystone::cli {

// Placeholders of a command's own beside the user's, as members of a JSON object:
// "#kstone_p":"name".
struct OwnPlaceholders {
  std::string names;
  std::string values;
};

// ,"ConditionExpression":"…","ExpressionAttributeNames":{…} and so on, of those that are given;
// InvalidArgument where --names or --values is no JSON object. Values may be plain or
// DynamoDB-typed.
Result<std::string> ExpressionMembers(const Arguments& arguments, const OwnPlaceholders& own);

}  // namespace keystone::cli
