#include "cli/json_convert.h"

#include <optional>

#include "base/status_macros.h"
#include "cli/plain_json.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

using wire::Json;

constexpr int kDepthMax = 64;

Status NotJson() {
  return Status::InvalidArgument("not a JSON object");
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
    known = IsTypeName(name);
    ++members;
  }
  return members == 1 && known;
}

// Of an object's members, how many look typed; nothing where it is no JSON.
struct Looks {
  size_t members = 0;
  size_t typed = 0;
};
std::optional<Looks> LookAtMembers(simdjson::ondemand::object object) {
  Looks looks;
  for (auto member : object) {
    simdjson::ondemand::value value;
    if (member.value().get(value) != simdjson::SUCCESS) return std::nullopt;
    looks.typed += LooksTyped(value);
    ++looks.members;
  }
  return looks;
}

Result<JsonStyle> Guess(std::string_view json) {
  Text text(json);
  simdjson::ondemand::object object;
  if (!text.Begin(&object)) return NotJson();
  const std::optional<Looks> looks = LookAtMembers(object);
  if (!looks) return NotJson();
  if (looks->typed != 0 && looks->typed != looks->members) {
    return Status::InvalidArgument(
        "some members look DynamoDB-typed and some do not: say --typed or --plain");
  }
  return looks->typed == 0 ? JsonStyle::kPlain : JsonStyle::kTyped;
}

Result<std::string> Unwrap(std::string_view json) {
  simdjson::dom::parser parser;
  simdjson::dom::object line;
  simdjson::dom::object item;
  if (parser.parse(json.data(), json.size(), true).get_object().get(line) != simdjson::SUCCESS) {
    return NotJson();
  }
  if (line.size() != 1 || line.at_key("Item").get_object().get(item) != simdjson::SUCCESS) {
    return Status::InvalidArgument(R"(not a line of DynamoDB JSON, {"Item": {...}})");
  }
  return simdjson::minify(item);
}

}  // namespace

Result<std::string> ToTypedItem(std::string_view json, JsonStyle style) {
  if (style == JsonStyle::kGuess) {
    KS_ASSIGN_OR_RETURN(style, Guess(json));
  }
  if (style == JsonStyle::kPlain) return PlainToTyped(json);
  if (style == JsonStyle::kWrapped) return Unwrap(json);
  // Passed on as it is, so it must be whole by itself.
  simdjson::dom::parser parser;
  Json root;
  if (parser.parse(json.data(), json.size(), true).get(root) != simdjson::SUCCESS ||
      !root.is_object()) {
    return NotJson();
  }
  return std::string(json);
}

bool LooksWrapped(std::string_view json) {
  Text text(json);
  simdjson::ondemand::object line;
  if (!text.Begin(&line)) return false;
  bool wrapped = false;
  for (auto member : line) {
    std::string_view name;
    simdjson::ondemand::object item;
    if (wrapped || member.unescaped_key().get(name) != simdjson::SUCCESS || name != "Item" ||
        member.value().get_object().get(item) != simdjson::SUCCESS) {
      return false;
    }
    const std::optional<Looks> looks = LookAtMembers(item);
    wrapped = looks && looks->members != 0 && looks->typed == looks->members;
    if (!wrapped) return false;
  }
  return wrapped;
}

}  // namespace keystone::cli
