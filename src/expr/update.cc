// AWS: "Using update expressions in DynamoDB". First each action's effect is found from the item as
// it is; then the item is written anew, in one pass along the tree of paths.
#include "expr/update.h"

#include "base/status_macros.h"
#include "expr/evaluate.h"
#include "expr/operand_value.h"
#include "expr/path_tree.h"

namespace keystone::expr {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;
using model::ListView;
using model::MapView;
using model::Type;
using model::ValueView;
using model::WriteError;

ApiError InvalidPath() {
  return ApiError::Validation(
      "The document path provided in the update expression is invalid for update");
}

// What an action does to the place its path leads to.
struct Effect {
  enum class Kind : unsigned char { kLeave, kPut, kRemove };
  Kind kind = Kind::kLeave;
  std::string value;  // encoded
};

// Whether what a path leads through is there: all but its last step.
bool PathFits(const Bound& bound, const Path& path, ItemView item) {
  auto here = item.Find(bound.NameOf(path[0]));
  for (size_t i = 1; i < path.size(); ++i) {
    if (!here || here->type() != (path[i].is_index ? Type::kList : Type::kMap)) return false;
    here = path[i].is_index ? here->list().at(path[i].number)
                            : here->map().Find(bound.NameOf(path[i]));
  }
  return true;
}

ValueView Decoded(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

ApiResult<Effect> EffectOf(const Bound& bound, const Action& action, ItemView item) {
  if (action.kind == Action::Kind::kRemove) return Effect{Effect::Kind::kRemove, {}};
  if (action.kind == Action::Kind::kSet) {
    KS_ASSIGN_OR_RETURN(std::string value, OperandValue(bound, action.value, item));
    return Effect{Effect::Kind::kPut, std::move(value)};
  }
  const Parameter parameter = bound.expression->parameter;
  const ValueView operand = bound.ValueOf(action.value);
  const auto current = Follow(bound, bound.expression->paths[action.path], item);
  if (action.kind == Action::Kind::kAdd) {
    if (!current) {
      Effect put{Effect::Kind::kPut, {}};
      model::AppendValue(&put.value, operand);
      return put;
    }
    KS_ASSIGN_OR_RETURN(std::string sum, AddValues(parameter, *current, operand));
    return Effect{Effect::Kind::kPut, std::move(sum)};
  }
  if (!current) return Effect{};
  KS_ASSIGN_OR_RETURN(std::optional<std::string> rest, SubtractSet(parameter, *current, operand));
  if (!rest) return Effect{Effect::Kind::kRemove, {}};
  return Effect{Effect::Kind::kPut, std::move(*rest)};
}

// Writes the new item. An action's effect is found by the number of its path.
class Rewriter {
 public:
  explicit Rewriter(const PathTree& tree, const std::vector<Effect>& effects)
      : tree_(tree), effects_(effects) {}

  ApiError Map(const PathTree::Entry& entry, MapView map) {
    if (writer_.BeginMap() != WriteError::kNone) return TooDeep();
    auto it = map.begin();
    for (const uint32_t number : entry.children) {
      const PathTree::Entry& child = tree_.at(number);
      for (; it.ok() && it.name() < child.name; it.Next()) Copy(it.name(), it.value());
      const bool is_there = it.ok() && it.name() == child.name;
      const auto old = is_there ? std::optional(it.value()) : std::nullopt;
      if (ApiError e = Child(child, old, true); !e.ok()) return e;
      if (is_there) it.Next();
    }
    for (; it.ok(); it.Next()) Copy(it.name(), it.value());
    return writer_.EndMap() == WriteError::kNone ? ApiError() : InvalidPath();
  }

  std::string TakeItem() { return model::MakeItem(writer_); }

 private:
  static ApiError TooDeep() {
    return ApiError::Validation("Nesting Levels have exceeded supported limits");
  }

  void Copy(Bytes name, ValueView value) {
    writer_.Name(name);
    writer_.Copy(value);
  }

  // An index behind the list's end appends, in the order of the indexes.
  ApiError List(const PathTree::Entry& entry, ListView list) {
    if (writer_.BeginList() != WriteError::kNone) return TooDeep();
    auto it = list.begin();
    uint32_t index = 0;
    for (const uint32_t number : entry.children) {
      const PathTree::Entry& child = tree_.at(number);
      for (; it.ok() && index < child.index; it.Next(), ++index) writer_.Copy(it.value());
      const auto old = it.ok() ? std::optional(it.value()) : std::nullopt;
      if (ApiError e = Child(child, old, false); !e.ok()) return e;
      if (old) {
        it.Next();
        ++index;
      }
    }
    for (; it.ok(); it.Next()) writer_.Copy(it.value());
    return writer_.EndList() == WriteError::kNone ? ApiError() : InvalidPath();
  }

  ApiError Child(const PathTree::Entry& entry, const std::optional<ValueView>& old, bool named) {
    if (!entry.ends()) {
      const bool by_index = tree_.at(entry.children[0]).by_index;
      if (!old || old->type() != (by_index ? Type::kList : Type::kMap)) return InvalidPath();
      if (named) writer_.Name(entry.name);
      return by_index ? List(entry, old->list()) : Map(entry, old->map());
    }
    const Effect& effect = effects_[static_cast<size_t>(entry.path)];
    if (effect.kind == Effect::Kind::kRemove) return {};
    if (effect.kind == Effect::Kind::kLeave && !old) return {};
    const ValueView value = effect.kind == Effect::Kind::kPut ? Decoded(effect.value) : *old;
    if (named) writer_.Name(entry.name);
    return writer_.CopyDeep(value) == WriteError::kNone ? ApiError() : TooDeep();
  }

  const PathTree& tree_;
  const std::vector<Effect>& effects_;
  model::ValueWriter writer_;
};

}  // namespace

ApiResult<std::string> ApplyUpdate(const Bound& bound, ItemView item) {
  const Expression& expression = *bound.expression;
  for (const Action& action : expression.actions) {
    if (!PathFits(bound, expression.paths[action.path], item)) return InvalidPath();
  }
  std::vector<Effect> effects(expression.paths.size());
  PathTree tree;
  for (const Action& action : expression.actions) {
    KS_ASSIGN_OR_RETURN(effects[action.path], EffectOf(bound, action, item));
    if (ApiError e = tree.Add(bound, action.path); !e.ok()) return e;
  }
  Rewriter rewriter(tree, effects);
  if (ApiError e = rewriter.Map(tree.root(), item.attributes()); !e.ok()) return e;
  return rewriter.TakeItem();
}

}  // namespace keystone::expr
