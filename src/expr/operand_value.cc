#include "expr/operand_value.h"

#include "base/status_macros.h"
#include "expr/evaluate.h"
#include "model/number_sum.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;
using model::NumberError;
using model::Type;
using model::ValueView;
using model::ValueWriter;
using model::WriteError;

ApiError WrongType(Parameter parameter) {
  if (parameter == Parameter::kAttributeUpdates) {
    return ApiError::Validation("Type mismatch for attribute to update");
  }
  return ApiError::Validation("An operand in the update expression has an incorrect data type");
}

bool IsSet(Type type) {
  return type == Type::kStringSet || type == Type::kNumberSet || type == Type::kBinarySet;
}

ValueView Decoded(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

std::string Encoded(ValueView value) {
  std::string out;
  model::AppendValue(&out, value);
  return out;
}

ApiResult<std::string> Sum(Parameter parameter, ValueView a, ValueView b, bool subtract) {
  if (a.type() != Type::kNumber || b.type() != Type::kNumber) return WrongType(parameter);
  std::string sum;
  switch (model::AppendSum(a.payload(), b.payload(), subtract, &sum)) {
    case NumberError::kNone:
      return Encoded({Type::kNumber, sum});
    case NumberError::kOverflow:
      return ApiError::Validation(
          "Number overflow. Attempting to store a number with magnitude larger than supported "
          "range");
    case NumberError::kUnderflow:
      return ApiError::Validation(
          "Number underflow. Attempting to store a number with magnitude smaller than supported "
          "range");
    default:
      return ApiError::Validation("DynamoDB only supports precision up to 38 digits");
  }
}

ApiResult<std::string> Appended(Parameter parameter, ValueView a, ValueView b) {
  if (a.type() != Type::kList || b.type() != Type::kList) return WrongType(parameter);
  ValueWriter writer;
  WriteError error = writer.BeginList();
  for (const ValueView list : {a, b}) {
    for (auto it = list.list().begin(); it.ok(); it.Next()) writer.Copy(it.value());
  }
  if (error == WriteError::kNone) error = writer.EndList();
  return error == WriteError::kNone ? ApiResult<std::string>(writer.TakeValue())
                                    : WrongType(parameter);
}

// Both sides are sorted, so each step takes the smaller element.
std::string Union(ValueView a, ValueView b) {
  ValueWriter writer;
  writer.BeginSet(a.type());
  auto left = a.set().begin(), right = b.set().begin();
  while (left.ok() || right.ok()) {
    const bool take_left = left.ok() && (!right.ok() || left.element() <= right.element());
    const Bytes element = take_left ? left.element() : right.element();
    writer.Element(element);
    if (right.ok() && right.element() == element) right.Next();
    if (take_left) left.Next();
  }
  (void)writer.EndSet();  // in order and not empty, as both sets are
  return writer.TakeValue();
}

}  // namespace

ApiResult<std::string> OperandValue(const Bound& bound, const Node& node, ItemView item) {
  switch (node.op) {
    case Operator::kValue:
      return Encoded(bound.ValueOf(node));
    case Operator::kPath: {
      const auto value = Follow(bound, bound.PathOf(node), item);
      if (value) return Encoded(*value);
      return ApiError::Validation(
          "The provided expression refers to an attribute that does not exist in the item");
    }
    case Operator::kIfNotExists: {
      const auto value = Follow(bound, bound.PathOf(node.operands[0]), item);
      // The other operand is looked at in any case, as AWS does.
      KS_ASSIGN_OR_RETURN(std::string other, OperandValue(bound, node.operands[1], item));
      return value ? Encoded(*value) : std::move(other);
    }
    default:
      break;
  }
  const Parameter parameter = bound.expression->parameter;
  KS_ASSIGN_OR_RETURN(const std::string first, OperandValue(bound, node.operands[0], item));
  KS_ASSIGN_OR_RETURN(const std::string second, OperandValue(bound, node.operands[1], item));
  if (node.op == Operator::kListAppend) return Appended(parameter, Decoded(first), Decoded(second));
  return Sum(parameter, Decoded(first), Decoded(second), node.op == Operator::kMinus);
}

ApiResult<std::string> AddValues(Parameter parameter, ValueView a, ValueView b) {
  if (a.type() != b.type()) return WrongType(parameter);
  if (a.type() == Type::kList) return Appended(parameter, a, b);
  if (!IsSet(a.type())) return Sum(parameter, a, b, false);
  return Union(a, b);
}

ApiResult<std::optional<std::string>> SubtractSet(Parameter parameter, ValueView from,
                                                  ValueView what) {
  if (from.type() != what.type() || !IsSet(from.type())) return WrongType(parameter);
  ValueWriter writer;
  writer.BeginSet(from.type());
  auto other = what.set().begin();
  for (auto it = from.set().begin(); it.ok(); it.Next()) {
    while (other.ok() && other.element() < it.element()) other.Next();
    if (!other.ok() || other.element() != it.element()) writer.Element(it.element());
  }
  if (writer.EndSet() == WriteError::kEmptySet) return std::optional<std::string>();
  return std::optional(writer.TakeValue());
}

}  // namespace keystone::expr
