#include "wire/request_reader.h"

#include "model/utf8.h"
#include "wire/read_value.h"

namespace keystone::wire {
namespace {

// Members that AWS knows and we do not support yet, but where an operation asks for them. A value
// of `neutral`, an empty list or map, false or null asks for nothing.
struct Unsupported {
  Bytes member;
  Bytes neutral;
};
constexpr Unsupported kUnsupported[] = {
    {"DisassociationProtectionEnabled", ""},
    {"GlobalTableSettingsReplicationMode", ""},
    {"GlobalTableSourceArn", ""},
    {"GlobalTableWitnessUpdates", ""},
    {"MultiRegionConsistency", ""},
    {"ReplicaUpdates", ""},
    {"ResourcePolicy", ""},
    {"SSESpecification", ""},
    {"StreamSpecification", ""},
    {"Tags", ""},
    {"VectorIndexUpdates", ""},
    {"VectorIndexes", ""},
};

// {"StreamEnabled": false}, {"Enabled": false}
bool IsSwitchedOff(Json json) {
  for (const char* name : {"StreamEnabled", "Enabled"}) {
    bool on = true;
    if (json.at_key(name).get_bool().get(on) == simdjson::SUCCESS && !on) return true;
  }
  return false;
}

bool AsksForNothing(Json json, Bytes neutral) {
  std::string_view text;
  if (!neutral.empty() && json.get_string().get(text) == simdjson::SUCCESS) return text == neutral;
  return IsEmpty(json) || (json.is_object() && IsSwitchedOff(json));
}

}  // namespace

RequestReader::RequestReader(Json root, const char* operation, model::ValueWriter* writer,
                             std::string prefix)
    : root_(root), operation_(operation), prefix_(std::move(prefix)), writer_(writer) {
  ForEachMember(root_, &errors_, [&](Bytes name, Json value) {
    if (!members_.emplace(name, Member{value}).second) errors_.Duplicate(name);
  });
}

std::optional<Json> RequestReader::Find(Bytes name) {
  const auto found = members_.find(name);
  if (found == members_.end()) return std::nullopt;
  found->second.found = true;
  if (IsNull(found->second.json)) return std::nullopt;
  return found->second.json;
}

std::optional<std::string> RequestReader::String(const char* name) {
  const auto json = Find(name);
  if (!json) return std::nullopt;
  const auto text = AsString(*json, &errors_);
  return text ? std::optional(std::string(*text)) : std::nullopt;
}

void CheckLength(const std::string& text, const std::string& path, size_t min, size_t max,
                 ErrorCollector* errors) {
  const size_t characters = model::Utf8Length(text);
  if (characters < min) {
    errors->Violation("'" + text + "'", path,
                      "Member must have length greater than or equal to " + std::to_string(min));
  } else if (characters > max) {
    errors->Violation("'" + text + "'", path,
                      "Member must have length less than or equal to " + std::to_string(max));
  }
}

void CheckNamePattern(const std::string& name, const std::string& path, ErrorCollector* errors) {
  for (const char c : name) {
    const bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (word || c == '_' || c == '.' || c == '-') continue;
    return errors->Violation("'" + name + "'", path,
                             "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  }
}

std::optional<std::string> RequestReader::String(const char* name, const char* path, size_t min,
                                                 size_t max) {
  auto text = String(name);
  if (text) CheckLength(*text, prefix_ + path, min, max, &errors_);
  return text;
}

std::string RequestReader::RequiredString(const char* name, const char* path, size_t min,
                                          size_t max) {
  if (!Find(name)) {
    errors_.Missing(prefix_ + path);
    return {};
  }
  return String(name, path, min, max).value_or("");
}

std::optional<std::string> RequestReader::IndexName() {
  auto name = String("IndexName", "indexName", 3, 255);
  if (name) CheckNamePattern(*name, prefix_ + "indexName", &errors_);
  return name;
}

std::optional<std::string> RequestReader::OptionalItem(const char* name) {
  const auto json = Find(name);
  if (!json) return std::nullopt;
  return ReadItem(*json, writer_, &errors_);
}

std::string RequestReader::RequiredItem(const char* name, const char* path) {
  auto item = OptionalItem(name);
  if (!item) errors_.Missing(prefix_ + path);
  return item ? std::move(*item) : std::string();
}

std::optional<int64_t> RequestReader::Integer(const char* name, const char* path, int64_t min,
                                              int64_t max) {
  const auto json = Find(name);
  if (!json) return std::nullopt;
  const auto value = AsInteger(*json, &errors_);
  if (!value) return std::nullopt;
  const std::string shown = "'" + std::to_string(*value) + "'";
  if (*value < min) {
    errors_.Violation(shown, prefix_ + path,
                      "Member must have value greater than or equal to " + std::to_string(min));
  } else if (*value > max) {
    errors_.Violation(shown, prefix_ + path,
                      "Member must have value less than or equal to " + std::to_string(max));
  }
  return value;
}

bool RequestReader::Bool(const char* name, bool otherwise) {
  const auto json = Find(name);
  return json ? AsBool(*json, &errors_).value_or(otherwise) : otherwise;
}

std::optional<std::string> ReadEnum(Json json, const std::string& path,
                                    std::initializer_list<Bytes> allowed, ErrorCollector* errors) {
  const auto text = AsString(json, errors);
  if (!text) return std::nullopt;
  std::string listed;
  for (const Bytes value : allowed) {
    if (*text == value) return std::string(*text);
    listed += (listed.empty() ? "" : ", ") + std::string(value);
  }
  errors->Violation("'" + std::string(*text) + "'", path,
                    "Member must satisfy enum value set: [" + listed + "]");
  return std::nullopt;
}

std::optional<std::string> RequestReader::Enum(const char* name, const char* path,
                                               std::initializer_list<Bytes> allowed) {
  const auto json = Find(name);
  return json ? ReadEnum(*json, prefix_ + path, allowed, &errors_) : std::nullopt;
}

void RequestReader::RefuseUnsupported() {
  for (const Unsupported& known : kUnsupported) {
    const auto found = members_.find(known.member);
    if (found == members_.end() || found->second.found || IsNull(found->second.json)) continue;
    if (AsksForNothing(found->second.json, known.neutral)) continue;
    errors_.Unsupported(std::string(operation_) + ": " + std::string(known.member) +
                        " is not supported yet");
  }
}

}  // namespace keystone::wire
