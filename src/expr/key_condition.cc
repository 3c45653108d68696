// The second pass over a KeyConditionExpression: placeholders to names and values, conditions to
// keys. What AWS answers to each mistake is listed in docs/compatibility-expressions.md.
#include "expr/key_condition.h"

#include <set>

#include "base/status_macros.h"
#include "expr/key_condition_parser.h"
#include "expr/reserved_words.h"
#include "model/base64.h"
#include "model/limits.h"
#include "model/number.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;
using model::Type;
using model::ValueView;

struct Resolved {
  SortOperator op;
  std::string attribute;
  std::vector<ValueView> values;
};

class Resolver {
 public:
  Resolver(ItemView names, ItemView values) : names_(names), values_(values) {}

  ApiResult<Resolved> Resolve(const ParsedCondition& condition) {
    Resolved resolved{condition.op, {}, {}};
    size_t paths = 0;
    for (const ParsedOperand& operand : condition.operands) {
      if (operand.token.kind == TokenKind::kValuePlaceholder) {
        KS_ASSIGN_OR_RETURN(const ValueView value, Value(operand.token.text));
        resolved.values.push_back(value);
        continue;
      }
      ++paths;
      KS_ASSIGN_OR_RETURN(resolved.attribute, Name(operand.token));
      if (operand.nested) {
        return InvalidKeyCondition(
            "KeyConditionExpressions cannot have conditions on nested attributes");
      }
    }
    const bool value_first = condition.operands[0].token.kind == TokenKind::kValuePlaceholder;
    const bool has_order =
        condition.op == SortOperator::kBetween || condition.op == SortOperator::kBeginsWith;
    if (paths == 0 || (value_first && has_order)) {
      return ApiError::Validation(
          "Invalid condition in KeyConditionExpression: No key attribute specified");
    }
    if (paths > 1) {
      return ApiError::Validation(
          "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
          "condition");
    }
    if (value_first) TurnAround(&resolved);
    return resolved;
  }

  ApiError CheckAllUsed() const {
    if (ApiError e = CheckUsed(names_, "ExpressionAttributeNames"); !e.ok()) return e;
    return CheckUsed(values_, "ExpressionAttributeValues");
  }

 private:
  // ":v < path" is "path > :v".
  static void TurnAround(Resolved* resolved) {
    switch (resolved->op) {
      case SortOperator::kLess:
        resolved->op = SortOperator::kGreater;
        break;
      case SortOperator::kLessOrEqual:
        resolved->op = SortOperator::kGreaterOrEqual;
        break;
      case SortOperator::kGreater:
        resolved->op = SortOperator::kLess;
        break;
      case SortOperator::kGreaterOrEqual:
        resolved->op = SortOperator::kLessOrEqual;
        break;
      default:
        break;
    }
  }

  ApiResult<std::string> Name(const Token& token) {
    const std::string text(token.text);
    if (token.kind == TokenKind::kName) {
      if (!IsReservedWord(token.text)) return text;
      return InvalidKeyCondition("Attribute name is a reserved keyword; reserved keyword: " + text);
    }
    used_.insert(text);
    const auto name = names_.Find(text);
    if (name) return std::string(name->payload());
    return InvalidKeyCondition(
        "An expression attribute name used in the document path is not defined; attribute name: " +
        text);
  }

  ApiResult<ValueView> Value(Bytes text) {
    used_.emplace(text);
    const auto value = values_.Find(text);
    if (value) return *value;
    return InvalidKeyCondition(
        "An expression attribute value used in expression is not defined; attribute value: " +
        std::string(text));
  }

  ApiError CheckUsed(ItemView defined, const char* parameter) const {
    std::string unused;
    for (auto it = defined.attributes().begin(); it.ok(); it.Next()) {
      if (used_.contains(it.name())) continue;
      unused += (unused.empty() ? "" : ", ") + std::string(it.name());
    }
    if (unused.empty()) return {};
    return ApiError::Validation("Value provided in " + std::string(parameter) +
                                " unused in expressions: keys: {" + unused + "}");
  }

  ItemView names_;
  ItemView values_;
  std::set<std::string, std::less<>> used_;
};

// "AttributeValue: {N:5}", as AWS shows a value.
std::string Shown(ValueView value) {
  std::string text = "AttributeValue: {" + std::string(TypeName(value.type())) + ":";
  if (value.type() == Type::kNumber) {
    model::AppendNumberText(value.payload(), &text);
  } else if (value.type() == Type::kBinary) {
    model::AppendBase64(&text, value.payload());
  } else {
    text += value.payload();
  }
  return text + "}";
}

ApiError CheckKeyValue(const model::KeyAttribute& key, ValueView value, bool is_partition) {
  if (value.type() != key.type) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Condition parameter type does not match schema "
        "type");
  }
  if (value.payload().empty()) {
    return ApiError::Validation(
        std::string("One or more parameter values are not valid. The AttributeValue for a key "
                    "attribute cannot contain an empty ") +
        (key.type == Type::kBinary ? "binary" : "string") + " value. Key: " + key.name);
  }
  if (key.type == Type::kNumber) return {};
  if (is_partition && value.payload().size() > model::kPartitionKeyBytesMax) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Size of hashkey has exceeded the maximum size "
        "limit of2048 bytes");
  }
  if (!is_partition && value.payload().size() > model::kSortKeyBytesMax) {
    return ApiError::Validation(
        "One or more parameter values were invalid: Aggregated size of all range keys has exceeded "
        "the size limit of 1024 bytes");
  }
  return {};
}

// begins_with's operand may be empty, and is no key.
ApiError CheckOperands(const Resolved& condition) {
  if (condition.op == SortOperator::kBeginsWith) {
    const Type type = condition.values[0].type();
    if (type != Type::kString && type != Type::kBinary) {
      return InvalidKeyCondition(
          std::string("Incorrect operand type for operator or function; operator or function: "
                      "begins_with, operand type: ") +
          TypeName(type));
    }
  }
  if (condition.op == SortOperator::kBetween) {
    const ValueView lower = condition.values[0], upper = condition.values[1];
    if (lower.type() != upper.type()) {
      return InvalidKeyCondition(
          "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
          "operand: " +
          Shown(lower) + ", upper bound operand: " + Shown(upper));
    }
    if (upper.payload() < lower.payload()) {
      return InvalidKeyCondition(
          "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
          "lower bound operand: " +
          Shown(lower) + ", upper bound operand: " + Shown(upper));
    }
  }
  return {};
}

ApiError MissedKey(const std::string& name) {
  return ApiError::Validation("Query condition missed key schema element: " + name);
}

std::string Encoded(ValueView value) {
  std::string out;
  model::AppendValue(&out, value);
  return out;
}

ApiResult<SortCondition> MakeSortCondition(const Resolved& condition,
                                           const model::KeyAttribute& key) {
  SortCondition sort;
  sort.op = condition.op;
  for (const ValueView value : condition.values) {
    const bool empty_prefix = condition.op == SortOperator::kBeginsWith &&
                              value.payload().empty() && value.type() == key.type;
    if (empty_prefix) continue;
    if (ApiError e = CheckKeyValue(key, value, false); !e.ok()) return e;
  }
  sort.first = Encoded(condition.values[0]);
  if (condition.op == SortOperator::kBetween) sort.second = Encoded(condition.values[1]);
  return sort;
}

}  // namespace

ApiResult<KeyCondition> ResolveKeyCondition(Bytes expression, ItemView names, ItemView values,
                                            const model::KeySchema& schema) {
  KS_ASSIGN_OR_RETURN(const std::vector<ParsedCondition> parsed, ParseKeyCondition(expression));
  Resolver resolver(names, values);
  std::vector<Resolved> conditions;
  for (const ParsedCondition& condition : parsed) {
    KS_ASSIGN_OR_RETURN(Resolved resolved, resolver.Resolve(condition));
    if (ApiError e = CheckOperands(resolved); !e.ok()) return e;
    conditions.push_back(std::move(resolved));
  }
  if (ApiError e = resolver.CheckAllUsed(); !e.ok()) return e;
  if (conditions.size() > 2) {
    return ApiError::Validation("Conditions can be of length 1 or 2 only");
  }
  const Resolved* partition = nullptr;
  const Resolved* sort = nullptr;
  for (const Resolved& condition : conditions) {
    const bool is_partition = condition.attribute == schema.partition.name;
    const bool is_sort = schema.sort && condition.attribute == schema.sort->name;
    const Resolved*& place = is_partition ? partition : sort;
    if ((is_partition || is_sort) && place != nullptr) {
      return ApiError::Validation(
          "KeyConditionExpressions must only contain one condition per key");
    }
    if (is_partition || is_sort) place = &condition;
  }
  if (partition == nullptr) return MissedKey(schema.partition.name);
  if (conditions.size() == 2 && sort == nullptr) {
    // There is a condition on something that is no key.
    if (schema.sort) return MissedKey(schema.sort->name);
    return ApiError::Validation("Query key condition not supported");
  }
  if (partition->op != SortOperator::kEqual) {
    return ApiError::Validation("Query key condition not supported");
  }
  if (ApiError e = CheckKeyValue(schema.partition, partition->values[0], true); !e.ok()) return e;
  KeyCondition condition;
  condition.partition = Encoded(partition->values[0]);
  if (sort != nullptr) {
    KS_ASSIGN_OR_RETURN(condition.sort, MakeSortCondition(*sort, *schema.sort));
  }
  return condition;
}

}  // namespace keystone::expr
