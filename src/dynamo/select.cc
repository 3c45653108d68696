#include "dynamo/select.h"

#include <algorithm>

#include "dynamo/index_entry.h"
#include "dynamo/key_schema.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;

// The attributes that paths of `bound` begin with and the index does not have.
std::vector<std::string> NotProjected(const Source& source, const expr::Bound& bound) {
  std::vector<std::string> names;
  for (const expr::Path& path : bound.expression->paths) {
    std::string name(bound.NameOf(path[0]));
    if (IsProjected(*source.table, *source.index, name)) continue;
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      names.push_back(std::move(name));
    }
  }
  return names;
}

// What the request asks of the index that it does not have.
ApiError CheckProjected(const Source& source, const model::PageOptions& options, PageSpec* spec) {
  const model::IndexDefinition& index = *source.index;
  if (index.projection == model::ProjectionType::kAll) return {};
  if (options.select == model::Select::kAllAttributes) {
    spec->fetches = index.local;
    if (index.local) return {};
    return InvalidParameter(
        "Select type ALL_ATTRIBUTES is not supported for global secondary index " + index.name +
        " because its projection type is not ALL");
  }
  if (!spec->projected) return {};
  const std::vector<std::string> missing = NotProjected(source, *spec->projected);
  spec->fetches = index.local && !missing.empty();
  if (index.local || missing.empty()) return {};
  return InvalidParameter("Global secondary index " + index.name + " does not project " +
                          ListOf(missing));
}

}  // namespace

ApiError CheckSelect(const Source& source, const model::PageOptions& options) {
  const bool projects = options.projection.expression.has_value();
  const bool gets = !options.projection.attributes_to_get.empty();
  const char* what = projects ? "ProjectionExpression" : "AttributesToGet";
  const char* choice = nullptr;
  switch (options.select) {
    case model::Select::kDefault:
      return {};
    case model::Select::kSpecificAttributes:
      if (projects || gets) return {};
      return ApiError::Validation(
          "Must specify the AttributesToGet or ProjectionExpression when choosing to get "
          "SPECIFIC_ATTRIBUTES");
    case model::Select::kAllAttributes:
      choice = "ALL_ATTRIBUTES";
      break;
    case model::Select::kAllProjectedAttributes:
      choice = "ALL_PROJECTED_ATTRIBUTES";
      break;
    case model::Select::kCount:
      choice = "only the Count";
      break;
  }
  if (projects || gets) {
    return ApiError::Validation("Cannot specify the " + std::string(what) +
                                " when choosing to get " + choice);
  }
  if (options.select != model::Select::kAllProjectedAttributes || source.index != nullptr) {
    return {};
  }
  return ApiError::Validation(
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
}

ApiError CheckFilterProjected(const Source& source, const PageSpec& spec) {
  if (source.index == nullptr || !spec.filter) return {};
  const std::vector<std::string> missing = NotProjected(source, *spec.filter);
  if (missing.empty()) return {};
  return InvalidParameter("Secondary index " + source.index->name +
                          " does not project one or more filter attributes: " + ListOf(missing));
}

ApiError ApplySelect(const Source& source, const model::PageOptions& options, PageSpec* spec) {
  spec->counts_only = options.select == model::Select::kCount;
  return source.index != nullptr ? CheckProjected(source, options, spec) : ApiError();
}

}  // namespace keystone::dynamo
