// Items on their way to people and programs: as a table, JSON, JSON Lines or CSV.
//
// Stable for programs: jsonl is one plain (or typed) JSON object a line; json is an array of them;
// csv is RFC 4180 with a header line. The table is for people and may change: control characters
// are shown as escapes, long values are cut.
#pragma once

#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "wire/json.h"

namespace keystone::cli {

enum class Format : unsigned char { kTable, kJson, kJsonLines, kCsv };

struct OutputOptions {
  Format format = Format::kTable;
  bool typed = false;                      // DynamoDB-typed JSON
  size_t width = 0;                        // of the terminal; 0: lines are not cut
  std::vector<std::string> first_columns;  // the key attributes
  std::vector<std::string> columns;        // of a table or CSV; empty: all there are
};

class Output {
 public:
  Output(std::FILE* file, OutputOptions options) : file_(file), options_(std::move(options)) {}

  void Add(wire::Json typed_item);
  void Finish();  // writes what had to wait for the last item
  size_t count() const { return count_; }

 private:
  void AddRow(wire::Json typed_item);
  std::vector<std::string> Columns() const;
  void WriteTable();
  void WriteCsv();
  void Write(const std::string& text) { std::fwrite(text.data(), 1, text.size(), file_); }

  std::FILE* file_;
  OutputOptions options_;
  size_t count_ = 0;
  std::vector<std::map<std::string, std::string>> rows_;  // of a table or CSV
};

}  // namespace keystone::cli
