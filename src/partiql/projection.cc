#include "partiql/projection.h"

#include <algorithm>
#include <set>

namespace keystone::partiql {
namespace {

using model::Type;
using model::ValueView;

std::optional<ValueView> Follow(const Path& path, model::ItemView item) {
  std::optional<ValueView> value = item.Find(path[0].name);
  for (size_t i = 1; value && i < path.size(); ++i) {
    const Step& step = path[i];
    const bool fits = value->type() == (step.index ? Type::kList : Type::kMap);
    if (!fits) return std::nullopt;
    value = step.index ? value->list().at(*step.index) : value->map().Find(step.name);
  }
  return value;
}

std::string NameOf(const Path& path) {
  std::string name;
  for (const Step& step : path) {
    if (step.index) {
      name += "[" + std::to_string(*step.index) + "]";
    } else {
      name = step.name;
    }
  }
  return name;
}

}  // namespace

std::vector<std::string> AttributesOf(const std::vector<Path>& projection) {
  std::vector<std::string> names;
  for (const Path& path : projection) {
    if (std::find(names.begin(), names.end(), path[0].name) == names.end()) {
      names.push_back(path[0].name);
    }
  }
  return names;
}

model::ApiError CheckNames(const std::vector<Path>& projection) {
  std::set<std::string> names;
  for (const Path& path : projection) {
    if (names.insert(NameOf(path)).second) continue;
    return model::ApiError::Validation("Duplicate identifiers in select clause: " + NameOf(path));
  }
  return {};
}

std::string Project(const std::vector<Path>& projection, model::ItemView item) {
  model::ValueWriter writer;
  (void)writer.BeginMap();
  for (const Path& path : projection) {
    const auto value = Follow(path, item);
    if (!value) continue;
    writer.Name(NameOf(path));
    writer.Copy(*value);
  }
  (void)writer.EndMap();  // no name is written twice
  return model::MakeItem(writer);
}

}  // namespace keystone::partiql
