#include "expr/legacy.h"

#include "base/status_macros.h"
#include "expr/check_types.h"
#include "expr/path_tree.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;
using model::LegacyCondition;
using model::Type;
using model::ValueView;

// DynamoDB's name of an operator; what it is here; how many values it takes (0..2; 3: one or more)
// and of which types.
struct Comparison {
  Bytes name;
  Operator op;
  size_t values;
  Bytes types;  // their names, each between spaces; empty: all
};
constexpr size_t kOneOrMore = 3;
constexpr Bytes kOrdered = " S N B ";
constexpr Comparison kComparisons[] = {
    {"EQ", Operator::kEqual, 1, ""},
    {"NE", Operator::kNotEqual, 1, ""},
    {"LE", Operator::kLessOrEqual, 1, kOrdered},
    {"LT", Operator::kLess, 1, kOrdered},
    {"GE", Operator::kGreaterOrEqual, 1, kOrdered},
    {"GT", Operator::kGreater, 1, kOrdered},
    {"NOT_NULL", Operator::kAttributeExists, 0, ""},
    {"NULL", Operator::kAttributeNotExists, 0, ""},
    {"CONTAINS", Operator::kContains, 1, " S N B BOOL NULL "},
    {"NOT_CONTAINS", Operator::kNot, 1, " S N B BOOL NULL "},
    {"BEGINS_WITH", Operator::kBeginsWith, 1, " S B "},
    {"IN", Operator::kIn, kOneOrMore, kOrdered},
    {"BETWEEN", Operator::kBetween, 2, kOrdered},
};

const Comparison* FindComparison(Bytes name) {
  for (const Comparison& comparison : kComparisons) {
    if (comparison.name == name) return &comparison;
  }
  return nullptr;
}

ApiError InvalidValues(const std::string& why) {
  return ApiError::Validation("One or more parameter values were invalid: " + why);
}

ValueView Decoded(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

ApiError CheckValues(const Comparison& comparison, const std::vector<ValueView>& values) {
  const bool fits =
      comparison.values == kOneOrMore ? !values.empty() : values.size() == comparison.values;
  const std::string name(comparison.name);
  if (!fits) {
    return InvalidValues("Invalid number of argument(s) for the " + name + " ComparisonOperator");
  }
  for (const ValueView value : values) {
    const std::string type = TypeName(value.type());
    if (comparison.types.empty() || comparison.types.find(" " + type + " ") != Bytes::npos)
      continue;
    return InvalidValues("ComparisonOperator " + name + " is not valid for " + type +
                         " AttributeValue type");
  }
  for (const ValueView value : values) {
    if (value.type() != values[0].type()) {
      return InvalidValues("AttributeValues inside AttributeValueList must be of same type");
    }
  }
  if (comparison.op == Operator::kBetween && values[1].payload() < values[0].payload()) {
    return ApiError::Validation(
        "The BETWEEN condition was provided a range where the lower bound is greater than the "
        "upper bound");
  }
  return {};
}

// Without a ComparisonOperator, Expected says whether a value is there.
ApiError CheckExists(const LegacyCondition& condition) {
  const std::string behind = " for Attribute: " + condition.attribute;
  if (condition.exists == false) {
    if (!condition.value) return {};
    return InvalidValues("Value cannot be used when Exists is false" + behind);
  }
  if (condition.value) return {};
  return InvalidValues("Value must be provided when Exists is " +
                       std::string(condition.exists ? "true" : "null") + behind);
}

// Builds an expression out of names and values instead of text.
class Builder {
 public:
  explicit Builder(Parameter parameter) : expression_(std::make_shared<Expression>()) {
    expression_->parameter = parameter;
  }

  uint32_t Path(Bytes name) {
    expression_->paths.push_back({Step{false, Symbol(name, false)}});
    meanings_.back().name = name;
    return static_cast<uint32_t>(expression_->paths.size() - 1);
  }
  Node Name(Bytes name) { return {Operator::kPath, Path(name), {}}; }
  Node Value(ValueView value) {
    const uint32_t number = Symbol({}, true);
    meanings_.back().value = value;
    return {Operator::kValue, number, {}};
  }

  Expression& expression() { return *expression_; }
  Bound Finish() { return {std::move(expression_), std::move(meanings_)}; }

 private:
  uint32_t Symbol(Bytes text, bool is_value) {
    expression_->symbols.push_back({std::string(text), is_value});
    meanings_.emplace_back();
    return static_cast<uint32_t>(meanings_.size() - 1);
  }

  std::shared_ptr<Expression> expression_;
  std::vector<Bound::Meaning> meanings_;
};

Node ConditionNode(const LegacyCondition& condition, Builder* builder) {
  Node node{LegacyOperator(condition), 0, {}};
  if (node.op == Operator::kNot) node.op = Operator::kContains;
  node.operands.push_back(builder->Name(condition.attribute));
  for (const ValueView value : LegacyValues(condition)) {
    node.operands.push_back(builder->Value(value));
  }
  if (condition.comparison != "NOT_CONTAINS") return node;
  // Of an attribute that is not there, nothing is said.
  Node negated{Operator::kNot, 0, {}};
  negated.operands.push_back(std::move(node));
  Node exists{Operator::kAttributeExists, 0, {}};
  exists.operands.push_back(builder->Name(condition.attribute));
  Node both{Operator::kAnd, 0, {}};
  both.operands.push_back(std::move(exists));
  both.operands.push_back(std::move(negated));
  return both;
}

ApiError CheckUpdate(const model::AttributeUpdate& update) {
  if (!update.value) {
    if (update.action == "DELETE") return {};
    return InvalidValues("Only DELETE action is allowed when no attribute value is specified");
  }
  if (update.action == "PUT") return {};
  const Type type = Decoded(*update.value).type();
  const bool is_set =
      type == Type::kStringSet || type == Type::kNumberSet || type == Type::kBinarySet;
  const bool is_add = update.action == "ADD";
  if (is_set || (is_add && (type == Type::kNumber || type == Type::kList))) return {};
  return InvalidValues(std::string(is_add ? "ADD action" : "DELETE action with value") +
                       " is not supported for the type " + LongTypeName(type));
}

}  // namespace

ApiError CheckLegacyCondition(const LegacyCondition& condition) {
  const std::string behind = " for Attribute: " + condition.attribute;
  if (condition.value && condition.values) {
    return InvalidValues("Value and AttributeValueList cannot be used together" + behind);
  }
  if (!condition.comparison) {
    if (!condition.values) return CheckExists(condition);
    return InvalidValues("AttributeValueList can only be used with a ComparisonOperator" + behind);
  }
  if (condition.exists) {
    return InvalidValues("Exists and ComparisonOperator cannot be used together" + behind);
  }
  const Comparison* comparison = FindComparison(*condition.comparison);
  if (comparison == nullptr) {
    return ApiError::Validation("Comparison type does not exist in DynamoDB");
  }
  if (condition.is_expected && comparison->values != 0 && !condition.value && !condition.values) {
    return InvalidValues("Value or AttributeValueList must be used with ComparisonOperator: " +
                         *condition.comparison + behind);
  }
  return CheckValues(*comparison, LegacyValues(condition));
}

Operator LegacyOperator(const LegacyCondition& condition) {
  if (condition.comparison) return FindComparison(*condition.comparison)->op;
  return condition.exists == false ? Operator::kAttributeNotExists : Operator::kEqual;
}

std::vector<ValueView> LegacyValues(const LegacyCondition& condition) {
  std::vector<ValueView> values;
  if (condition.value) values.push_back(Decoded(*condition.value));
  if (condition.values) {
    for (const std::string& value : *condition.values) values.push_back(Decoded(value));
  }
  return values;
}

ApiResult<Bound> BindConditions(Parameter parameter, const model::LegacyConditions& legacy) {
  Builder builder(parameter);
  Node joined{legacy.any == true ? Operator::kOr : Operator::kAnd, 0, {}};
  for (const LegacyCondition& condition : legacy.conditions) {
    if (ApiError e = CheckLegacyCondition(condition); !e.ok()) return e;
    joined.operands.push_back(ConditionNode(condition, &builder));
  }
  if (legacy.any && legacy.conditions.empty()) {
    return ApiError::Validation("ConditionalOperator cannot be used without Filter or Expected");
  }
  if (legacy.any && legacy.conditions.size() == 1) {
    return ApiError::Validation(
        "ConditionalOperator can only be used when Filter or Expected has two or more elements");
  }
  builder.expression().condition = std::move(joined);
  return builder.Finish();
}

ApiResult<Bound> BindAttributeUpdates(const std::vector<model::AttributeUpdate>& updates) {
  Builder builder(Parameter::kAttributeUpdates);
  for (const model::AttributeUpdate& update : updates) {
    if (ApiError e = CheckUpdate(update); !e.ok()) return e;
    Action action{Action::Kind::kSet, builder.Path(update.attribute), {}};
    if (update.action == "ADD") action.kind = Action::Kind::kAdd;
    if (update.action == "DELETE") {
      action.kind = update.value ? Action::Kind::kDelete : Action::Kind::kRemove;
    }
    if (update.value) action.value = builder.Value(Decoded(*update.value));
    builder.expression().actions.push_back(std::move(action));
  }
  return builder.Finish();
}

ApiResult<Bound> BindAttributesToGet(const std::vector<std::string>& names) {
  Builder builder(Parameter::kProjection);
  for (size_t i = 0; i < names.size(); ++i) {
    for (size_t j = 0; j < i; ++j) {
      if (names[i] != names[j]) continue;
      return InvalidValues("Duplicate value in attribute name: " + names[i]);
    }
    builder.Path(names[i]);
  }
  return builder.Finish();
}

}  // namespace keystone::expr
