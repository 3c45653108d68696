#include "wire/write_json.h"

#include <charconv>

#include "model/base64.h"
#include "model/limits.h"
#include "model/number.h"
#include "model/utf8.h"
#include "wire/wire.h"

namespace keystone::wire {
namespace {

using model::Type;
using model::ValueView;

bool NeedsEscape(char c) {
  return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

void AppendEscape(std::string* out, char c) {
  constexpr char kHex[] = "0123456789abcdef";
  switch (c) {
    case '"':
      out->append("\\\"");
      return;
    case '\\':
      out->append("\\\\");
      return;
    case '\n':
      out->append("\\n");
      return;
    case '\r':
      out->append("\\r");
      return;
    case '\t':
      out->append("\\t");
      return;
    default:
      break;
  }
  out->append("\\u00");
  out->push_back(kHex[static_cast<unsigned char>(c) >> 4]);
  out->push_back(kHex[static_cast<unsigned char>(c) & 15]);
}

void AppendNumberJson(std::string* out, Bytes number) {
  out->push_back('"');
  model::AppendNumberText(number, out);
  out->push_back('"');
}

void AppendBinaryJson(std::string* out, Bytes bytes) {
  out->push_back('"');
  model::AppendBase64(out, bytes);
  out->push_back('"');
}

void AppendScalarJson(std::string* out, Type type, Bytes payload) {
  if (type == Type::kNumber || type == Type::kNumberSet) return AppendNumberJson(out, payload);
  if (type == Type::kBinary || type == Type::kBinarySet) return AppendBinaryJson(out, payload);
  AppendJsonString(out, payload);
}

void AppendNestedJson(std::string* out, ValueView value, int levels);

void AppendMapJson(std::string* out, model::MapView map, int levels) {
  ObjectWriter object(out);
  for (auto it = map.begin(); it.ok(); it.Next())
    AppendNestedJson(object.Member(it.name()), it.value(), levels);
  object.End();
}

}  // namespace

// Most text needs no escape: it is copied in runs.
void AppendJsonString(std::string* out, Bytes text) {
  out->push_back('"');
  size_t run = 0;
  for (size_t i = 0; i < text.size();) {
    if (static_cast<unsigned char>(text[i]) < 0x80 && !NeedsEscape(text[i])) {
      ++i;
      continue;
    }
    const size_t size = model::Utf8CharacterSize(text.substr(i));
    if (size > 1) {
      i += size;
      continue;
    }
    out->append(text, run, i - run);
    if (size == 1) {
      AppendEscape(out, text[i]);
    } else {
      out->append("\xef\xbf\xbd");  // U+FFFD
    }
    run = ++i;
  }
  out->append(text, run, text.size() - run);
  out->push_back('"');
}

void AppendInteger(std::string* out, int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  out->append(buffer, end);
}

void AppendTime(std::string* out, int64_t micros) {
  const int64_t millis = micros / 1000;
  std::string fraction = std::to_string(millis % 1000);
  fraction.insert(0, 3 - fraction.size(), '0');
  AppendInteger(out, millis / 1000);
  out->append(".").append(fraction);
}

const char* TableStatusText(model::TableStatus status) {
  switch (status) {
    case model::TableStatus::kCreating:
      return "CREATING";
    case model::TableStatus::kUpdating:
      return "UPDATING";
    case model::TableStatus::kActive:
      return "ACTIVE";
    case model::TableStatus::kDeleting:
      return "DELETING";
  }
  return "ACTIVE";
}

std::string* ObjectWriter::Member(Bytes name) {
  if (!first_) out_->push_back(',');
  first_ = false;
  AppendJsonString(out_, name);
  out_->push_back(':');
  return out_;
}

void ObjectWriter::String(Bytes name, Bytes value) {
  AppendJsonString(Member(name), value);
}

namespace {

// Values that were validated end before `levels` does; of others, what lies deeper is left out, so
// that no bytes can lead the stack to its end.
void AppendNestedJson(std::string* out, ValueView value, int levels) {
  ObjectWriter object(out);
  object.Member(TypeName(value.type()));
  bool first = true;
  auto comma = [&] {
    if (!first) out->push_back(',');
    first = false;
  };
  switch (value.type()) {
    case Type::kString:
    case Type::kNumber:
    case Type::kBinary:
      AppendScalarJson(out, value.type(), value.payload());
      break;
    case Type::kNull:
      out->append("true");
      break;
    case Type::kBool:
      out->append(value.boolean() ? "true" : "false");
      break;
    case Type::kMap:
      AppendMapJson(out, levels == 0 ? model::MapView({}) : value.map(), levels - 1);
      break;
    case Type::kList:
      out->push_back('[');
      for (auto it = value.list().begin(); levels > 0 && it.ok(); it.Next()) {
        comma();
        AppendNestedJson(out, it.value(), levels - 1);
      }
      out->push_back(']');
      break;
    default:
      out->push_back('[');
      for (auto it = value.set().begin(); it.ok(); it.Next()) {
        comma();
        AppendScalarJson(out, value.type(), it.element());
      }
      out->push_back(']');
      break;
  }
  object.End();
}

}  // namespace

void AppendValueJson(std::string* out, ValueView value) {
  AppendNestedJson(out, value, model::kNestingLevelsMax);
}

void AppendItemJson(std::string* out, model::ItemView item) {
  AppendMapJson(out, item.attributes(), model::kNestingLevelsMax);
}

}  // namespace keystone::wire
