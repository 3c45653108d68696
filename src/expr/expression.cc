#include "expr/expression.h"

#include "expr/parser.h"

namespace keystone::expr {

const char* ParameterName(Parameter parameter) {
  switch (parameter) {
    case Parameter::kCondition:
      return "ConditionExpression";
    case Parameter::kFilter:
      return "FilterExpression";
    case Parameter::kKeyCondition:
      return "KeyConditionExpression";
    case Parameter::kProjection:
      return "ProjectionExpression";
    case Parameter::kUpdate:
      return "UpdateExpression";
    case Parameter::kAttributeUpdates:
      return "AttributeUpdates";
  }
  return "?";
}

model::ApiError Invalid(Parameter parameter, const std::string& why) {
  return model::ApiError::Validation("Invalid " + std::string(ParameterName(parameter)) + ": " +
                                     why);
}

const char* OperatorName(Operator op) {
  static constexpr const char* kNames[] = {
      "path",
      "value",
      "=",
      "<>",
      "<",
      "<=",
      ">",
      ">=",
      "BETWEEN",
      "IN",
      "AND",
      "OR",
      "NOT",
      "attribute_exists",
      "attribute_not_exists",
      "attribute_type",
      "begins_with",
      "contains",
      "size",
      "if_not_exists",
      "list_append",
      "+",
      "-",
  };
  static_assert(std::size(kNames) == static_cast<size_t>(Operator::kMinus) + 1);
  return kNames[static_cast<size_t>(op)];
}

model::ApiResult<ExpressionPtr> Parse(Parameter parameter, Bytes text) {
  auto expression = std::make_shared<Expression>();
  expression->parameter = parameter;
  Parser parser(text, expression.get());
  if (model::ApiError e = parser.Parse(); !e.ok()) return e;
  return ExpressionPtr(std::move(expression));
}

}  // namespace keystone::expr
