#include "partiql/plan.h"

#include <algorithm>

#include "base/status_macros.h"
#include "model/item.h"
#include "model/key.h"
#include "model/limits.h"
#include "partiql/expression_text.h"
#include "partiql/projection.h"

namespace keystone::partiql {
namespace {

using expr::Operator;
using model::ApiError;
using model::ApiResult;
using model::Type;

bool IsAttribute(const Node& node, const std::string& name) {
  return node.op == Operator::kPath && node.path.size() == 1 && node.path[0].name == name;
}

void Collect(const Node& node, std::vector<Node>* terms) {
  if (node.op != Operator::kAnd) return terms->push_back(node);
  for (const Node& operand : node.operands) Collect(operand, terms);
}

// The attribute first, and nothing but values behind it.
bool ComparesWithValues(const Node& node, const std::string& name) {
  return IsAttribute(node.operands[0], name) &&
         std::all_of(node.operands.begin() + 1, node.operands.end(),
                     [](const Node& operand) { return operand.op == Operator::kValue; });
}

bool IsRange(const Node& node, const std::string& name) {
  switch (node.op) {
    case Operator::kBetween:
    case Operator::kBeginsWith:
      return ComparesWithValues(node, name);
    case Operator::kLess:
    case Operator::kLessOrEqual:
    case Operator::kGreater:
    case Operator::kGreaterOrEqual:
      return ComparesWithValues(node, name) ||
             (node.operands[0].op == Operator::kValue && IsAttribute(node.operands[1], name));
    default:
      return false;
  }
}

Node NameNode(const std::string& name) {
  Node node{Operator::kPath, {}, {}, {}};
  node.path.push_back({name, {}});
  return node;
}

Node Equality(const std::string& name, const std::string& value) {
  return {Operator::kEqual, {}, {}, {NameNode(name), {Operator::kValue, {}, value, {}}}};
}

// How values of a key sort; empty for what cannot be one.
std::string SortBytes(const std::string& encoded) {
  ByteReader reader(encoded);
  const model::ValueView value = model::TakeValue(&reader);
  std::string bytes;
  const Type type = value.type();
  if (type == Type::kString || type == Type::kNumber || type == Type::kBinary) {
    model::AppendKeyComponent(&bytes, value);
  }
  return bytes;
}

class Planner {
 public:
  Planner(const Statement& statement, const model::KeySchema& keys, bool consistent_read)
      : statement_(statement),
        keys_(keys),
        consistent_read_(consistent_read),
        conjunction_(statement.where) {}

  ApiResult<ReadPlan> Plan() {
    const bool is_query = TakePartition();
    if (partitions_.size() > model::kPartitionKeysInMax) {
      return ApiError::Validation(
          "The IN operator is provided with too many operands; number of operands: " +
          std::to_string(partitions_.size()));
    }
    if (ApiError e = CheckOrder(is_query); !e.ok()) return e;
    ReadPlan plan;
    if (!is_query) {
      ExpressionText text;
      plan.scan.emplace();
      plan.scan->table_name = statement_.table;
      plan.scan->page = Page(&text);
      return plan;
    }
    OrderPartitions();
    TakeSort();
    for (const std::vector<Node>& partition : partitions_) plan.queries.push_back(Query(partition));
    return plan;
  }

 private:
  // Whether the WHERE clause names partitions.
  bool TakePartition() {
    if (keys_.partition.size() == 1) {
      const std::string& name = keys_.partition[0].name;
      std::optional<std::vector<std::string>> values;
      if (auto value = conjunction_.TakeEquality(name)) {
        values = {std::move(*value)};
      } else {
        values = conjunction_.TakeIn(name);
      }
      if (!values) return false;
      for (const std::string& value : *values) partitions_.push_back({Equality(name, value)});
      return true;
    }
    Conjunction rest = conjunction_;
    std::vector<Node> partition;
    for (const model::KeyAttribute& attribute : keys_.partition) {
      const auto value = rest.TakeEquality(attribute.name);
      if (!value) return false;
      partition.push_back(Equality(attribute.name, *value));
    }
    conjunction_ = std::move(rest);
    partitions_.push_back(std::move(partition));
    return true;
  }

  void TakeSort() {
    for (const model::KeyAttribute& attribute : keys_.sort) {
      if (const auto value = conjunction_.TakeEquality(attribute.name)) {
        sort_.push_back(Equality(attribute.name, *value));
        continue;
      }
      if (auto range = conjunction_.TakeRange(attribute.name)) sort_.push_back(std::move(*range));
      return;
    }
  }

  ApiError CheckOrder(bool is_query) {
    if (!statement_.order_by) return {};
    if (!statement_.where) {
      return ApiError::Validation(
          "Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    if (!is_query) {
      return ApiError::Validation(
          "Must have at least one non-optional hash key condition in WHERE clause when using ORDER "
          "BY clause.");
    }
    const Node by{Operator::kPath, *statement_.order_by, {}, {}};
    const auto is_it = [&](const model::KeyAttribute& key) { return IsAttribute(by, key.name); };
    if (std::any_of(keys_.partition.begin(), keys_.partition.end(), is_it)) {
      return {};
    }
    if (!keys_.sort.empty() && is_it(keys_.sort[0])) return {};
    return ApiError::Validation("Variable reference " + statement_.order_by->back().name +
                                " in ORDER BY clause must be part of the primary key");
  }

  // Whatever ORDER BY names: partitions follow one another by key, each in its own order.
  void OrderPartitions() {
    if (partitions_.size() == 1) return;
    std::sort(partitions_.begin(), partitions_.end(), [&](const auto& a, const auto& b) {
      const auto first = SortBytes(a[0].operands[1].value);
      const auto second = SortBytes(b[0].operands[1].value);
      return statement_.descending ? second < first : first < second;
    });
  }

  model::QueryRequest Query(const std::vector<Node>& partition) {
    Node all{Operator::kAnd, {}, {}, partition};
    all.operands.insert(all.operands.end(), sort_.begin(), sort_.end());
    ExpressionText text;
    model::QueryRequest query;
    query.table_name = statement_.table;
    query.key_condition_expression = text.Condition(all);
    query.forward = !statement_.descending;
    query.page = Page(&text);
    query.page.filter_on_keys = true;
    return query;
  }

  model::PageOptions Page(ExpressionText* text) {
    model::PageOptions page;
    page.index_name = statement_.index;
    if (!conjunction_.empty()) page.filter.expression = text->Condition(conjunction_.Rest());
    page.placeholders = text->placeholders();
    page.projection.attributes_to_get = AttributesOf(statement_.projection);
    page.consistent_read = consistent_read_;
    return page;
  }

  const Statement& statement_;
  const model::KeySchema& keys_;
  const bool consistent_read_;
  Conjunction conjunction_;
  std::vector<std::vector<Node>> partitions_;  // conditions on the partition attributes
  std::vector<Node> sort_;
};

}  // namespace

Conjunction::Conjunction(const std::optional<Node>& where) {
  if (where) Collect(*where, &terms_);
}

std::optional<std::string> Conjunction::TakeEquality(const std::string& name) {
  for (size_t i = 0; i < terms_.size(); ++i) {
    if (terms_[i].op != Operator::kEqual) continue;
    for (const size_t value : {size_t{1}, size_t{0}}) {
      const std::vector<Node>& operands = terms_[i].operands;
      if (operands[value].op != Operator::kValue || !IsAttribute(operands[1 - value], name))
        continue;
      std::string encoded = operands[value].value;
      terms_.erase(terms_.begin() + static_cast<ptrdiff_t>(i));
      return encoded;
    }
  }
  return std::nullopt;
}

std::optional<std::vector<std::string>> Conjunction::TakeIn(const std::string& name) {
  const auto term = std::find_if(terms_.begin(), terms_.end(), [&](const Node& node) {
    return node.op == Operator::kIn && ComparesWithValues(node, name);
  });
  if (term == terms_.end()) return std::nullopt;
  std::vector<std::string> values;
  for (const Node& operand : term->operands) {
    if (operand.op != Operator::kValue) continue;
    if (std::find(values.begin(), values.end(), operand.value) == values.end()) {
      values.push_back(operand.value);
    }
  }
  terms_.erase(term);
  return values;
}

std::optional<Node> Conjunction::TakeRange(const std::string& name) {
  const auto term = std::find_if(terms_.begin(), terms_.end(),
                                 [&](const Node& node) { return IsRange(node, name); });
  if (term == terms_.end()) return std::nullopt;
  Node range = std::move(*term);
  terms_.erase(term);
  return range;
}

Node Conjunction::Rest() const {
  if (terms_.size() == 1) return terms_[0];
  return {Operator::kAnd, {}, {}, terms_};
}

ApiResult<std::string> TakeKey(const model::KeySchema& keys, Conjunction* conjunction) {
  model::ValueWriter writer;
  (void)writer.BeginMap();
  for (const auto* attributes : {&keys.partition, &keys.sort}) {
    for (const model::KeyAttribute& attribute : *attributes) {
      const auto value = conjunction->TakeEquality(attribute.name);
      if (!value) {
        return ApiError::Validation(
            "Where clause does not contain a mandatory equality on all key attributes");
      }
      ByteReader reader(*value);
      writer.Name(attribute.name);
      writer.Copy(model::TakeValue(&reader));
    }
  }
  (void)writer.EndMap();  // a key's attributes have different names
  return model::MakeItem(writer);
}

ApiResult<ReadPlan> PlanSelect(const Statement& statement, const model::KeySchema& keys,
                               bool consistent_read) {
  return Planner(statement, keys, consistent_read).Plan();
}

}  // namespace keystone::partiql
