// RequestReader: one request's members, each read by name as its operation asks for it.
//
// An operation names the members it knows; the reader refuses those that AWS knows and we do not
// support, by a table, and passes over all others, as AWS does.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "model/requests.h"
#include "model/value_writer.h"
#include "wire/json.h"

namespace keystone::wire {

class RequestReader {
 public:
  // `root` must outlive the reader. `operation` names it in messages. `prefix` begins the paths in
  // messages, of a request inside another one: "transactItems.1.member.put.".
  RequestReader(Json root, const char* operation, model::ValueWriter* writer,
                std::string prefix = {});

  ErrorCollector& errors() { return errors_; }
  model::ValueWriter* writer() { return writer_; }
  // The member, unless it is absent or null.
  std::optional<Json> Find(Bytes name);

  void MissingMember(const char* path) { errors_.Missing(prefix_ + path); }
  std::string TableName() { return RequiredString("TableName", "tableName", 1, 1024); }
  // Lengths are in characters.
  std::string RequiredString(const char* name, const char* path, size_t min, size_t max);
  std::optional<std::string> String(const char* name, const char* path, size_t min, size_t max);
  std::optional<std::string> IndexName();
  std::string RequiredItem(const char* name, const char* path);
  std::optional<std::string> OptionalItem(const char* name);
  std::optional<int64_t> Integer(const char* name, const char* path, int64_t min, int64_t max);
  bool Bool(const char* name, bool otherwise);
  std::optional<std::string> String(const char* name);
  // A string that must be one of `allowed` ("A, B" as AWS lists them in the message).
  std::optional<std::string> Enum(const char* name, const char* path,
                                  std::initializer_list<Bytes> allowed);

  // Refuses every member of the request that is known, not supported and was not asked for here,
  // unless its value asks for nothing.
  void RefuseUnsupported();

 private:
  struct Member {
    Json json;
    bool found = false;
  };

  Json root_;
  const char* operation_;
  const std::string prefix_;
  model::ValueWriter* writer_;
  ErrorCollector errors_;
  std::map<Bytes, Member> members_;
};

// Notes a text that has fewer or more characters.
void CheckLength(const std::string& text, const std::string& path, size_t min, size_t max,
                 ErrorCollector* errors);

// Notes a name that has other characters than names of tables may have.
void CheckNamePattern(const std::string& name, const std::string& path, ErrorCollector* errors);

// As RequestReader::Enum, for a JSON object inside a request.
std::optional<std::string> ReadEnum(Json json, const std::string& path,
                                    std::initializer_list<Bytes> allowed, ErrorCollector* errors);

}  // namespace keystone::wire
