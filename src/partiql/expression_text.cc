#include "partiql/expression_text.h"

#include "model/item.h"

namespace keystone::partiql {
namespace {

using expr::Operator;
using Kind = expr::Action::Kind;

bool IsLogic(Operator op) {
  return op == Operator::kAnd || op == Operator::kOr || op == Operator::kNot;
}

struct SectionWord {
  const char* word;
  Kind kind;
};
constexpr SectionWord kSections[] = {
    {"SET ", Kind::kSet},
    {"REMOVE ", Kind::kRemove},
    {"ADD ", Kind::kAdd},
    {"DELETE ", Kind::kDelete},
};

}  // namespace

std::string ExpressionText::Condition(const Node& node) {
  const std::string name = expr::OperatorName(node.op);
  switch (node.op) {
    case Operator::kPath:
      return PathText(node.path);
    case Operator::kValue:
      return ValueText(node.value);
    case Operator::kNot:
      return "NOT " + Grouped(node.operands[0]);
    case Operator::kBetween: {
      std::string text = Condition(node.operands[0]) + " BETWEEN ";
      text += Condition(node.operands[1]) + " AND ";
      return text + Condition(node.operands[2]);
    }
    case Operator::kIn: {
      Node list{node.op, {}, {}, {node.operands.begin() + 1, node.operands.end()}};
      std::string text = Condition(node.operands[0]) + " IN (";
      return text + Joined(list, ", ") + ")";
    }
    default:
      break;
  }
  const bool is_function =
      node.op >= Operator::kAttributeExists && node.op <= Operator::kListAppend;
  if (is_function) return name + "(" + Joined(node, ", ") + ")";
  return Joined(node, (" " + name + " ").c_str());
}

std::string ExpressionText::Joined(const Node& node, const char* between) {
  std::string text;
  for (const Node& operand : node.operands) {
    if (&operand != &node.operands[0]) text += between;
    text += Grouped(operand);
  }
  return text;
}

std::string ExpressionText::Grouped(const Node& node) {
  return IsLogic(node.op) ? "(" + Condition(node) + ")" : Condition(node);
}

// Each kind of action in the one section that an expression may have of it.
std::string ExpressionText::Update(const std::vector<Action>& actions) {
  std::string text;
  for (const SectionWord& section : kSections) {
    bool is_first = true;
    for (const Action& action : actions) {
      if (action.kind != section.kind) continue;
      if (is_first && !text.empty()) text += " ";
      text += (is_first ? section.word : ", ") + PathText(action.path);
      is_first = false;
      if (action.kind == Kind::kRemove) continue;
      text += action.kind == Kind::kSet ? " = " : " ";
      text += Condition(action.value);
    }
  }
  return text;
}

std::string ExpressionText::PathText(const Path& path) {
  std::string text;
  for (const Step& step : path) {
    if (step.index) {
      text += "[" + std::to_string(*step.index) + "]";
      continue;
    }
    const auto name = names_.emplace(step.name, "#" + std::to_string(names_.size())).first;
    text += (text.empty() ? "" : ".") + name->second;
  }
  return text;
}

std::string ExpressionText::ValueText(const std::string& encoded) {
  values_.push_back(encoded);
  return ":" + std::to_string(values_.size() - 1);
}

model::Placeholders ExpressionText::placeholders() const {
  model::ValueWriter writer;
  model::Placeholders placeholders;
  (void)writer.BeginMap();
  for (const auto& [name, placeholder] : names_) {
    writer.Name(placeholder);
    writer.String(name);
  }
  (void)writer.EndMap();  // nothing is twice
  placeholders.names = model::MakeItem(writer);
  (void)writer.BeginMap();
  for (size_t i = 0; i < values_.size(); ++i) {
    ByteReader reader(values_[i]);
    writer.Name(":" + std::to_string(i));
    writer.Copy(model::TakeValue(&reader));
  }
  (void)writer.EndMap();
  placeholders.values = model::MakeItem(writer);
  return placeholders;
}

}  // namespace keystone::partiql
