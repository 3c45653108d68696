#include "wire/names.h"

#include <algorithm>

#include "model/limits.h"

namespace keystone::wire {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '.' || c == '-';
}

}  // namespace

void CheckIndexName(const std::string& name, const std::string& path, ErrorCollector* errors) {
  const std::string shown = "'" + name + "'";
  if (!std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    errors->Violation(shown, path,
                      "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  } else if (name.size() < model::kIndexNameBytesMin) {
    errors->Violation(shown, path, "Member must have length greater than or equal to 3");
  } else if (name.size() > model::kIndexNameBytesMax) {
    errors->Violation(shown, path, "Member must have length less than or equal to 255");
  }
}

}  // namespace keystone::wire
