// The operations on tables: which members each request has and what they become.
#include "base/status_macros.h"
#include "wire/parser_state.h"
#include "wire/read_settings.h"
#include "wire/struct_reader.h"

namespace keystone::wire {

using model::ApiResult;
using model::IndexRequest;
using model::Throughput;

namespace {

constexpr LengthRange kAttributeName{1, 255};
constexpr LengthRange kIndexName{3, 255};
constexpr size_t kNonKeyAttributesMax = 20;  // of one index

// A structure of two numbers: both required, or where there is a `least` other than 1 either.
struct ThroughputMembers {
  const char* name;
  const char* read;
  const char* write;
  bool required;
  int64_t least;
};
constexpr ThroughputMembers kProvisioned{"ProvisionedThroughput", "ReadCapacityUnits",
                                         "WriteCapacityUnits", true, 1};
constexpr ThroughputMembers kWarm{"WarmThroughput", "ReadUnitsPerSecond", "WriteUnitsPerSecond",
                                  false, 1};
constexpr ThroughputMembers kOnDemand{"OnDemandThroughput", "MaxReadRequestUnits",
                                      "MaxWriteRequestUnits", false, -1};

int64_t ReadUnits(const StructReader& reader, const char* name, const ThroughputMembers& members) {
  const auto units = reader.Integer(name);
  if (!units && members.required && !reader.Find(name)) reader.Missing(name);
  if (units && *units < members.least) {
    reader.errors()->Violation(
        "'" + std::to_string(*units) + "'", reader.PathOf(name),
        "Member must have value greater than or equal to " + std::to_string(members.least));
  }
  return units.value_or(0);
}

std::optional<Throughput> ReadThroughput(std::optional<Json> json, const std::string& path,
                                         const ThroughputMembers& members, ErrorCollector* errors) {
  if (!json) return std::nullopt;
  const StructReader reader(*json, path, errors);
  Throughput throughput;
  throughput.read_units = ReadUnits(reader, members.read, members);
  throughput.write_units = ReadUnits(reader, members.write, members);
  return throughput;
}

std::optional<Throughput> ReadThroughput(const StructReader& reader,
                                         const ThroughputMembers& members) {
  return ReadThroughput(reader.Find(members.name), reader.PathOf(members.name), members,
                        reader.errors());
}
std::optional<Throughput> ReadThroughput(RequestReader& reader, const ThroughputMembers& members) {
  return ReadThroughput(reader.Find(members.name), PathName(members.name), members,
                        &reader.errors());
}

std::vector<model::KeySchemaElement> ReadKeySchema(Json json, const std::string& path,
                                                   ErrorCollector* errors) {
  std::vector<model::KeySchemaElement> schema;
  ForEachAt(json, path, errors, [&](Json element, const std::string& at) {
    const StructReader reader(element, at, errors);
    model::KeySchemaElement& out = schema.emplace_back();
    out.attribute_name = reader.RequiredString("AttributeName", kAttributeName);
    if (!reader.Find("KeyType")) reader.Missing("KeyType");
    out.key_type = reader.Enum("KeyType", {"HASH", "RANGE"}).value_or("");
  });
  return schema;
}

std::vector<model::AttributeDefinition> ReadDefinitions(RequestReader& reader) {
  std::vector<model::AttributeDefinition> definitions;
  const auto json = reader.Find("AttributeDefinitions");
  if (!json) return definitions;
  ErrorCollector* errors = &reader.errors();
  ForEachAt(*json, "attributeDefinitions", errors, [&](Json element, const std::string& at) {
    const StructReader definition(element, at, errors);
    model::AttributeDefinition& out = definitions.emplace_back();
    out.attribute_name = definition.RequiredString("AttributeName", kAttributeName);
    if (!definition.Find("AttributeType")) definition.Missing("AttributeType");
    out.attribute_type = definition.Enum("AttributeType", {"B", "N", "S"}).value_or("");
  });
  return definitions;
}

std::vector<std::string> ReadNonKeyAttributes(const StructReader& reader, Json json) {
  std::vector<std::string> names;
  const std::string path = reader.PathOf("NonKeyAttributes");
  ForEachAt(json, path, reader.errors(), [&](Json element, const std::string& at) {
    const auto name = AsString(element, reader.errors());
    if (!name) return;
    names.emplace_back(*name);
    if (name->empty() || name->size() > kAttributeName.max) {
      reader.errors()->Violation("'" + std::string(*name) + "'", at,
                                 name->empty()
                                     ? "Member must have length greater than or equal to 1"
                                     : "Member must have length less than or equal to 255");
    }
  });
  if (names.empty() || names.size() > kNonKeyAttributesMax) {
    std::string shown = "'[";
    for (const std::string& name : names) shown += (shown.size() > 2 ? ", " : "") + name;
    reader.errors()->Violation(shown + "]'", path,
                               names.empty() ? "Member must have length greater than or equal to 1"
                                             : "Member must have length less than or equal to " +
                                                   std::to_string(kNonKeyAttributesMax));
  }
  return names;
}

model::ProjectionRequest ReadIndexProjection(const StructReader& index) {
  model::ProjectionRequest projection;
  const auto json = index.Find("Projection");
  if (!json) {
    index.Missing("Projection");
    return projection;
  }
  const StructReader reader(*json, index.PathOf("Projection"), index.errors());
  projection.type = reader.Enum("ProjectionType", {"ALL", "INCLUDE", "KEYS_ONLY"});
  if (const auto names = reader.Find("NonKeyAttributes")) {
    projection.non_key_attributes = ReadNonKeyAttributes(reader, *names);
  }
  return projection;
}

std::string ReadIndexName(const StructReader& reader) {
  const std::string name = reader.RequiredString("IndexName", kIndexName);
  CheckNamePattern(name, reader.PathOf("IndexName"), reader.errors());
  return name;
}

IndexRequest ReadIndex(Json json, const std::string& path, ErrorCollector* errors) {
  const StructReader reader(json, path, errors);
  IndexRequest index;
  index.index_name = ReadIndexName(reader);
  if (const auto schema = reader.Find("KeySchema")) {
    index.key_schema = ReadKeySchema(*schema, reader.PathOf("KeySchema"), errors);
  } else {
    reader.Missing("KeySchema");
  }
  index.projection = ReadIndexProjection(reader);
  index.provisioned_throughput = ReadThroughput(reader, kProvisioned);
  index.on_demand_throughput = ReadThroughput(reader, kOnDemand);
  index.warm_throughput = ReadThroughput(reader, kWarm);
  return index;
}

std::optional<std::vector<IndexRequest>> ReadIndexes(RequestReader& reader, const char* member) {
  const auto json = reader.Find(member);
  if (!json) return std::nullopt;
  std::vector<IndexRequest> indexes;
  ForEachAt(*json, PathName(member), &reader.errors(), [&](Json element, const std::string& at) {
    indexes.push_back(ReadIndex(element, at, &reader.errors()));
  });
  return indexes;
}

model::IndexUpdate ReadIndexUpdate(Json json, const std::string& path, ErrorCollector* errors) {
  const StructReader reader(json, path, errors);
  model::IndexUpdate out;
  if (const auto create = reader.Find("Create")) {
    out.create = ReadIndex(*create, reader.PathOf("Create"), errors);
  }
  if (const auto update = reader.Find("Update")) {
    const StructReader action(*update, reader.PathOf("Update"), errors);
    out.update.emplace();
    out.update->index_name = ReadIndexName(action);
    out.update->provisioned_throughput = ReadThroughput(action, kProvisioned);
    out.update->on_demand_throughput = ReadThroughput(action, kOnDemand);
    out.update->warm_throughput = ReadThroughput(action, kWarm);
  }
  if (const auto remove = reader.Find("Delete")) {
    out.remove = ReadIndexName(StructReader(*remove, reader.PathOf("Delete"), errors));
  }
  return out;
}

// What CreateTable and UpdateTable share.
template <typename Request>
void ReadTableSettings(RequestReader& reader, Request* request) {
  request->billing_mode =
      reader.Enum("BillingMode", "billingMode", {"PROVISIONED", "PAY_PER_REQUEST"});
  request->provisioned_throughput = ReadThroughput(reader, kProvisioned);
  request->on_demand_throughput = ReadThroughput(reader, kOnDemand);
  request->warm_throughput = ReadThroughput(reader, kWarm);
  request->table_class =
      reader.Enum("TableClass", "tableClass", {"STANDARD", "STANDARD_INFREQUENT_ACCESS"});
}

}  // namespace

ApiResult<model::CreateTableRequest> RequestParser::CreateTable(Bytes json) {
  KS_BEGIN_REQUEST(CreateTable);
  request.table_name = reader.TableName();
  if (!reader.Find("AttributeDefinitions")) reader.errors().Missing("attributeDefinitions");
  request.attribute_definitions = ReadDefinitions(reader);
  if (const auto schema = reader.Find("KeySchema")) {
    request.key_schema = ReadKeySchema(*schema, "keySchema", &reader.errors());
  } else {
    reader.errors().Missing("keySchema");
  }
  request.local_secondary_indexes = ReadIndexes(reader, "LocalSecondaryIndexes");
  request.global_secondary_indexes = ReadIndexes(reader, "GlobalSecondaryIndexes");
  ReadTableSettings(reader, &request);
  request.deletion_protection = reader.Bool("DeletionProtectionEnabled", false);
  request.tags = ReadTags(reader, false);
  request.resource_policy = ReadPolicy(reader, "ResourcePolicy");
  return Finish(reader, std::move(request));
}

ApiResult<model::UpdateTableRequest> RequestParser::UpdateTable(Bytes json) {
  KS_BEGIN_REQUEST(UpdateTable);
  request.table_name = reader.TableName();
  request.attribute_definitions = ReadDefinitions(reader);
  if (const auto updates = reader.Find("GlobalSecondaryIndexUpdates")) {
    request.index_updates.emplace();
    ForEachAt(*updates, "globalSecondaryIndexUpdates", &reader.errors(),
              [&](Json element, const std::string& at) {
                request.index_updates->push_back(ReadIndexUpdate(element, at, &reader.errors()));
              });
  }
  ReadTableSettings(reader, &request);
  if (reader.Find("DeletionProtectionEnabled")) {
    request.deletion_protection = reader.Bool("DeletionProtectionEnabled", false);
  }
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

}  // namespace keystone::wire
