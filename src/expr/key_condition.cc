#include "expr/key_condition.h"

#include <algorithm>

#include "base/status_macros.h"
#include "expr/legacy.h"
#include "model/limits.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;
using model::Type;
using model::ValueView;

// One attribute compared with values.
struct Term {
  SortOperator op = SortOperator::kEqual;
  Bytes attribute;
  std::vector<ValueView> values;
};

std::optional<SortOperator> SortOperatorOf(Operator op) {
  switch (op) {
    case Operator::kEqual:
      return SortOperator::kEqual;
    case Operator::kLess:
      return SortOperator::kLess;
    case Operator::kLessOrEqual:
      return SortOperator::kLessOrEqual;
    case Operator::kGreater:
      return SortOperator::kGreater;
    case Operator::kGreaterOrEqual:
      return SortOperator::kGreaterOrEqual;
    case Operator::kBetween:
      return SortOperator::kBetween;
    case Operator::kBeginsWith:
      return SortOperator::kBeginsWith;
    default:
      return std::nullopt;
  }
}

// ":v < path" is "path > :v".
SortOperator TurnedAround(SortOperator op) {
  switch (op) {
    case SortOperator::kLess:
      return SortOperator::kGreater;
    case SortOperator::kLessOrEqual:
      return SortOperator::kGreaterOrEqual;
    case SortOperator::kGreater:
      return SortOperator::kLess;
    case SortOperator::kGreaterOrEqual:
      return SortOperator::kLessOrEqual;
    default:
      return op;
  }
}

ApiError InvalidCondition(const std::string& why) {
  return ApiError::Validation("Invalid condition in KeyConditionExpression: " + why);
}

// Whatever attribute it is, and whatever else is wrong with the condition.
ApiError RefuseNested(const Bound& bound) {
  for (const Path& path : bound.expression->paths) {
    if (path.size() == 1) continue;
    return Invalid(Parameter::kKeyCondition,
                   "KeyConditionExpressions cannot have conditions on nested attributes");
  }
  return {};
}

ApiResult<Term> TermOf(const Bound& bound, const Node& node) {
  const auto op = SortOperatorOf(node.op);
  if (!op) {
    return ApiError::Validation("Invalid operator used in KeyConditionExpression: " +
                                std::string(OperatorName(node.op)));
  }
  Term term{*op, {}, {}};
  size_t paths = 0;
  for (const Node& operand : node.operands) {
    if (operand.op == Operator::kValue) {
      term.values.push_back(bound.ValueOf(operand));
    } else if (operand.op == Operator::kPath) {
      ++paths;
      term.attribute = bound.NameOf(bound.PathOf(operand)[0]);
    } else {
      return ApiError::Validation("KeyConditionExpressions cannot contain nested operations");
    }
  }
  if (paths == 0) return InvalidCondition("No key attribute specified");
  if (paths > 1) return InvalidCondition("Multiple attribute names used in one condition");
  if (node.operands[0].op == Operator::kPath) return term;
  if (*op == SortOperator::kBetween || *op == SortOperator::kBeginsWith) {
    return InvalidCondition(std::string(OperatorName(node.op)) +
                            " operator must have the key attribute as its first operand");
  }
  term.op = TurnedAround(*op);
  return term;
}

// The terms that AND joins, however they are put in parentheses.
ApiError CollectTerms(const Bound& bound, const Node& node, std::vector<Term>* terms) {
  if (node.op != Operator::kAnd) {
    KS_ASSIGN_OR_RETURN(Term term, TermOf(bound, node));
    terms->push_back(std::move(term));
    return {};
  }
  for (const Node& operand : node.operands) {
    if (ApiError e = CollectTerms(bound, operand, terms); !e.ok()) return e;
  }
  return {};
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

ApiError MissedKey(const std::string& name) {
  return ApiError::Validation("Query condition missed key schema element: " + name);
}
ApiError NotSupported() {
  return ApiError::Validation("Query key condition not supported");
}

std::string Encoded(ValueView value) {
  std::string out;
  model::AppendValue(&out, value);
  return out;
}

ApiResult<SortCondition> MakeSortCondition(const Term& term, const model::KeyAttribute& key) {
  SortCondition sort;
  sort.op = term.op;
  for (const ValueView value : term.values) {
    // begins_with's operand may be empty, and is no key.
    const bool empty_prefix =
        term.op == SortOperator::kBeginsWith && value.payload().empty() && value.type() == key.type;
    if (empty_prefix) continue;
    if (ApiError e = CheckKeyValue(key, value, false); !e.ok()) return e;
  }
  sort.first = Encoded(term.values[0]);
  if (term.op == SortOperator::kBetween) sort.second = Encoded(term.values[1]);
  return sort;
}

// The term of each of the attributes, in their order; null where there is none.
using KeyTerms = std::vector<const Term*>;

ApiResult<KeyTerms> TermsOf(const std::vector<Term>& terms,
                            const std::vector<model::KeyAttribute>& attributes) {
  KeyTerms found(attributes.size());
  for (size_t i = 0; i < attributes.size(); ++i) {
    for (const Term& term : terms) {
      if (term.attribute != attributes[i].name) continue;
      if (found[i] != nullptr) {
        return ApiError::Validation(
            "KeyConditionExpressions must only contain one condition per key");
      }
      found[i] = &term;
    }
  }
  return found;
}

ApiError NoEqualityForHash(const std::string& name) {
  return ApiError::Validation("HASH key attributes " + name +
                              " must have equality conditions specified in the query");
}

// Sort attribute `i` has no condition, or another one than =, though one behind it has a condition.
ApiError NoEqualityForRange(const model::KeySchema& schema, size_t i, const KeyTerms& terms) {
  size_t later = i + 1;
  while (terms[later] == nullptr) ++later;
  return ApiError::Validation("RANGE key attributes " + schema.sort[i].name +
                              " must have equality conditions specified in the query because a "
                              "condition is present on key attribute " +
                              schema.sort[later].name);
}

size_t CountOf(const KeyTerms& terms) {
  return terms.size() - static_cast<size_t>(std::count(terms.begin(), terms.end(), nullptr));
}

ApiError AddPartition(const KeyTerms& terms, const model::KeySchema& schema,
                      KeyCondition* condition) {
  for (size_t i = 0; i < terms.size(); ++i) {
    if (terms[i]->op != SortOperator::kEqual) {
      return terms.size() > 1 ? NoEqualityForHash(schema.partition[i].name) : NotSupported();
    }
    if (ApiError e = CheckKeyValue(schema.partition[i], terms[i]->values[0], true); !e.ok()) {
      return e;
    }
    condition->partition.push_back(Encoded(terms[i]->values[0]));
  }
  return {};
}

ApiError AddSort(const KeyTerms& terms, const model::KeySchema& schema, KeyCondition* condition) {
  const size_t count = CountOf(terms);
  for (size_t i = 0; i < count; ++i) {
    const bool is_last = i + 1 == count;
    if (terms[i] == nullptr || (!is_last && terms[i]->op != SortOperator::kEqual)) {
      return NoEqualityForRange(schema, i, terms);
    }
    KS_ASSIGN_OR_RETURN(SortCondition sort, MakeSortCondition(*terms[i], schema.sort[i]));
    if (!is_last) {
      condition->sort_equal.push_back(std::move(sort.first));
    } else {
      condition->sort = std::move(sort);
    }
  }
  return {};
}

ApiResult<KeyCondition> MakeKeyCondition(const std::vector<Term>& terms,
                                         const model::KeySchema& schema) {
  KS_ASSIGN_OR_RETURN(const KeyTerms partition, TermsOf(terms, schema.partition));
  KS_ASSIGN_OR_RETURN(const KeyTerms sort, TermsOf(terms, schema.sort));
  if (terms.size() > 2 && terms.size() > schema.partition.size() + schema.sort.size()) {
    return ApiError::Validation("Conditions can be of length 1 or 2 only");
  }
  const auto missing = std::find(partition.begin(), partition.end(), nullptr);
  if (missing != partition.end()) {
    const auto& key = schema.partition[static_cast<size_t>(missing - partition.begin())];
    return partition.size() > 1 ? NoEqualityForHash(key.name) : MissedKey(key.name);
  }
  // Is there a condition on something that is no key?
  if (CountOf(partition) + CountOf(sort) < terms.size()) {
    const auto free = std::find(sort.begin(), sort.end(), nullptr);
    return free == sort.end()
               ? NotSupported()
               : MissedKey(schema.sort[static_cast<size_t>(free - sort.begin())].name);
  }
  KeyCondition condition;
  if (ApiError e = AddPartition(partition, schema, &condition); !e.ok()) return e;
  if (ApiError e = AddSort(sort, schema, &condition); !e.ok()) return e;
  return condition;
}

}  // namespace

ApiResult<KeyCondition> ResolveKeyCondition(const Bound& bound, const model::KeySchema& schema) {
  if (ApiError e = RefuseNested(bound); !e.ok()) return e;
  std::vector<Term> terms;
  if (ApiError e = CollectTerms(bound, bound.expression->condition, &terms); !e.ok()) return e;
  return MakeKeyCondition(terms, schema);
}

ApiResult<KeyCondition> ResolveKeyConditions(const std::vector<model::LegacyCondition>& conditions,
                                             const model::KeySchema& schema) {
  if (conditions.empty()) return ApiError::Validation("Conditions must be at least length 1");
  std::vector<Term> terms;
  for (const model::LegacyCondition& condition : conditions) {
    if (ApiError e = CheckLegacyCondition(condition); !e.ok()) return e;
    Term term{SortOperator::kEqual, condition.attribute, LegacyValues(condition)};
    const auto op = SortOperatorOf(LegacyOperator(condition));
    const auto is_it = [&](const model::KeyAttribute& attribute) {
      return attribute.name == condition.attribute;
    };
    const bool is_partition = std::any_of(schema.partition.begin(), schema.partition.end(), is_it);
    if (!op && !is_partition) {
      return ApiError::Validation("Attempted conditional constraint is not an indexable operation");
    }
    if (!op) return NotSupported();
    term.op = *op;
    terms.push_back(std::move(term));
  }
  return MakeKeyCondition(terms, schema);
}

}  // namespace keystone::expr
