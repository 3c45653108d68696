// kstone import: a file with an item a line into a table, 25 rows a batch. Nothing is acknowledged
// before the end, so the rows are written without waiting for the disk, and the database is closed,
// which syncs it.
#include <sys/stat.h>

#include <cstdio>

#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

constexpr size_t kBatchRows = 25;
constexpr size_t kLineBytesMax = 16 << 20;

struct Row {
  size_t line;
  std::string item;  // typed JSON
};

class Importer {
 public:
  Importer(Session& session, std::string table, const Arguments& arguments)
      : session_(session), table_(std::move(table)), arguments_(arguments) {}

  Status Add(size_t line, std::string_view json) {
    JsonStyle style = arguments_.style();
    if (style == JsonStyle::kGuess && LooksWrapped(json)) style = JsonStyle::kWrapped;
    auto typed = ToTypedItem(json, style);
    if (!typed.ok()) return Bad(line, typed.status());
    batch_.push_back({line, std::move(*typed)});
    return batch_.size() == kBatchRows ? WriteBatch() : Status::Ok();
  }

  // A batch that is refused is written row by row: the bad row is then known, and of rows with one
  // key the last one stays.
  Status WriteBatch() {
    if (batch_.empty()) return Status::Ok();
    const std::vector<Row> rows = std::move(batch_);
    batch_.clear();
    std::string request = R"({"RequestItems":{)";
    wire::AppendJsonString(&request, table_);
    request += ":[";
    for (const Row& row : rows) {
      request +=
          (request.back() == '[' ? "" : ",") + (R"({"PutRequest":{"Item":)" + row.item) + "}}";
    }
    const Status status = session_.Call("BatchWriteItem", request + "]}}").status();
    if (status.ok()) {
      imported_ += rows.size();
      return status;
    }
    if (status.code() != StatusCode::kInvalidArgument) return status;
    for (const Row& row : rows) KS_RETURN_IF_ERROR(WriteRow(row));
    return Status::Ok();
  }

  size_t imported() const { return imported_; }
  size_t bad() const { return bad_; }

 private:
  Status WriteRow(const Row& row) {
    std::string request = R"({"TableName":)";
    wire::AppendJsonString(&request, table_);
    const Status status =
        session_.Call("PutItem", request + ",\"Item\":" + row.item + "}").status();
    if (status.code() == StatusCode::kInvalidArgument) return Bad(row.line, status);
    imported_ += status.ok();
    return status;
  }

  Status Bad(size_t line, const Status& why) {
    std::fprintf(stderr, "line %zu: %s\n", line, why.message().c_str());
    if (++bad_ <= arguments_.errors_max) return Status::Ok();
    return Status::InvalidArgument("stopped at line " + std::to_string(line) +
                                   "; --max-errors N goes on past N bad rows");
  }

  Session& session_;
  const std::string table_;
  const Arguments& arguments_;
  std::vector<Row> batch_;
  size_t imported_ = 0;
  size_t bad_ = 0;
};

struct FileCloser {
  void operator()(std::FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};
using File = std::unique_ptr<std::FILE, FileCloser>;

Status ReadLines(std::FILE* file, Importer& importer, Progress& progress) {
  char* line = nullptr;
  size_t capacity = 0;
  uint64_t bytes = 0;
  Status status;
  for (size_t number = 1; status.ok(); ++number) {
    const ssize_t size = ::getline(&line, &capacity, file);
    if (size < 0) break;
    bytes += static_cast<uint64_t>(size);
    std::string_view text(line, static_cast<size_t>(size));
    text = text.substr(0, text.find_last_not_of(" \t\r\n") + 1);
    if (text.size() > kLineBytesMax) {
      status = Status::InvalidArgument("line " + std::to_string(number) + " is longer than 16 MB");
    } else if (!text.empty()) {
      status = importer.Add(number, text);
    }
    progress.Show(importer.imported(), bytes);
  }
  ::free(line);
  if (status.ok() && std::ferror(file))
    status = Status::IoError("the input cannot be read to its end");
  return status.ok() ? importer.WriteBatch() : status;
}

// The table to import into; made if it is missing and the key is said.
Result<std::string> EnsureTable(Session& session, const Arguments& arguments) {
  auto keys = session.Keys(arguments.table);
  if (keys.ok()) return keys->table;
  if (keys.status().code() != StatusCode::kNotFound) return keys.status();
  const std::string table = arguments.table.empty() ? "default" : arguments.table;
  KS_ASSIGN_OR_RETURN(const KeyColumn partition, ParseKeyColumn(arguments.partition_key));
  std::optional<KeyColumn> sort;
  if (!arguments.sort_key.empty()) {
    KS_ASSIGN_OR_RETURN(sort, ParseKeyColumn(arguments.sort_key));
  }
  KS_RETURN_IF_ERROR(
      session.Call("CreateTable", CreateTableRequest(table, partition, sort)).status());
  return table;
}

}  // namespace

Status Import(const Arguments& arguments) {
  const File file(arguments.file == "-" ? stdin : std::fopen(arguments.file.c_str(), "r"));
  if (file == nullptr) return Status::NotFound(arguments.file + ": cannot be opened");
  struct stat info{};
  const bool sized = ::fstat(::fileno(file.get()), &info) == 0 && S_ISREG(info.st_mode);
  Options options;
  options.durability = Durability::kNone;
  KS_ASSIGN_OR_RETURN(const auto session, Session::Open(arguments.path, options));
  KS_ASSIGN_OR_RETURN(const std::string table, EnsureTable(*session, arguments));
  Progress progress(sized ? static_cast<uint64_t>(info.st_size) : 0);
  Importer importer(*session, table, arguments);
  const Status status = ReadLines(file.get(), importer, progress);
  const Status closed = session->Close();
  progress.Finish(importer.imported());
  std::printf("Imported %zu rows into %s in %.1f s", importer.imported(), table.c_str(),
              progress.seconds());
  if (importer.bad() != 0) std::printf("; %zu bad rows", importer.bad());
  std::printf("\n");
  return status.ok() ? closed : status;
}

}  // namespace keystone::cli
