// StructReader: the members of a structure inside a request, each read by name. Paths in messages
// follow AWS: "globalSecondaryIndexes.1.member.indexName".
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>

#include "wire/json.h"

namespace keystone::wire {

struct LengthRange {
  size_t min = 0;
  size_t max = ~size_t{0};
};

class StructReader {
 public:
  // `json` and `errors` outlive the reader.
  StructReader(Json json, std::string path, ErrorCollector* errors);

  // The member, unless it is absent or null.
  std::optional<Json> Find(Bytes name) const;
  std::string PathOf(Bytes name) const;

  std::optional<std::string> String(const char* name, LengthRange length = {}) const;
  std::string RequiredString(const char* name, LengthRange length = {}) const;
  std::optional<std::string> Enum(const char* name, std::initializer_list<Bytes> allowed) const;
  std::optional<int64_t> Integer(const char* name) const;
  void Missing(const char* name) const { errors_->Missing(PathOf(name)); }
  ErrorCollector* errors() const { return errors_; }

 private:
  std::string path_;
  ErrorCollector* errors_;
  std::map<Bytes, Json> members_;
};

// "TableName" -> "tableName", as paths in messages have it.
std::string PathName(Bytes member);

// Visits the elements of the list `json`, which is at `path`, each with its path.
void ForEachAt(Json json, const std::string& path, ErrorCollector* errors,
               FunctionRef<void(Json element, const std::string& path)> visit);

}  // namespace keystone::wire
