// Session: a database opened by a command, asked in DynamoDB's JSON, with the failures that become
// exit codes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "keystone/database.h"
#include "wire/json.h"

namespace keystone::cli {

struct KeyColumn {
  std::string name;
  std::string type;  // S, N or B
};

struct TableKeys {
  std::string table;
  KeyColumn partition;
  std::optional<KeyColumn> sort;

  std::vector<std::string> names() const;
};

// Replies are parsed into a document that lives until the next call.
class Session {
 public:
  static Result<std::unique_ptr<Session>> Open(const std::string& path, const Options& options);
  // NotFound where there is no database yet.
  static Result<std::unique_ptr<Session>> OpenExisting(const std::string& path);

  // The reply, or DynamoDB's error: NotFound for a missing table, InvalidArgument for what the
  // request got wrong.
  Result<wire::Json> Call(const std::string& operation, const std::string& request);
  // Of `table`; of the only table there is where that is empty.
  Result<TableKeys> Keys(const std::string& table);
  Status Close() { return database_.Close(); }

 private:
  explicit Session(Database database) : database_(std::move(database)) {}

  Database database_;
  simdjson::dom::parser parser_;
  std::string body_;
};

// {"S":"text"}, {"N":"5"}.
std::string TypedKeyValue(const KeyColumn& column, const std::string& text);
// "name":{"S":"text"}[,"sort":…]; InvalidArgument where the table has a sort key and none is given,
// or the other way about.
Result<std::string> KeyMembers(const TableKeys& keys, const std::string& partition,
                               const std::optional<std::string>& sort);

}  // namespace keystone::cli
