// OutputFile: a file that appears whole or not at all. It is written under a name of its own beside
// the file, made durable, and renamed; what fails or is interrupted before leaves nothing behind,
// unless the process is killed. A file that is there already is replaced only by force, and even
// then not before the new one is whole.
//
// "-" is standard output; a pipe or a device is written to as it is.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "keystone/status.h"

namespace keystone::cli {

// One at a time in a process.
class OutputFile {
 public:
  // AlreadyExists where `path` is a file and `force` is off.
  static Result<std::unique_ptr<OutputFile>> Open(const std::string& path, bool force);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  Status Write(std::string_view text);
  // Durable and under its name; without this the file never appears.
  Status Publish();
  bool is_stdout() const { return file_ == stdout; }
  bool is_terminal() const;

 private:
  OutputFile(std::string path, bool force) : path_(std::move(path)), force_(force) {}
  Status OpenDraft();
  Status Rename();

  std::string path_;
  const bool force_;
  std::string draft_;  // empty: written in place
  std::FILE* file_ = nullptr;
};

}  // namespace keystone::cli
