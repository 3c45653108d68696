#include "expr/project.h"

#include "base/check.h"
#include "model/value_writer.h"

namespace keystone::expr {
namespace {

using model::ListView;
using model::MapView;
using model::Type;
using model::ValueView;
using model::ValueWriter;
using model::WriteError;

// Parts of a valid item are written, so nothing is too deep or there twice.
void Must(WriteError error) {
  KS_CHECK(error == WriteError::kNone);
}

class Projector {
 public:
  Projector(const PathTree& tree, ValueWriter* writer) : tree_(tree), writer_(*writer) {}

  void Map(const PathTree::Entry& entry, MapView map) {
    Must(writer_.BeginMap());
    ForEachMatch(entry, map, [&](const PathTree::Entry& child, Bytes name, ValueView value) {
      if (!LeadsSomewhere(child, value)) return;
      writer_.Name(name);
      Value(child, value);
    });
    Must(writer_.EndMap());
  }

 private:
  void List(const PathTree::Entry& entry, ListView list) {
    Must(writer_.BeginList());
    ForEachMatch(entry, list, [&](const PathTree::Entry& child, ValueView value) {
      if (LeadsSomewhere(child, value)) Value(child, value);
    });
    Must(writer_.EndList());
  }

  void Value(const PathTree::Entry& entry, ValueView value) {
    if (entry.ends()) return writer_.Copy(value);
    if (value.type() == Type::kMap) return Map(entry, value.map());
    List(entry, value.list());
  }

  bool LeadsSomewhere(const PathTree::Entry& entry, ValueView value) const {
    if (entry.ends()) return true;
    bool found = false;
    if (value.type() == Type::kMap) {
      ForEachMatch(entry, value.map(), [&](const PathTree::Entry& child, Bytes, ValueView part) {
        found = found || LeadsSomewhere(child, part);
      });
    } else if (value.type() == Type::kList) {
      ForEachMatch(entry, value.list(), [&](const PathTree::Entry& child, ValueView part) {
        found = found || LeadsSomewhere(child, part);
      });
    }
    return found;
  }

  // Both sides are sorted by name.
  template <typename Visit>
  void ForEachMatch(const PathTree::Entry& entry, MapView map, Visit visit) const {
    auto it = map.begin();
    for (const uint32_t number : entry.children) {
      const PathTree::Entry& child = tree_.at(number);
      if (child.by_index) return;
      while (it.ok() && it.name() < child.name) it.Next();
      if (!it.ok()) return;
      if (it.name() == child.name) visit(child, it.name(), it.value());
    }
  }
  template <typename Visit>
  void ForEachMatch(const PathTree::Entry& entry, ListView list, Visit visit) const {
    auto it = list.begin();
    uint32_t index = 0;
    for (const uint32_t number : entry.children) {
      const PathTree::Entry& child = tree_.at(number);
      if (!child.by_index) return;
      for (; it.ok() && index < child.index; ++index) it.Next();
      if (!it.ok()) return;
      visit(child, it.value());
    }
  }

  const PathTree& tree_;
  ValueWriter& writer_;
};

}  // namespace

Projection::Projection(const Bound& bound, Removed removed) : expression_(bound.expression) {
  const Expression& expression = *bound.expression;
  if (expression.parameter != Parameter::kProjection) {
    for (const Action& action : expression.actions) {
      if (action.kind == Action::Kind::kRemove && removed == Removed::kWithout) continue;
      KS_CHECK(tree_.Add(bound, action.path).ok());
    }
    return;
  }
  for (uint32_t i = 0; i < expression.paths.size(); ++i) KS_CHECK(tree_.Add(bound, i).ok());
}

std::string Projection::Apply(model::ItemView item) const {
  ValueWriter writer;
  Projector(tree_, &writer).Map(tree_.root(), item.attributes());
  return model::MakeItem(writer);
}

}  // namespace keystone::expr
