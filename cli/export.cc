// kstone export: the items of a table, a line each, page after page. The database is this process's
// alone meanwhile, so that the pages are one state of the table.
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/output_file.h"
#include "cli/plain_json.h"
#include "cli/progress.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

using wire::Json;

uint64_t ItemCount(Session& session, const std::string& request) {
  auto reply = session.Call("DescribeTable", request + "}");
  uint64_t count = 0;
  if (!reply.ok() || (*reply)["Table"]["ItemCount"].get(count) != simdjson::SUCCESS) return 0;
  return count;
}

std::string KeyText(const TableKeys& keys, Json item) {
  std::string text = "{";
  for (const std::string& name : keys.names()) {
    Json value;
    if (item.at_key(name).get(value) != simdjson::SUCCESS) continue;
    if (text.size() > 1) text += ',';
    wire::AppendJsonString(&text, name);
    text += ':';
    AppendPlainValue(&text, value);
  }
  return text + "}";
}

class Exporter {
 public:
  Exporter(Session& session, TableKeys keys, bool plain, OutputFile& out)
      : session_(session), keys_(std::move(keys)), plain_(plain), out_(out) {}

  Status Run() {
    std::string request = R"({"TableName":)";
    wire::AppendJsonString(&request, keys_.table);
    Progress progress(ItemCount(session_, request), !out_.is_terminal());
    const Status status = WritePages(request, progress);
    progress.Finish(exported_);
    seconds_ = progress.seconds();
    return status;
  }

  size_t exported() const { return exported_; }
  double seconds() const { return seconds_; }

 private:
  Status WritePages(const std::string& request, Progress& progress) {
    std::string start_key;
    do {
      const std::string from = start_key.empty() ? "" : ",\"ExclusiveStartKey\":" + start_key;
      KS_ASSIGN_OR_RETURN(const Json page, session_.Call("Scan", request + from + "}"));
      KS_RETURN_IF_ERROR(WritePage(page));
      progress.Show(exported_, exported_);
      Json last;
      const bool more = page.at_key("LastEvaluatedKey").get(last) == simdjson::SUCCESS;
      start_key = more ? simdjson::minify(last) : "";
    } while (!start_key.empty());
    return Status::Ok();
  }

  Status WritePage(Json page) {
    simdjson::dom::array items;
    if (page.at_key("Items").get_array().get(items) != simdjson::SUCCESS) {
      return Status::Internal("a page without items");
    }
    for (const Json item : items) {
      line_.clear();
      KS_RETURN_IF_ERROR(plain_ ? AppendPlainLine(item) : AppendTypedLine(item));
      KS_RETURN_IF_ERROR(out_.Write(line_));
      ++exported_;
    }
    return Status::Ok();
  }

  Status AppendTypedLine(Json item) {
    line_ += "{\"Item\":" + simdjson::minify(item) + "}\n";
    return Status::Ok();
  }

  Status AppendPlainLine(Json item) {
    const std::string lost = WhatPlainLoses(item);
    if (!lost.empty()) {
      return Status::InvalidArgument("item " + KeyText(keys_, item) + ": " + lost +
                                     ", which plain JSON cannot carry; --format dynamodb-json can");
    }
    AppendPlainItem(&line_, item);
    line_ += '\n';
    return Status::Ok();
  }

  Session& session_;
  const TableKeys keys_;
  const bool plain_;
  OutputFile& out_;
  std::string line_;
  size_t exported_ = 0;
  double seconds_ = 0;
};

}  // namespace

Status Export(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  KS_ASSIGN_OR_RETURN(const TableKeys keys, session->Keys(arguments.table));
  KS_ASSIGN_OR_RETURN(const auto out, OutputFile::Open(arguments.file, arguments.force));
  Exporter exporter(*session, keys, arguments.format == kJsonLines, *out);
  KS_RETURN_IF_ERROR(exporter.Run());
  KS_RETURN_IF_ERROR(out->Publish());
  std::fprintf(out->is_stdout() ? stderr : stdout, "Exported %zu rows of %s in %.1f s\n",
               exporter.exported(), keys.table.c_str(), exporter.seconds());
  return session->Close();
}

}  // namespace keystone::cli
