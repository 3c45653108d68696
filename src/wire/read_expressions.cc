#include "wire/read_expressions.h"

#include <algorithm>

#include "model/item.h"
#include "wire/read_value.h"

namespace keystone::wire {
namespace {

using model::ApiError;

constexpr size_t kPlaceholderBytesMax = 255;

bool IsWordLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "Expected" -> "expected", as paths in messages have it.
std::string Lower(Bytes member) {
  std::string text(member);
  text[0] = static_cast<char>(text[0] - 'A' + 'a');
  return text;
}

std::string Joined(const std::vector<Bytes>& names, const char* between) {
  std::string text;
  for (const Bytes name : names) text += (text.empty() ? "" : between) + std::string(name);
  return text;
}

std::vector<Bytes> Present(RequestReader& reader, std::initializer_list<Bytes> members) {
  std::vector<Bytes> present;
  for (const Bytes member : members) {
    if (reader.Find(member)) present.push_back(member);
  }
  return present;
}

void BadValue(RequestReader& reader, std::string message) {
  reader.errors().BadValue(ApiError::Validation(std::move(message)));
}

// What a placeholder's name must be: the sign, and then letters, digits or underscores.
void CheckPlaceholder(RequestReader& reader, Bytes member, char sign, Bytes name) {
  const std::string where = std::string(member) + " contains invalid key: ";
  if (name.empty()) {
    BadValue(reader, where + "The expression attribute map contains an empty key;");
  } else if (name.size() > kPlaceholderBytesMax) {
    BadValue(reader, where + "The expression attribute map contains a key that is too long;" +
                         (sign == '#' ? " size of key: " + std::to_string(name.size()) : ""));
  } else if (name.size() < 2 || name[0] != sign ||
             !std::all_of(name.begin() + 1, name.end(), IsWordLetter)) {
    BadValue(reader, where + "Syntax error; key: \"" + std::string(name) + "\"");
  }
}

// Names as an item of strings.
std::string ReadNames(RequestReader& reader, Json json) {
  ErrorCollector& errors = reader.errors();
  model::ValueWriter& writer = *reader.writer();
  if (writer.BeginMap() != model::WriteError::kNone) return {};
  ForEachMember(json, &errors, [&](Bytes name, Json value) {
    CheckPlaceholder(reader, "ExpressionAttributeNames", '#', name);
    const Bytes text = AsString(value, &errors).value_or(Bytes());
    if (text.empty()) {
      BadValue(reader,
               "ExpressionAttributeNames contains invalid value: Empty attribute name for "
               "key " +
                   std::string(name));
    }
    writer.Name(name);
    writer.String(text);
  });
  if (writer.EndMap() != model::WriteError::kNone) {
    errors.Duplicate("ExpressionAttributeNames");
    writer.Clear();
    return {};
  }
  return model::MakeItem(writer);
}

std::string ReadValues(RequestReader& reader, Json json) {
  std::string values = ReadPlaceholderValues(json, reader.writer(), &reader.errors());
  for (auto it = model::ItemView(values).attributes().begin(); it.ok(); it.Next()) {
    CheckPlaceholder(reader, "ExpressionAttributeValues", ':', it.name());
  }
  return values;
}

std::vector<std::string> ReadValueList(RequestReader& reader, Json json) {
  std::vector<std::string> values;
  ForEachElement(json, &reader.errors(), [&](Json value) {
    values.push_back(ReadValue(value, reader.writer(), &reader.errors()));
  });
  return values;
}

model::LegacyCondition ReadOneCondition(RequestReader& reader, Json json, const std::string& path) {
  ErrorCollector& errors = reader.errors();
  model::LegacyCondition condition;
  ForEachField(json, &errors, [&](Bytes name, Json value) {
    if (IsNull(value)) return;
    if (name == "ComparisonOperator") {
      condition.comparison = ReadEnum(value, path + ".comparisonOperator",
                                      {"IN", "NULL", "BETWEEN", "LT", "NOT_CONTAINS", "EQ", "GT",
                                       "NOT_NULL", "NE", "LE", "BEGINS_WITH", "GE", "CONTAINS"},
                                      &errors);
    } else if (name == "AttributeValueList") {
      condition.values = ReadValueList(reader, value);
    } else if (name == "Value") {
      condition.value = ReadValue(value, reader.writer(), &errors);
    } else if (name == "Exists") {
      condition.exists = AsBool(value, &errors);
    }
  });
  return condition;
}

}  // namespace

model::Placeholders ReadPlaceholders(RequestReader& reader, std::initializer_list<Bytes> users,
                                     size_t value_users) {
  model::Placeholders placeholders;
  const std::vector<Bytes> all(users);
  const std::vector<Bytes> with_values(all.begin(),
                                       all.begin() + static_cast<ptrdiff_t>(value_users));
  const auto any = [&](const std::vector<Bytes>& members) {
    for (const Bytes member : members) {
      if (reader.Find(member)) return true;
    }
    return false;
  };
  if (const auto names = reader.Find("ExpressionAttributeNames")) {
    if (any(all)) {
      if (IsEmpty(*names)) BadValue(reader, "ExpressionAttributeNames must not be empty");
      placeholders.names = ReadNames(reader, *names);
    } else if (!IsEmpty(*names)) {
      BadValue(reader, "ExpressionAttributeNames can only be specified when using expressions");
    }
  }
  const auto values = reader.Find("ExpressionAttributeValues");
  if (values && value_users != 0) {
    if (any(with_values)) {
      if (IsEmpty(*values)) BadValue(reader, "ExpressionAttributeValues must not be empty");
      placeholders.values = ReadValues(reader, *values);
    } else if (!IsEmpty(*values)) {
      BadValue(reader, "ExpressionAttributeValues can only be specified when using expressions: " +
                           Joined(with_values, " and ") +
                           (value_users == 1 ? " is null" : " are null"));
    }
  }
  return placeholders;
}

std::vector<model::LegacyCondition> ReadConditions(RequestReader& reader, const char* member) {
  std::vector<model::LegacyCondition> conditions;
  const auto json = reader.Find(member);
  if (!json) return conditions;
  const bool is_expected = Bytes(member) == "Expected";
  ForEachField(*json, &reader.errors(), [&](Bytes name, Json value) {
    const std::string path = Lower(member) + "." + std::string(name) + ".member";
    if (name.empty()) BadValue(reader, "Empty attribute name");
    conditions.push_back(ReadOneCondition(reader, value, path));
    conditions.back().attribute = std::string(name);
    conditions.back().is_expected = is_expected;
    if (!is_expected && !conditions.back().comparison) {
      reader.errors().Missing(path + ".comparisonOperator");
    }
  });
  return conditions;
}

model::ConditionText ReadCondition(RequestReader& reader, const char* expression,
                                   const char* legacy) {
  model::ConditionText text;
  text.expression = reader.String(expression);
  text.legacy.conditions = ReadConditions(reader, legacy);
  const auto joined = reader.Enum("ConditionalOperator", "conditionalOperator", {"OR", "AND"});
  if (joined) text.legacy.any = joined == "OR";
  return text;
}

model::ProjectionText ReadProjection(RequestReader& reader) {
  model::ProjectionText text;
  text.expression = reader.String("ProjectionExpression");
  if (const auto list = reader.Find("AttributesToGet")) {
    ForEachElement(*list, &reader.errors(), [&](Json name) {
      if (const auto attribute = AsString(name, &reader.errors())) {
        text.attributes_to_get.emplace_back(*attribute);
      }
    });
  }
  return text;
}

std::vector<model::AttributeUpdate> ReadAttributeUpdates(RequestReader& reader) {
  std::vector<model::AttributeUpdate> updates;
  const auto json = reader.Find("AttributeUpdates");
  if (!json) return updates;
  ErrorCollector& errors = reader.errors();
  ForEachField(*json, &errors, [&](Bytes attribute, Json fields) {
    if (attribute.empty()) BadValue(reader, "Empty attribute name");
    model::AttributeUpdate& update = updates.emplace_back();
    update.attribute = std::string(attribute);
    ForEachField(fields, &errors, [&](Bytes name, Json value) {
      if (IsNull(value)) return;
      if (name == "Value") update.value = ReadValue(value, reader.writer(), &errors);
      if (name != "Action") return;
      const std::string path = "attributeUpdates." + update.attribute + ".member.action";
      update.action = ReadEnum(value, path, {"ADD", "DELETE", "PUT"}, &errors).value_or("PUT");
    });
  });
  return updates;
}

namespace {

void RefuseBoth(RequestReader& reader, const std::vector<Bytes>& old,
                const std::vector<Bytes>& now) {
  if (old.empty() || now.empty()) return;
  BadValue(reader,
           "Can not use both expression and non-expression parameters in the same request: "
           "Non-expression parameters: {" +
               Joined(old, ", ") + "} Expression parameters: {" + Joined(now, ", ") + "}");
}

}  // namespace

void RefuseMixing(RequestReader& reader, std::initializer_list<Bytes> legacy,
                  std::initializer_list<Bytes> expressions) {
  RefuseBoth(reader, Present(reader, legacy), Present(reader, expressions));
}

void RefuseMixingInTables(RequestReader& reader) {
  const auto tables = reader.Find("RequestItems");
  if (!tables) return;
  std::vector<Bytes> old, now;
  ForEachMember(*tables, &reader.errors(), [&](Bytes, Json table) {
    ForEachMember(table, &reader.errors(), [&](Bytes name, Json value) {
      if (IsNull(value)) return;
      if (name == "AttributesToGet") old = {name};
      if (name == "ProjectionExpression") now = {name};
    });
  });
  RefuseBoth(reader, old, now);
}

model::ReturnCapacity ReadReturnCapacity(RequestReader& reader) {
  const auto text =
      reader.Enum("ReturnConsumedCapacity", "returnConsumedCapacity", {"INDEXES", "TOTAL", "NONE"});
  if (text == "TOTAL") return model::ReturnCapacity::kTotal;
  return text == "INDEXES" ? model::ReturnCapacity::kIndexes : model::ReturnCapacity::kNone;
}

bool ReadItemCollectionMetrics(RequestReader& reader) {
  return reader.Enum("ReturnItemCollectionMetrics", "returnItemCollectionMetrics",
                     {"SIZE", "NONE"}) == "SIZE";
}

model::WriteOptions ReadWriteOptions(RequestReader& reader, bool is_update) {
  model::WriteOptions options;
  options.condition = ReadCondition(reader, "ConditionExpression", "Expected");
  const auto values = reader.Enum("ReturnValues", "returnValues",
                                  {"ALL_NEW", "UPDATED_OLD", "ALL_OLD", "NONE", "UPDATED_NEW"});
  if (values == "ALL_OLD") options.return_values = model::ReturnValues::kAllOld;
  if (values == "ALL_NEW") options.return_values = model::ReturnValues::kAllNew;
  if (values == "UPDATED_OLD") options.return_values = model::ReturnValues::kUpdatedOld;
  if (values == "UPDATED_NEW") options.return_values = model::ReturnValues::kUpdatedNew;
  if (!is_update && options.return_values > model::ReturnValues::kAllOld) {
    BadValue(reader, "ReturnValues can only be ALL_OLD or NONE");
  }
  options.return_old_on_failure =
      reader.Enum("ReturnValuesOnConditionCheckFailure", "returnValuesOnConditionCheckFailure",
                  {"ALL_OLD", "NONE"}) == "ALL_OLD";
  options.return_capacity = ReadReturnCapacity(reader);
  options.return_collection_metrics = ReadItemCollectionMetrics(reader);
  return options;
}

}  // namespace keystone::wire
