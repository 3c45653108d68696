#include "expr/bound.h"

#include <algorithm>

#include "base/status_macros.h"
#include "expr/check_types.h"
#include "expr/path_tree.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;

class Binder {
 public:
  Binder(Bound* bound, Placeholders* placeholders)
      : bound_(*bound), expression_(*bound->expression), placeholders_(*placeholders) {}

  // In AWS's order: an update's paths, then its values, then whether the paths fit together.
  ApiError BindAll() {
    bound_.meanings.resize(expression_.symbols.size());
    if (expression_.parameter == Parameter::kProjection) return ProjectionPaths();
    if (expression_.parameter != Parameter::kUpdate) return BindNode(expression_.condition);
    for (const Action& action : expression_.actions) {
      if (ApiError e = BindPath(expression_.paths[action.path]); !e.ok()) return e;
    }
    for (const Action& action : expression_.actions) {
      if (action.kind == Action::Kind::kRemove) continue;
      if (ApiError e = BindNode(action.value); !e.ok()) return e;
      if (ApiError e = CheckActionType(bound_, action); !e.ok()) return e;
    }
    PathTree tree;
    for (const Action& action : expression_.actions) {
      if (ApiError e = tree.Add(bound_, action.path); !e.ok()) return e;
    }
    return {};
  }

 private:
  ApiError ProjectionPaths() {
    for (const Path& path : expression_.paths) {
      if (ApiError e = BindPath(path); !e.ok()) return e;
    }
    PathTree tree;
    for (uint32_t i = 0; i < expression_.paths.size(); ++i) {
      if (ApiError e = tree.Add(bound_, i); !e.ok()) return e;
    }
    return {};
  }

  ApiError BindPath(const Path& path) {
    for (const Step& step : path) {
      if (step.is_index) continue;
      const Symbol& symbol = expression_.symbols[step.number];
      Bytes& name = bound_.meanings[step.number].name;
      if (symbol.text[0] != '#' && !symbol.is_value) {
        name = symbol.text;
        continue;
      }
      const auto found = placeholders_.Name(symbol.text);
      if (!found) {
        return Invalid(expression_.parameter,
                       "An expression attribute name used in the document path is not defined; "
                       "attribute name: " +
                           symbol.text);
      }
      name = *found;
    }
    return {};
  }

  ApiError BindValue(uint32_t number) {
    const Symbol& symbol = expression_.symbols[number];
    const auto found = placeholders_.Value(symbol.text);
    if (!found) {
      return Invalid(
          expression_.parameter,
          "An expression attribute value used in expression is not defined; attribute value: " +
              symbol.text);
    }
    bound_.meanings[number].value = *found;
    return {};
  }

  // Operands first, as they are written.
  ApiError BindNode(const Node& node) {
    if (node.op == Operator::kPath) return BindPath(bound_.PathOf(node));
    if (node.op == Operator::kValue) return BindValue(node.number);
    for (const Node& operand : node.operands) {
      if (ApiError e = BindNode(operand); !e.ok()) return e;
    }
    return CheckTypes(bound_, node);
  }

  Bound& bound_;
  const Expression& expression_;
  Placeholders& placeholders_;
};

}  // namespace

ApiResult<Bound> Bind(ExpressionPtr expression, Placeholders* placeholders) {
  Bound bound{std::move(expression), {}};
  if (ApiError e = Binder(&bound, placeholders).BindAll(); !e.ok()) return e;
  return bound;
}

ApiResult<Bound> ParseAndBind(Parameter parameter, Bytes text, Placeholders* placeholders) {
  KS_ASSIGN_OR_RETURN(ExpressionPtr expression, Parse(parameter, text));
  return Bind(std::move(expression), placeholders);
}

bool SamePath(const Bound& bound, const Path& a, const Path& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const Step& x, const Step& y) {
    if (x.is_index != y.is_index) return false;
    return x.is_index ? x.number == y.number : bound.NameOf(x) == bound.NameOf(y);
  });
}

std::string ShowPath(const Bound& bound, const Path& path) {
  std::string text = "[";
  for (const Step& step : path) {
    if (text.size() > 1) text += ", ";
    text +=
        step.is_index ? "[" + std::to_string(step.number) + "]" : std::string(bound.NameOf(step));
  }
  return text + "]";
}

}  // namespace keystone::expr
