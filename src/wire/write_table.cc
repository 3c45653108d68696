// TableDescription. Members and their order as AWS's API reference lists them.
#include "wire/wire.h"
#include "wire/write_json.h"

namespace keystone::wire {
namespace {

using model::IndexDefinition;
using model::KeyAttribute;
using model::TableDefinition;
using model::Throughput;

const char* StatusText(model::IndexStatus status) {
  switch (status) {
    case model::IndexStatus::kActive:
      return "ACTIVE";
    case model::IndexStatus::kCreating:
      return "CREATING";
    case model::IndexStatus::kUpdating:
      return "UPDATING";
    case model::IndexStatus::kDeleting:
      return "DELETING";
  }
  return "ACTIVE";
}

// `append` writes one element.
template <typename Elements, typename Append>
void AppendList(std::string* out, const Elements& elements, Append append) {
  out->push_back('[');
  bool first = true;
  for (const auto& element : elements) {
    if (!first) out->push_back(',');
    first = false;
    append(element);
  }
  out->push_back(']');
}

void AppendDefinitions(ObjectWriter& object, const std::vector<KeyAttribute>& attributes) {
  std::string* out = object.Member("AttributeDefinitions");
  AppendList(out, attributes, [&](const KeyAttribute& attribute) {
    ObjectWriter definition(out);
    definition.String("AttributeName", attribute.name);
    definition.String("AttributeType", TypeName(attribute.type));
    definition.End();
  });
}

void AppendKeySchema(ObjectWriter& object, const model::KeySchema& keys) {
  std::string* out = object.Member("KeySchema");
  std::vector<std::pair<Bytes, Bytes>> elements;
  for (const KeyAttribute& key : keys.partition) elements.emplace_back(key.name, "HASH");
  for (const KeyAttribute& key : keys.sort) elements.emplace_back(key.name, "RANGE");
  AppendList(out, elements, [&](const std::pair<Bytes, Bytes>& named) {
    ObjectWriter element(out);
    element.String("AttributeName", named.first);
    element.String("KeyType", named.second);
    element.End();
  });
}

void AppendProvisioned(ObjectWriter& object, const Throughput& throughput) {
  ObjectWriter provisioned(object.Member("ProvisionedThroughput"));
  provisioned.Integer("NumberOfDecreasesToday", 0);
  provisioned.Integer("ReadCapacityUnits", throughput.read_units);
  provisioned.Integer("WriteCapacityUnits", throughput.write_units);
  provisioned.End();
}

void AppendOnDemand(ObjectWriter& object, const Throughput& throughput) {
  if (throughput == Throughput{}) return;
  ObjectWriter on_demand(object.Member("OnDemandThroughput"));
  if (throughput.read_units != 0) on_demand.Integer("MaxReadRequestUnits", throughput.read_units);
  if (throughput.write_units != 0) {
    on_demand.Integer("MaxWriteRequestUnits", throughput.write_units);
  }
  on_demand.End();
}

void AppendWarm(ObjectWriter& object, const Throughput& throughput) {
  ObjectWriter warm(object.Member("WarmThroughput"));
  warm.Integer("ReadUnitsPerSecond", throughput.read_units);
  warm.Integer("WriteUnitsPerSecond", throughput.write_units);
  warm.String("Status", "ACTIVE");
  warm.End();
}

void AppendBilling(ObjectWriter& object, const TableDefinition& table) {
  const bool on_demand = table.billing_mode == model::BillingMode::kPayPerRequest;
  if (!on_demand && table.on_demand_since_micros == 0) return;
  ObjectWriter billing(object.Member("BillingModeSummary"));
  billing.String("BillingMode", on_demand ? "PAY_PER_REQUEST" : "PROVISIONED");
  if (table.on_demand_since_micros != 0) {
    AppendTime(billing.Member("LastUpdateToPayPerRequestDateTime"), table.on_demand_since_micros);
  }
  billing.End();
}

void AppendClass(ObjectWriter& object, const TableDefinition& table) {
  if (!table.infrequent_access && table.class_changed_micros == 0) return;
  ObjectWriter summary(object.Member("TableClassSummary"));
  summary.String("TableClass", table.infrequent_access ? "STANDARD_INFREQUENT_ACCESS" : "STANDARD");
  if (table.class_changed_micros != 0) {
    AppendTime(summary.Member("LastUpdateDateTime"), table.class_changed_micros);
  }
  summary.End();
}

void AppendProjection(ObjectWriter& object, const IndexDefinition& index) {
  ObjectWriter projection(object.Member("Projection"));
  switch (index.projection) {
    case model::ProjectionType::kAll:
      projection.String("ProjectionType", "ALL");
      break;
    case model::ProjectionType::kKeysOnly:
      projection.String("ProjectionType", "KEYS_ONLY");
      break;
    case model::ProjectionType::kInclude:
      projection.String("ProjectionType", "INCLUDE");
      break;
  }
  if (!index.non_key_attributes.empty()) {
    std::string* out = projection.Member("NonKeyAttributes");
    AppendList(out, index.non_key_attributes,
               [&](const std::string& name) { AppendJsonString(out, name); });
  }
  projection.End();
}

void AppendIndex(std::string* out, const std::string& table_arn, const IndexDefinition& index,
                 const model::Totals& totals) {
  ObjectWriter object(out);
  object.String("IndexName", index.name);
  AppendKeySchema(object, index.keys);
  AppendProjection(object, index);
  if (!index.local) {
    object.String("IndexStatus", StatusText(index.status));
    // AWS: only while an index is being made, never for one that came with its table.
    if (index.status == model::IndexStatus::kCreating) object.Bool("Backfilling", true);
    AppendProvisioned(object, index.provisioned_throughput);
  }
  object.Integer("IndexSizeBytes", totals.size_bytes);
  object.Integer("ItemCount", totals.item_count);
  object.String("IndexArn", table_arn + "/index/" + index.name);
  if (!index.local) {
    AppendOnDemand(object, index.on_demand_throughput);
    AppendWarm(object, index.warm_throughput);
  }
  object.End();
}

void AppendIndexes(ObjectWriter& object, const model::TableDescription& table, bool local) {
  const auto& indexes = table.definition.indexes;
  std::string* out = nullptr;
  for (size_t i = 0; i < indexes.size(); ++i) {
    if (indexes[i].local != local) continue;
    if (out == nullptr) {
      out = object.Member(local ? "LocalSecondaryIndexes" : "GlobalSecondaryIndexes");
      out->push_back('[');
    } else {
      out->push_back(',');
    }
    AppendIndex(out, table.table_arn, indexes[i], table.index_totals[i]);
  }
  if (out != nullptr) out->push_back(']');
}

}  // namespace

std::string TableResponse(const char* member, const model::TableDescription& table) {
  const TableDefinition& definition = table.definition;
  std::string out;
  ObjectWriter response(&out);
  ObjectWriter object(response.Member(member));
  AppendDefinitions(object, definition.attributes);
  object.String("TableName", definition.name);
  AppendKeySchema(object, definition.keys);
  object.String("TableStatus", TableStatusText(table.status));
  AppendTime(object.Member("CreationDateTime"), definition.created_micros);
  AppendProvisioned(object, definition.provisioned_throughput);
  object.Integer("TableSizeBytes", table.totals.size_bytes);
  object.Integer("ItemCount", table.totals.item_count);
  object.String("TableArn", table.table_arn);
  object.String("TableId", definition.uuid);
  AppendBilling(object, definition);
  AppendIndexes(object, table, true);
  AppendIndexes(object, table, false);
  AppendClass(object, definition);
  object.Bool("DeletionProtectionEnabled", definition.deletion_protection);
  AppendOnDemand(object, definition.on_demand_throughput);
  AppendWarm(object, definition.warm_throughput);
  object.End();
  response.End();
  return out;
}

}  // namespace keystone::wire
