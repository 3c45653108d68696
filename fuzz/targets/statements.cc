// PartiQL statements: the whole input is one. What is refused is a ValidationException; what is
// accepted makes expressions that the expression language reads, but for its own limits, and items
// and values that are whole. Every ? stands for the same parameter.
#include "expr/bound.h"
#include "fuzz/target.h"
#include "model/item.h"
#include "model/utf8.h"
#include "partiql/expression_text.h"
#include "partiql/parser.h"
#include "partiql/plan.h"

namespace keystone::fuzz {
namespace {

using partiql::ExpressionText;
using partiql::Statement;

std::vector<std::string> ParametersOf(Bytes input) {
  std::string value;
  model::AppendValue(&value, model::ValueView(model::Type::kString, "x"));
  size_t count = 0;
  for (const partiql::Token& token : partiql::Tokenize(input)) {
    if (token.kind == partiql::TokenKind::kParameter) ++count;
  }
  return std::vector<std::string>(count, value);
}

// All that is made of a statement must be an expression, or be refused for what its operands are.
void CheckExpression(expr::Parameter parameter, const std::string& text,
                     const model::Placeholders& defined) {
  KS_CHECK(model::ValidateItem(defined.names).ok() && model::ValidateItem(defined.values).ok());
  expr::Placeholders placeholders{model::ItemView(defined.names), model::ItemView(defined.values)};
  const auto bound = expr::ParseAndBind(parameter, text, &placeholders);
  if (bound.ok()) {
    KS_CHECK(placeholders.CheckAllUsed().ok());
    return;
  }
  KS_CHECK(bound.status().code() == model::ErrorCode::kValidation);
  KS_CHECK(bound.status().message().find("Syntax error") == std::string::npos);
  KS_CHECK(bound.status().message().find("not defined") == std::string::npos);
}

void CheckPlan(const Statement& statement) {
  const model::KeySchema keys{{{"p", model::Type::kString}}, {{"s", model::Type::kNumber}}};
  const auto plan = partiql::PlanSelect(statement, keys, false);
  if (!plan.ok()) {
    KS_CHECK(plan.status().code() == model::ErrorCode::kValidation);
    return;
  }
  KS_CHECK(plan->parts() != 0 && plan->scan.has_value() == plan->queries.empty());
  for (const model::QueryRequest& query : plan->queries) {
    model::Placeholders placeholders = query.page.placeholders;
    expr::Placeholders both{model::ItemView(placeholders.names),
                            model::ItemView(placeholders.values)};
    (void)expr::ParseAndBind(expr::Parameter::kKeyCondition, *query.key_condition_expression,
                             &both);
    if (query.page.filter.expression) {
      (void)expr::ParseAndBind(expr::Parameter::kFilter, *query.page.filter.expression, &both);
    }
  }
}

}  // namespace

void Run(Bytes input) {
  if (!model::IsUtf8(input)) return;  // JSON is
  const auto parameters = ParametersOf(input);
  const auto statement = partiql::Parser(input, parameters).Parse();
  if (!statement.ok()) {
    KS_CHECK(statement.status().code() == model::ErrorCode::kValidation);
    KS_CHECK(!statement.status().message().empty());
    return;
  }
  if (statement->where) {
    ExpressionText text;
    const std::string condition = text.Condition(*statement->where);
    CheckExpression(expr::Parameter::kCondition, condition, text.placeholders());
  }
  if (!statement->actions.empty()) {
    ExpressionText text;
    const std::string update = text.Update(statement->actions);
    CheckExpression(expr::Parameter::kUpdate, update, text.placeholders());
  }
  if (statement->kind == Statement::Kind::kInsert) {
    KS_CHECK(model::ValidateItem(statement->item).ok());
  }
  if (statement->kind == Statement::Kind::kSelect) CheckPlan(*statement);
}

}  // namespace keystone::fuzz
