// kstone's commands. Each answers the process's exit code through its Status.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/json_convert.h"
#include "cli/output.h"
#include "cli/session.h"

namespace keystone::cli {

inline constexpr const char* kDynamoDbJson = "dynamodb-json";
inline constexpr const char* kJsonLines = "jsonl";

// What the flags of all commands say; each command uses what it declares.
struct Arguments {
  std::string path;
  std::string table;
  std::vector<std::string> words;  // KEY [SORT] [JSON or EXPRESSION]
  std::string partition_key = "pk:S";
  std::string sort_key;
  std::string output;  // "": a table on a terminal, else JSON Lines
  std::vector<std::string> columns;
  bool typed = false;
  bool plain = false;
  bool reverse = false;
  size_t limit = 0;  // 0: all
  std::string sort_operator;
  std::vector<std::string> sort_values;
  std::string file = "-";  // standard input or output
  std::string format;      // of a file of items; "": DynamoDB JSON, read as each line looks
  bool force = false;      // replaces the output file
  size_t errors_max = 0;
  // Expressions, and the JSON objects of what their placeholders stand for.
  std::string condition;
  std::string filter;
  std::string projection;
  std::string names;
  std::string values;

  JsonStyle style() const {
    if (format == kDynamoDbJson) return JsonStyle::kWrapped;
    if (typed) return JsonStyle::kTyped;
    return plain || format == kJsonLines ? JsonStyle::kPlain : JsonStyle::kGuess;
  }
};

Status Create(const Arguments& arguments);
Status Put(const Arguments& arguments);
Status Get(const Arguments& arguments);
Status Delete(const Arguments& arguments);
Status Update(const Arguments& arguments);
Status Query(const Arguments& arguments);
Status Scan(const Arguments& arguments);
Status Import(const Arguments& arguments);
Status Export(const Arguments& arguments);

// "name:type" as a key column; the type is S where there is none.
Result<KeyColumn> ParseKeyColumn(const std::string& text);
std::string CreateTableRequest(const std::string& table, const KeyColumn& partition,
                               const std::optional<KeyColumn>& sort);

}  // namespace keystone::cli
