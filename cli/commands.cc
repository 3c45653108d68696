#include "cli/commands.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>

#include "base/status_macros.h"
#include "cli/expressions.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

using wire::Json;

std::string Request(const std::string& table) {
  std::string request = R"({"TableName":)";
  wire::AppendJsonString(&request, table);
  return request;
}

OutputOptions MakeOutput(const Arguments& arguments, const TableKeys& keys) {
  OutputOptions options;
  options.typed = arguments.typed;
  options.first_columns = keys.names();
  options.columns = arguments.columns;
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  const std::string format = !arguments.output.empty() ? arguments.output
                             : terminal                ? "table"
                                                       : "jsonl";
  options.format = format == "table"  ? Format::kTable
                   : format == "json" ? Format::kJson
                   : format == "csv"  ? Format::kCsv
                                      : Format::kJsonLines;
  winsize size{};
  if (terminal && ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0) options.width = size.ws_col;
  return options;
}

// The first `words` words are the key; expressions come behind it.
Result<std::string> KeyRequest(Session& session, const Arguments& arguments, size_t words,
                               TableKeys* keys) {
  KS_ASSIGN_OR_RETURN(*keys, session.Keys(arguments.table));
  std::optional<std::string> sort;
  if (words > 1) sort = arguments.words[1];
  KS_ASSIGN_OR_RETURN(const std::string members, KeyMembers(*keys, arguments.words[0], sort));
  KS_ASSIGN_OR_RETURN(const std::string expressions, ExpressionMembers(arguments, {}));
  return Request(keys->table) + R"(,"Key":{)" + members + "}" + expressions;
}

// Asks page after page until `limit` items are out.
Status PrintPages(Session& session, const std::string& operation, const std::string& request,
                  const Arguments& arguments, const TableKeys& keys) {
  Output output(stdout, MakeOutput(arguments, keys));
  std::string start_key;
  do {
    std::string page_request = request;
    if (arguments.limit != 0) {
      page_request += ",\"Limit\":" + std::to_string(arguments.limit - output.count());
    }
    if (!start_key.empty()) page_request += ",\"ExclusiveStartKey\":" + start_key;
    KS_ASSIGN_OR_RETURN(const Json page, session.Call(operation, page_request + "}"));
    simdjson::dom::array items;
    if (page.at_key("Items").get_array().get(items) != simdjson::SUCCESS) {
      return Status::Internal("a page without items");
    }
    for (const Json item : items) output.Add(item);
    Json last;
    start_key.clear();
    if (page.at_key("LastEvaluatedKey").get(last) == simdjson::SUCCESS)
      start_key = simdjson::minify(last);
  } while (!start_key.empty() && (arguments.limit == 0 || output.count() < arguments.limit));
  output.Finish();
  return Status::Ok();
}

}  // namespace

Result<KeyColumn> ParseKeyColumn(const std::string& text) {
  const size_t colon = text.rfind(':');
  KeyColumn column{text.substr(0, colon),
                   colon == std::string::npos ? "S" : text.substr(colon + 1)};
  if (column.name.empty() || (column.type != "S" && column.type != "N" && column.type != "B")) {
    return Status::InvalidArgument("a key is NAME or NAME:TYPE with type S, N or B, not " + text);
  }
  return column;
}

std::string CreateTableRequest(const std::string& table, const KeyColumn& partition,
                               const std::optional<KeyColumn>& sort) {
  std::string definitions, schema;
  auto add = [&](const KeyColumn& column, const char* key_type) {
    std::string name;
    wire::AppendJsonString(&name, column.name);
    const char* comma = definitions.empty() ? "" : ",";
    definitions +=
        comma + (R"({"AttributeName":)" + name) + R"(,"AttributeType":")" + column.type + "\"}";
    schema += comma + (R"({"AttributeName":)" + name) + R"(,"KeyType":")" + key_type + "\"}";
  };
  add(partition, "HASH");
  if (sort) add(*sort, "RANGE");
  return Request(table) + R"(,"BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)" +
         definitions + R"(],"KeySchema":[)" + schema + "]}";
}

Status Create(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const KeyColumn partition, ParseKeyColumn(arguments.partition_key));
  std::optional<KeyColumn> sort;
  if (!arguments.sort_key.empty()) {
    KS_ASSIGN_OR_RETURN(sort, ParseKeyColumn(arguments.sort_key));
  }
  const std::string table = arguments.table.empty() ? "default" : arguments.table;
  KS_ASSIGN_OR_RETURN(const auto session, Session::Open(arguments.path, {}));
  KS_RETURN_IF_ERROR(
      session->Call("CreateTable", CreateTableRequest(table, partition, sort)).status());
  std::printf("Database created: %s (table %s)\n", arguments.path.c_str(), table.c_str());
  return session->Close();
}

Status Put(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  KS_ASSIGN_OR_RETURN(const TableKeys keys, session->Keys(arguments.table));
  std::optional<std::string> sort;
  if (arguments.words.size() > 2) sort = arguments.words[1];
  KS_ASSIGN_OR_RETURN(const std::string members, KeyMembers(keys, arguments.words[0], sort));
  KS_ASSIGN_OR_RETURN(const std::string typed,
                      ToTypedItem(arguments.words.back(), arguments.style()));
  // The item's own members behind the key's: a key attribute said twice is refused as a duplicate.
  const std::string rest = typed.substr(typed.find('{') + 1);
  const bool empty = rest.find_first_not_of(" \t\r\n") == rest.find('}');
  const std::string item = "{" + members + (empty ? "" : ",") + rest;
  KS_ASSIGN_OR_RETURN(const std::string expressions, ExpressionMembers(arguments, {}));
  const std::string request = Request(keys.table) + ",\"Item\":" + item + expressions + "}";
  KS_RETURN_IF_ERROR(session->Call("PutItem", request).status());
  std::printf("Item stored\n");
  return session->Close();
}

Status Get(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  TableKeys keys;
  KS_ASSIGN_OR_RETURN(const std::string request,
                      KeyRequest(*session, arguments, arguments.words.size(), &keys));
  KS_ASSIGN_OR_RETURN(const Json reply, session->Call("GetItem", request + "}"));
  Json item;
  if (reply.at_key("Item").get(item) != simdjson::SUCCESS)
    return Status::NotFound("Item not found");
  Output output(stdout, MakeOutput(arguments, keys));
  output.Add(item);
  output.Finish();
  return session->Close();
}

Status Delete(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  TableKeys keys;
  KS_ASSIGN_OR_RETURN(const std::string request,
                      KeyRequest(*session, arguments, arguments.words.size(), &keys));
  KS_ASSIGN_OR_RETURN(const Json reply,
                      session->Call("DeleteItem", request + R"(,"ReturnValues":"ALL_OLD"})"));
  Json old;
  if (reply.at_key("Attributes").get(old) != simdjson::SUCCESS)
    return Status::NotFound("Item not found");
  std::printf("Item deleted\n");
  return session->Close();
}

Status Update(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  TableKeys keys;
  KS_ASSIGN_OR_RETURN(std::string request,
                      KeyRequest(*session, arguments, arguments.words.size() - 1, &keys));
  request += R"(,"ReturnValues":"ALL_NEW","UpdateExpression":)";
  wire::AppendJsonString(&request, arguments.words.back());
  KS_ASSIGN_OR_RETURN(const Json reply, session->Call("UpdateItem", request + "}"));
  Output output(stdout, MakeOutput(arguments, keys));
  output.Add(reply.at_key("Attributes").value_unsafe());
  output.Finish();
  return session->Close();
}

Status Query(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  KS_ASSIGN_OR_RETURN(const TableKeys keys, session->Keys(arguments.table));
  // Names of our own that the user's expressions have no use for.
  std::string condition = "#kstone_p = :kstone_p";
  OwnPlaceholders own{R"("#kstone_p":)",
                      R"(":kstone_p":)" + TypedKeyValue(keys.partition, arguments.words[0])};
  wire::AppendJsonString(&own.names, keys.partition.name);
  if (!arguments.sort_operator.empty()) {
    if (!keys.sort) return Status::InvalidArgument("table " + keys.table + " has no sort key");
    own.names += R"(,"#kstone_s":)";
    wire::AppendJsonString(&own.names, keys.sort->name);
    condition += arguments.sort_operator == "begins_with" ? " AND begins_with(#kstone_s, :kstone_a)"
                 : arguments.sort_operator == "BETWEEN"
                     ? " AND #kstone_s BETWEEN :kstone_a AND :kstone_b"
                     : " AND #kstone_s " + arguments.sort_operator + " :kstone_a";
    own.values += R"(,":kstone_a":)" + TypedKeyValue(*keys.sort, arguments.sort_values[0]);
    if (arguments.sort_values.size() > 1)
      own.values += R"(,":kstone_b":)" + TypedKeyValue(*keys.sort, arguments.sort_values[1]);
  }
  KS_ASSIGN_OR_RETURN(const std::string expressions, ExpressionMembers(arguments, own));
  std::string request =
      Request(keys.table) + ",\"KeyConditionExpression\":\"" + condition + "\"" + expressions;
  if (arguments.reverse) request += ",\"ScanIndexForward\":false";
  KS_RETURN_IF_ERROR(PrintPages(*session, "Query", request, arguments, keys));
  return session->Close();
}

Status Scan(const Arguments& arguments) {
  KS_ASSIGN_OR_RETURN(const auto session, Session::OpenExisting(arguments.path));
  KS_ASSIGN_OR_RETURN(const TableKeys keys, session->Keys(arguments.table));
  KS_ASSIGN_OR_RETURN(const std::string expressions, ExpressionMembers(arguments, {}));
  KS_RETURN_IF_ERROR(
      PrintPages(*session, "Scan", Request(keys.table) + expressions, arguments, keys));
  return session->Close();
}

}  // namespace keystone::cli
