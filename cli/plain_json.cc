#include "cli/plain_json.h"

#include <algorithm>

#include "wire/wire.h"

namespace keystone::cli {
namespace {

using wire::Json;

constexpr std::string_view kTypes[] = {"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"};

// {"S": …}: the type and the contents.
bool TakeTyped(Json json, std::string_view* type, Json* contents) {
  simdjson::dom::object object;
  if (json.get_object().get(object) != simdjson::SUCCESS || object.size() != 1) return false;
  const auto field = *object.begin();
  *type = field.key;
  *contents = field.value;
  return IsTypeName(*type);
}

const char* LostType(std::string_view type) {
  if (type == "B") return "binary";
  if (type == "SS") return "a string set";
  if (type == "NS") return "a number set";
  return type == "BS" ? "a binary set" : nullptr;
}

std::string LostInMembers(Json typed_item, const std::string& prefix);

std::string LostIn(Json typed, const std::string& path) {
  std::string_view type;
  Json contents;
  if (!TakeTyped(typed, &type, &contents)) return {};
  if (const char* lost = LostType(type)) return "attribute " + path + " is " + lost;
  simdjson::dom::array array;
  size_t index = 0;
  if (type == "L" && contents.get_array().get(array) == simdjson::SUCCESS) {
    for (const Json element : array) {
      std::string lost = LostIn(element, path + "[" + std::to_string(index++) + "]");
      if (!lost.empty()) return lost;
    }
  }
  return type == "M" ? LostInMembers(contents, path + ".") : std::string();
}

std::string LostInMembers(Json typed_item, const std::string& prefix) {
  simdjson::dom::object object;
  if (typed_item.get_object().get(object) != simdjson::SUCCESS) return {};
  for (const auto& member : object) {
    std::string path = prefix;
    wire::AppendJsonString(&path, member.key);
    std::string lost = LostIn(member.value, path);
    if (!lost.empty()) return lost;
  }
  return {};
}

void AppendList(std::string* out, Json list, void (*append)(std::string*, Json)) {
  out->push_back('[');
  bool first = true;
  simdjson::dom::array array;
  if (list.get_array().get(array) == simdjson::SUCCESS) {
    for (const Json element : array) {
      if (!first) out->push_back(',');
      first = false;
      append(out, element);
    }
  }
  out->push_back(']');
}

void AppendText(std::string* out, Json json) {
  wire::AppendJsonString(out, json.get_string().value_unsafe());
}
void AppendRaw(std::string* out, Json json) {
  out->append(json.get_string().value_unsafe());
}

}  // namespace

bool IsTypeName(std::string_view name) {
  return std::find(std::begin(kTypes), std::end(kTypes), name) != std::end(kTypes);
}

std::string WhatPlainLoses(Json typed_item) {
  return LostInMembers(typed_item, "");
}

void AppendPlainValue(std::string* out, Json typed) {
  std::string_view type;
  Json contents;
  if (!TakeTyped(typed, &type, &contents)) return;
  if (type == "N") return AppendRaw(out, contents);
  if (type == "NS") return AppendList(out, contents, AppendRaw);
  if (type == "S" || type == "B") return AppendText(out, contents);
  if (type == "SS" || type == "BS") return AppendList(out, contents, AppendText);
  if (type == "L") return AppendList(out, contents, AppendPlainValue);
  if (type == "M") return AppendPlainItem(out, contents);
  if (type == "NULL") {
    out->append("null");
  } else {
    out->append(contents.get_bool().value_unsafe() ? "true" : "false");
  }
}

void AppendPlainItem(std::string* out, Json typed) {
  out->push_back('{');
  bool first = true;
  simdjson::dom::object object;
  if (typed.get_object().get(object) == simdjson::SUCCESS) {
    for (const auto& member : object) {
      if (!first) out->push_back(',');
      first = false;
      wire::AppendJsonString(out, member.key);
      out->push_back(':');
      AppendPlainValue(out, member.value);
    }
  }
  out->push_back('}');
}

std::string ShortText(Json typed) {
  std::string_view type;
  Json contents;
  if (!TakeTyped(typed, &type, &contents)) return {};
  if (type == "S" || type == "N" || type == "B")
    return std::string(contents.get_string().value_unsafe());
  std::string text;
  AppendPlainValue(&text, typed);
  return text;
}

}  // namespace keystone::cli
