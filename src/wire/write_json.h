// Pieces of JSON appended to a string.
#pragma once

#include <cstdint>
#include <string>

#include "base/bytes.h"
#include "model/requests.h"

namespace keystone::wire {

void AppendInteger(std::string* out, int64_t value);
// Epoch seconds with milliseconds.
void AppendTime(std::string* out, int64_t micros);

const char* TableStatusText(model::TableStatus status);

// Writes the members of one object: commas and names.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string* out) : out_(out) { out_->push_back('{'); }
  std::string* Member(Bytes name);  // after which the value is to be appended
  void String(Bytes name, Bytes value);
  void Integer(Bytes name, int64_t value) { AppendInteger(Member(name), value); }
  void Bool(Bytes name, bool value) { Member(name)->append(value ? "true" : "false"); }
  void End() { out_->push_back('}'); }

 private:
  std::string* out_;
  bool first_ = true;
};

}  // namespace keystone::wire
