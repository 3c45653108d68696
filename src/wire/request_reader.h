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
  std::string TableName();
  std::string RequiredItem(const char* name, const char* path);
  std::optional<std::string> OptionalItem(const char* name);
  std::optional<int64_t> Integer(const char* name, const char* path, int64_t min, int64_t max);
  bool Bool(const char* name, bool otherwise);
  std::optional<std::string> String(const char* name);
  // A string that must be one of `allowed` ("A, B" as AWS lists them in the message).
  std::optional<std::string> Enum(const char* name, const char* path,
                                  std::initializer_list<Bytes> allowed);

  // Refuses every member of the request that is known and not supported, unless its value asks for
  // nothing.
  void RefuseUnsupported();

 private:
  Json root_;
  const char* operation_;
  const std::string prefix_;
  model::ValueWriter* writer_;
  ErrorCollector errors_;
  std::map<Bytes, Json> members_;
};

// The same for a JSON object inside a request.
std::optional<std::string> ReadEnum(Json json, const std::string& path,
                                    std::initializer_list<Bytes> allowed, ErrorCollector* errors);

}  // namespace keystone::wire
