#include "wire/struct_reader.h"

#include "wire/request_reader.h"

namespace keystone::wire {

std::string PathName(Bytes member) {
  std::string text(member);
  if (text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

void ForEachAt(Json json, const std::string& path, ErrorCollector* errors,
               FunctionRef<void(Json element, const std::string& path)> visit) {
  size_t index = 0;
  ForEachElement(json, errors, [&](Json element) {
    visit(element, path + "." + std::to_string(++index) + ".member");
  });
}

StructReader::StructReader(Json json, std::string path, ErrorCollector* errors)
    : path_(std::move(path)), errors_(errors) {
  ForEachField(json, errors_, [&](Bytes name, Json value) { members_.emplace(name, value); });
}

std::optional<Json> StructReader::Find(Bytes name) const {
  const auto found = members_.find(name);
  if (found == members_.end() || IsNull(found->second)) return std::nullopt;
  return found->second;
}

std::string StructReader::PathOf(Bytes name) const {
  return path_ + "." + PathName(name);
}

std::optional<std::string> StructReader::String(const char* name, LengthRange length) const {
  const auto json = Find(name);
  if (!json) return std::nullopt;
  const auto text = AsString(*json, errors_);
  if (!text) return std::nullopt;
  CheckLength(std::string(*text), PathOf(name), length.min, length.max, errors_);
  return std::string(*text);
}

std::string StructReader::RequiredString(const char* name, LengthRange length) const {
  if (!Find(name)) Missing(name);
  return String(name, length).value_or("");
}

std::optional<std::string> StructReader::Enum(const char* name,
                                              std::initializer_list<Bytes> allowed) const {
  const auto json = Find(name);
  return json ? ReadEnum(*json, PathOf(name), allowed, errors_) : std::nullopt;
}

std::optional<int64_t> StructReader::Integer(const char* name) const {
  const auto json = Find(name);
  return json ? AsInteger(*json, errors_) : std::nullopt;
}

}  // namespace keystone::wire
