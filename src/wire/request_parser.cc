// The operations on tables: which members each request has and what they become.
#include "base/status_macros.h"
#include "wire/parser_state.h"
#include "wire/read_settings.h"
#include "wire/read_value.h"

namespace keystone::wire {

using model::ApiError;
using model::ApiResult;

ApiResult<Json> RequestParser::State::Parse(Bytes json) {
  Json root;
  if (json.empty()) json = "";  // an empty view may lead nowhere, and simdjson copies from it
  if (parser.parse(json.data(), json.size(), true).get(root) != simdjson::SUCCESS) {
    return ApiError::Serialization("The request body is not valid JSON");
  }
  if (!root.is_object()) return ApiError::Serialization("Unexpected field type");
  return root;
}

RequestParser::RequestParser() : state_(std::make_unique<State>()) {}
RequestParser::~RequestParser() = default;

namespace {

// "ReadCapacityUnits" -> "readCapacityUnits", as paths in messages have it.
std::string Lower(Bytes member) {
  std::string text(member);
  if (text[0] >= 'A' && text[0] <= 'Z') text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::optional<model::Throughput> ReadThroughput(RequestReader& reader, const char* member,
                                                const std::string& path, const char* read,
                                                const char* write) {
  const auto json = reader.Find(member);
  if (!json) return std::nullopt;
  model::Throughput throughput;
  bool has_read = false, has_write = false;
  ForEachField(*json, &reader.errors(), [&](Bytes name, Json value) {
    if (IsNull(value) || (name != read && name != write)) return;
    const auto units = AsInteger(value, &reader.errors());
    if (!units) return;
    (name == read ? has_read : has_write) = true;
    (name == read ? throughput.read_units : throughput.write_units) = *units;
    if (*units < 1) {
      reader.errors().Violation("'" + std::to_string(*units) + "'", path + "." + Lower(name),
                                "Member must have value greater than or equal to 1");
    }
  });
  if (!has_read) reader.errors().Missing(path + "." + Lower(read));
  if (!has_write) reader.errors().Missing(path + "." + Lower(write));
  return throughput;
}

// Reads a list of {name: string, type: enum} objects; `add` gets each pair.
void ReadPairs(RequestReader& reader, const char* member, const std::string& path,
               const char* name_member, const char* type_member, std::initializer_list<Bytes> types,
               FunctionRef<void(std::string name, std::string type)> add) {
  const auto json = reader.Find(member);
  if (!json) return reader.errors().Missing(path);
  ErrorCollector& errors = reader.errors();
  size_t index = 0;
  ForEachElement(*json, &errors, [&](Json element) {
    const std::string at = path + "." + std::to_string(++index) + ".member.";
    std::optional<std::string> name, type;
    bool has_type = false;
    ForEachField(element, &errors, [&](Bytes key, Json value) {
      if (IsNull(value)) return;
      if (key == name_member) {
        if (const auto text = AsString(value, &errors)) name = std::string(*text);
      } else if (key == type_member) {
        has_type = true;
        type = ReadEnum(value, at + Lower(type_member), types, &errors);
      }
    });
    if (!name) {
      errors.Missing(at + Lower(name_member));
    } else if (name->empty()) {
      errors.Violation("''", at + Lower(name_member),
                       "Member must have length greater than or equal to 1");
    } else if (name->size() > 255) {
      errors.Violation("'" + *name + "'", at + Lower(name_member),
                       "Member must have length less than or equal to 255");
    }
    if (!has_type) errors.Missing(at + Lower(type_member));
    add(name.value_or(""), type.value_or(""));
  });
}

}  // namespace

ApiResult<model::CreateTableRequest> RequestParser::CreateTable(Bytes json) {
  KS_BEGIN_REQUEST(CreateTable);
  request.table_name = reader.TableName();
  ReadPairs(reader, "AttributeDefinitions", "attributeDefinitions", "AttributeName",
            "AttributeType", {"B", "N", "S"}, [&](std::string name, std::string type) {
              request.attribute_definitions.push_back({std::move(name), std::move(type)});
            });
  ReadPairs(reader, "KeySchema", "keySchema", "AttributeName", "KeyType", {"HASH", "RANGE"},
            [&](std::string name, std::string type) {
              request.key_schema.push_back({std::move(name), std::move(type)});
            });
  request.billing_mode =
      reader.Enum("BillingMode", "billingMode", {"PROVISIONED", "PAY_PER_REQUEST"});
  request.provisioned_throughput =
      ReadThroughput(reader, "ProvisionedThroughput", "provisionedThroughput", "ReadCapacityUnits",
                     "WriteCapacityUnits");
  request.warm_throughput = ReadThroughput(reader, "WarmThroughput", "warmThroughput",
                                           "ReadUnitsPerSecond", "WriteUnitsPerSecond");
  request.deletion_protection = reader.Bool("DeletionProtectionEnabled", false);
  request.tags = ReadTags(reader, false);
  request.resource_policy = ReadPolicy(reader, "ResourcePolicy");
  return Finish(reader, std::move(request));
}

ApiResult<model::DescribeTableRequest> RequestParser::DescribeTable(Bytes json) {
  KS_BEGIN_REQUEST(DescribeTable);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::DeleteTableRequest> RequestParser::DeleteTable(Bytes json) {
  KS_BEGIN_REQUEST(DeleteTable);
  request.table_name = reader.TableName();
  return Finish(reader, std::move(request));
}

ApiResult<model::ListTablesRequest> RequestParser::ListTables(Bytes json) {
  KS_BEGIN_REQUEST(ListTables);
  request.exclusive_start_table_name = reader.String("ExclusiveStartTableName");
  request.limit = reader.Integer("Limit", "limit", 1, 100).value_or(request.limit);
  return Finish(reader, std::move(request));
}

ApiResult<std::string> RequestParser::Item(Bytes json) {
  KS_ASSIGN_OR_RETURN(const Json root, state_->Parse(json));
  ErrorCollector errors;
  std::string item = ReadItem(root, &state_->writer, &errors);
  if (ApiError error = errors.Answer(); !error.ok()) return error;
  return item;
}

}  // namespace keystone::wire
