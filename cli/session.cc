#include "cli/session.h"

#include "base/status_macros.h"
#include "wire/wire.h"

namespace keystone::cli {
namespace {

using wire::Json;

std::string TextOf(Json object, const char* name) {
  std::string_view text;
  return object.at_key(name).get_string().get(text) == simdjson::SUCCESS ? std::string(text) : "";
}

Status ToStatus(int http_status, Json error) {
  const std::string type = TextOf(error, "__type");
  std::string message = TextOf(error, "message");
  if (message.empty()) message = TextOf(error, "Message");
  const std::string name = type.substr(type.find('#') + 1);
  if (name == "ResourceNotFoundException") return Status::NotFound(message);
  if (name == "ConditionalCheckFailedException") return Status::NotFound("Condition not met");
  if (http_status < 500) return Status::InvalidArgument(name + ": " + message);
  if (message.starts_with("Corruption")) return Status::Corruption(message);
  return Status::IoError(message);
}

}  // namespace

std::vector<std::string> TableKeys::names() const {
  std::vector<std::string> all = {partition.name};
  if (sort) all.push_back(sort->name);
  return all;
}

Result<std::unique_ptr<Session>> Session::Open(const std::string& path, const Options& options) {
  KS_ASSIGN_OR_RETURN(Database database, Database::Open(path, options));
  return std::unique_ptr<Session>(new Session(std::move(database)));
}

Result<std::unique_ptr<Session>> Session::OpenExisting(const std::string& path) {
  Options options;
  options.create_if_missing = false;
  return Open(path, options);
}

Result<Json> Session::Call(const std::string& operation, const std::string& request) {
  Reply reply = database_.Execute({}, operation, request);
  body_ = std::move(reply.body);
  Json json;
  if (parser_.parse(body_.data(), body_.size(), true).get(json) != simdjson::SUCCESS) {
    return Status::Internal("the database answered something that is no JSON");
  }
  if (reply.http_status != 200) return ToStatus(reply.http_status, json);
  return json;
}

Result<TableKeys> Session::Keys(const std::string& table) {
  TableKeys keys;
  keys.table = table;
  if (table.empty()) {
    KS_ASSIGN_OR_RETURN(const Json list, Call("ListTables", R"({"Limit":2})"));
    simdjson::dom::array names;
    if (list.at_key("TableNames").get_array().get(names) != simdjson::SUCCESS ||
        names.size() == 0) {
      return Status::NotFound("the database has no table; kstone create makes one");
    }
    if (names.size() > 1)
      return Status::InvalidArgument("there are several tables: say which with -t");
    keys.table = std::string(names.at(0).get_string().value_unsafe());
  }
  std::string request = R"({"TableName":)";
  wire::AppendJsonString(&request, keys.table);
  KS_ASSIGN_OR_RETURN(const Json reply, Call("DescribeTable", request + "}"));
  Json description;
  if (reply.at_key("Table").get(description) != simdjson::SUCCESS)
    return Status::Internal("no Table");
  simdjson::dom::array schema, definitions;
  if (description.at_key("KeySchema").get_array().get(schema) != simdjson::SUCCESS ||
      description.at_key("AttributeDefinitions").get_array().get(definitions) !=
          simdjson::SUCCESS) {
    return Status::Internal("the table's description is incomplete");
  }
  for (const Json element : schema) {
    KeyColumn column{TextOf(element, "AttributeName"), ""};
    for (const Json definition : definitions) {
      if (TextOf(definition, "AttributeName") == column.name)
        column.type = TextOf(definition, "AttributeType");
    }
    if (TextOf(element, "KeyType") == "HASH") {
      keys.partition = column;
    } else {
      keys.sort = column;
    }
  }
  return keys;
}

std::string TypedKeyValue(const KeyColumn& column, const std::string& text) {
  std::string value = "{\"" + column.type + "\":";
  wire::AppendJsonString(&value, text);
  return value + "}";
}

Result<std::string> KeyMembers(const TableKeys& keys, const std::string& partition,
                               const std::optional<std::string>& sort) {
  if (keys.sort && !sort) {
    return Status::InvalidArgument("table " + keys.table + " has the sort key " + keys.sort->name +
                                   ": give its value behind the key");
  }
  if (!keys.sort && sort) {
    return Status::InvalidArgument("table " + keys.table + " has no sort key");
  }
  std::string members;
  wire::AppendJsonString(&members, keys.partition.name);
  members += ":" + TypedKeyValue(keys.partition, partition);
  if (keys.sort) {
    members += ",";
    wire::AppendJsonString(&members, keys.sort->name);
    members += ":" + TypedKeyValue(*keys.sort, *sort);
  }
  return members;
}

}  // namespace keystone::cli
