#include "cli/json_convert.h"

#include <algorithm>

#include "base/status_macros.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

using simdjson::dom::element_type;
using wire::Json;

constexpr std::string_view kTypes[] = {"S", "N", "B", "SS", "NS", "BS", "M", "L", "NULL", "BOOL"};
constexpr int kDepthMax = 64;

Status NotJson() {
  return Status::InvalidArgument("not a JSON object");
}

// {"S": …}: the type and the contents.
bool TakeTyped(Json json, std::string_view* type, Json* contents) {
  simdjson::dom::object object;
  if (json.get_object().get(object) != simdjson::SUCCESS || object.size() != 1) return false;
  const auto field = *object.begin();
  *type = field.key;
  *contents = field.value;
  return std::find(std::begin(kTypes), std::end(kTypes), *type) != std::end(kTypes);
}

// Numbers keep their digits, which simdjson's document does not: they are taken from the text.
class PlainReader {
 public:
  Status Value(simdjson::ondemand::value value, int depth) {
    namespace ondemand = simdjson::ondemand;
    if (depth > kDepthMax) return Status::InvalidArgument("nested too deeply");
    ondemand::json_type type;
    if (value.type().get(type) != simdjson::SUCCESS) return NotJson();
    switch (type) {
      case ondemand::json_type::object: {
        out_ += R"({"M":)";
        ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) return NotJson();
        if (Status s = Members(object, depth); !s.ok()) return s;
        break;
      }
      case ondemand::json_type::array:
        if (Status s = List(value, depth); !s.ok()) return s;
        break;
      case ondemand::json_type::number: {
        const std::string_view token = value.raw_json_token();
        out_ +=
            R"({"N":")" + std::string(token.substr(0, token.find_last_not_of(" \t\r\n") + 1)) + '"';
        break;
      }
      case ondemand::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS) return NotJson();
        out_ += R"({"S":)";
        wire::AppendJsonString(&out_, text);
        break;
      }
      case ondemand::json_type::boolean: {
        bool on = false;
        if (value.get_bool().get(on) != simdjson::SUCCESS) return NotJson();
        out_ += on ? R"({"BOOL":true)" : R"({"BOOL":false)";
        break;
      }
      case ondemand::json_type::null:
        out_ += R"({"NULL":true)";
        break;
    }
    out_ += '}';
    return Status::Ok();
  }

  Status Members(simdjson::ondemand::object object, int depth) {
    out_ += '{';
    bool first = true;
    for (auto member : object) {
      std::string_view name;
      simdjson::ondemand::value value;
      if (member.unescaped_key().get(name) != simdjson::SUCCESS) return NotJson();
      if (!first) out_ += ',';
      first = false;
      wire::AppendJsonString(&out_, name);
      out_ += ':';
      if (member.value().get(value) != simdjson::SUCCESS) return NotJson();
      if (Status s = Value(value, depth + 1); !s.ok()) return s;
    }
    out_ += '}';
    return Status::Ok();
  }
  std::string Take() { return std::move(out_); }

 private:
  Status List(simdjson::ondemand::value value, int depth) {
    simdjson::ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) return NotJson();
    out_ += R"({"L":[)";
    bool first = true;
    for (auto result : array) {
      simdjson::ondemand::value element;
      if (result.get(element) != simdjson::SUCCESS) return NotJson();
      if (!first) out_ += ',';
      first = false;
      if (Status s = Value(element, depth + 1); !s.ok()) return s;
    }
    out_ += ']';
    return Status::Ok();
  }

  std::string out_;
};

// Begins a text as one object; what it holds is only checked as it is read.
class Text {
 public:
  explicit Text(std::string_view json) : padded_(json) {}
  bool Begin(simdjson::ondemand::object* object) {
    return parser_.iterate(padded_).get(document_) == simdjson::SUCCESS &&
           document_.get_object().get(*object) == simdjson::SUCCESS;
  }
  bool AtEnd() {
    const char* rest = nullptr;
    return document_.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
  }

 private:
  simdjson::padded_string padded_;
  simdjson::ondemand::parser parser_;
  simdjson::ondemand::document document_;
};

Result<std::string> PlainToTyped(std::string_view json) {
  Text text(json);
  simdjson::ondemand::object object;
  if (!text.Begin(&object)) return NotJson();
  PlainReader reader;
  if (Status s = reader.Members(object, 0); !s.ok()) return s;
  if (!text.AtEnd()) return NotJson();
  return reader.Take();
}

// {"S": …} by its looks.
bool LooksTyped(simdjson::ondemand::value value) {
  simdjson::ondemand::object object;
  if (value.get_object().get(object) != simdjson::SUCCESS) return false;
  size_t members = 0;
  bool known = false;
  for (auto member : object) {
    std::string_view name;
    if (member.unescaped_key().get(name) != simdjson::SUCCESS) return false;
    known = std::find(std::begin(kTypes), std::end(kTypes), name) != std::end(kTypes);
    ++members;
  }
  return members == 1 && known;
}

Result<JsonStyle> Guess(std::string_view json) {
  Text text(json);
  simdjson::ondemand::object object;
  if (!text.Begin(&object)) return NotJson();
  size_t typed = 0, members = 0;
  for (auto member : object) {
    simdjson::ondemand::value value;
    if (member.value().get(value) != simdjson::SUCCESS) return NotJson();
    typed += LooksTyped(value);
    ++members;
  }
  if (typed != 0 && typed != members) {
    return Status::InvalidArgument(
        "some members look DynamoDB-typed and some do not: say --typed or --plain");
  }
  return typed == 0 ? JsonStyle::kPlain : JsonStyle::kTyped;
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

Result<std::string> ToTypedItem(std::string_view json, JsonStyle style) {
  if (style == JsonStyle::kGuess) {
    KS_ASSIGN_OR_RETURN(style, Guess(json));
  }
  if (style == JsonStyle::kPlain) return PlainToTyped(json);
  // Passed on as it is, so it must be whole by itself.
  simdjson::dom::parser parser;
  Json root;
  if (parser.parse(json.data(), json.size(), true).get(root) != simdjson::SUCCESS ||
      !root.is_object()) {
    return NotJson();
  }
  return std::string(json);
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
