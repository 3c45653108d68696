#include "cli/output.h"

#include <algorithm>

#include "cli/plain_json.h"
#include "model/utf8.h"

namespace keystone::cli {
namespace {

constexpr size_t kCellWidthMax = 40;

// What a terminal would obey is shown, not sent: control characters, C1 ones included, and bytes
// that are no UTF-8.
std::string Visible(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  while (!text.empty()) {
    const size_t size = model::Utf8CharacterSize(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    const bool c1 = size == 2 && byte == 0xc2 && static_cast<unsigned char>(text[1]) < 0xa0;
    if (size != 0 && byte >= 0x20 && byte != 0x7f && !c1) {
      out.append(text, 0, size);
      text.remove_prefix(size);
      continue;
    }
    for (size_t i = 0; i < std::max<size_t>(size, 1); ++i) {
      const auto c = static_cast<unsigned char>(text[i]);
      if (c == '\n' || c == '\t' || c == '\r') {
        out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : "\\r";
      } else {
        out += std::string("\\x") + kHex[c >> 4] + kHex[c & 15];
      }
    }
    text.remove_prefix(std::max<size_t>(size, 1));
  }
  return out;
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

// At most `width` characters, the last one an ellipsis where something is missing.
std::string Cut(const std::string& text, size_t width) {
  if (Characters(text) <= width) return text;
  size_t end = 0;
  for (size_t taken = 0; taken + 1 < width; ++taken) {
    end += std::max<size_t>(model::Utf8CharacterSize(std::string_view(text).substr(end)), 1);
  }
  return text.substr(0, end) + "…";
}

std::string Padded(const std::string& text, size_t width) {
  return text + std::string(width - std::min(width, Characters(text)), ' ');
}

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

}  // namespace

void Output::Add(wire::Json typed_item) {
  ++count_;
  if (options_.format == Format::kTable || options_.format == Format::kCsv)
    return AddRow(typed_item);
  std::string text;
  if (options_.format == Format::kJson) text = count_ == 1 ? "[" : ",\n ";
  if (options_.typed) {
    text += simdjson::minify(typed_item);
  } else {
    AppendPlainItem(&text, typed_item);
  }
  if (options_.format == Format::kJsonLines) text += '\n';
  Write(text);
}

void Output::AddRow(wire::Json typed_item) {
  auto& row = rows_.emplace_back();
  simdjson::dom::object object;
  if (typed_item.get_object().get(object) != simdjson::SUCCESS) return;
  for (const auto& member : object) row[std::string(member.key)] = ShortText(member.value);
}

std::vector<std::string> Output::Columns() const {
  if (!options_.columns.empty()) return options_.columns;
  std::vector<std::string> columns = options_.first_columns;
  std::map<std::string, bool> others;
  for (const auto& row : rows_) {
    for (const auto& [name, value] : row) others[name] = true;
  }
  for (const auto& [name, seen] : others) {
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
  }
  return columns;
}

void Output::WriteCsv() {
  const std::vector<std::string> columns = Columns();
  auto write_line = [&](auto field_of) {
    std::string line;
    for (size_t i = 0; i < columns.size(); ++i)
      line += (i == 0 ? "" : ",") + CsvField(field_of(columns[i]));
    Write(line + "\r\n");
  };
  write_line([](const std::string& name) { return name; });
  for (const auto& row : rows_) {
    write_line([&](const std::string& name) {
      const auto found = row.find(name);
      return found == row.end() ? std::string() : found->second;
    });
  }
}

void Output::WriteTable() {
  const std::vector<std::string> columns = rows_.empty() ? std::vector<std::string>() : Columns();
  std::vector<std::vector<std::string>> lines(rows_.size() + 1);
  std::vector<size_t> widths;
  for (const std::string& name : columns) {
    size_t width = 1;
    for (size_t i = 0; i < lines.size(); ++i) {
      const auto found = i == 0 ? rows_[0].end() : rows_[i - 1].find(name);
      std::string text = i == 0 ? name : found == rows_[i - 1].end() ? "" : found->second;
      lines[i].push_back(Cut(Visible(text), kCellWidthMax));
      width = std::max(width, Characters(lines[i].back()));
    }
    widths.push_back(width);
  }
  for (size_t i = 0; i < lines.size() && !columns.empty(); ++i) {
    std::string line, rule;
    for (size_t c = 0; c < columns.size(); ++c) {
      line += (c == 0 ? "" : " | ") + Padded(lines[i][c], widths[c]);
      for (size_t d = 0; d < widths[c] + (c == 0 ? 0 : 3); ++d)
        rule += c != 0 && d == 1 ? "+" : "-";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    Write((options_.width == 0 ? line : Cut(line, options_.width)) + "\n");
    if (i == 0) Write((options_.width == 0 ? rule : rule.substr(0, options_.width)) + "\n");
  }
  Write("Count: " + std::to_string(count_) + "\n");
}

void Output::Finish() {
  if (options_.format == Format::kTable) WriteTable();
  if (options_.format == Format::kCsv) WriteCsv();
  if (options_.format == Format::kJson) Write(count_ == 0 ? "[]\n" : "]\n");
}

}  // namespace keystone::cli
