// Query and Scan.
#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/engine.h"
#include "dynamo/page.h"
#include "dynamo/query_range.h"
#include "dynamo/select.h"
#include "dynamo/source.h"

namespace keystone::dynamo {
namespace {

using model::ApiError;
using model::ApiResult;
using model::ItemView;
using storage::Position;
using Level = storage::Position::Level;

ApiError StartOutsideRange(bool same_partition) {
  return ApiError::Validation(
      same_partition ? "The provided starting key does not match the range key predicate"
                     : "The provided starting key is outside query boundaries based on provided "
                       "conditions");
}

ApiError StartOutsideSegment(const model::ScanRequest& request) {
  return ApiError::Validation(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
      "ExclusiveStartKey with correct Segment. TotalSegments: " +
      std::to_string(request.total_segments.value_or(1)) +
      " Segment: " + std::to_string(request.segment.value_or(0)));
}

// Moves the range's first end (in the direction of reading) behind `start`.
ApiError StartAt(const Source& source, const storage::Key& start, storage::Direction direction,
                 storage::KeyRange* range) {
  if (!Contains(*range, start)) {
    const storage::Key& asked = range->begin.key;
    return StartOutsideRange(source.index != nullptr || asked.partition == start.partition);
  }
  if (direction == storage::Direction::kForward) {
    range->begin = Position::After(Level::kSort, start);
  } else {
    range->end = Position::Before(Level::kSort, start);
  }
  return {};
}

// A segment's part of the hashes: the segments are as even as whole numbers allow.
storage::KeyRange SegmentRange(const storage::Key& space, const model::ScanRequest& request) {
  storage::KeyRange range{Position::Before(Level::kSpace, space),
                          Position::After(Level::kSpace, space)};
  if (!request.total_segments) return range;
  const auto total = static_cast<uint64_t>(*request.total_segments);
  const auto segment = static_cast<uint64_t>(*request.segment);
  const uint64_t share = ~uint64_t{0} / total;
  storage::Key key = space;
  key.hash = segment * share;
  if (segment != 0) range.begin = Position::Before(Level::kHash, key);
  key.hash = (segment + 1) * share;
  const uint64_t last = total - (Planted(Bug::kSegmentTooLong) ? 2 : 1);
  if (segment < last) range.end = Position::Before(Level::kHash, key);
  return range;
}

// One request's page on its way from the expressions to the rows.
class PageBinder {
 public:
  PageBinder(RequestExpressions& expressions, const Source& source,
             const model::PageOptions& options, PageSpec* spec)
      : expressions_(expressions), source_(source), options_(options), spec_(spec) {}

  // The page's expressions; their legacy forms are looked at later.
  ApiError BindTexts() {
    if (options_.filter.expression) {
      if (ApiError e = BindFilter(); !e.ok()) return e;
    }
    return options_.projection.expression ? BindProjection() : ApiError();
  }

  ApiError BindFilter() {
    if (spec_->filter) return {};
    auto filter = expressions_.Condition(expr::Parameter::kFilter, options_.filter);
    if (!filter.ok()) return filter.status();
    spec_->filter = std::move(*filter);
    if (spec_->filter) expressions_.RefuseKeyPaths(*spec_->filter, source_.keys());
    return {};
  }

  // What is left to check of a Query's filter once its keys are known to be right.
  ApiError FinishFilter() {
    if (ApiError e = BindFilter(); !e.ok()) return e;
    if (!spec_->filter) return {};
    const char* name = options_.filter.expression ? "Filter Expression" : "QueryFilter";
    if (!options_.filter_on_keys) {
      if (ApiError e = CheckNoKeys(*spec_->filter, source_.keys(), name); !e.ok()) return e;
    }
    return CheckFilterProjected(source_, *spec_);
  }

  // What is looked at last of all.
  ApiError Finish() {
    if (ApiError e = CheckSelect(source_, options_); !e.ok()) return e;
    if (ApiError e = BindProjection(); !e.ok()) return e;
    return ApplySelect(source_, options_, spec_);
  }

 private:
  ApiError BindProjection() {
    if (spec_->projected) return {};
    auto bound = expressions_.BindProjection(options_.projection, source_.keys());
    if (!bound.ok()) return bound.status();
    spec_->projected = std::move(*bound);
    if (spec_->projected) spec_->projection.emplace(*spec_->projected);
    return {};
  }

  RequestExpressions& expressions_;
  const Source& source_;
  const model::PageOptions& options_;
  PageSpec* spec_;
};

}  // namespace

void Engine::Query(const model::QueryRequest& request, const Context&,
                   Done<model::PageResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto source = FindSource(std::move(*table), request.page);
  if (!source.ok()) return done(source.status());
  done(QueryPage(*source, request));
}

ApiResult<model::PageResponse> Engine::QueryPage(const Source& source,
                                                 const model::QueryRequest& request) {
  PageSpec spec;
  spec.direction = request.forward ? storage::Direction::kForward : storage::Direction::kBackward;
  RequestExpressions expressions(expressions_, request.page.placeholders);
  PageBinder binder(expressions, source, request.page, &spec);
  if (ApiError e = binder.BindTexts(); !e.ok()) return e;
  KS_ASSIGN_OR_RETURN(const expr::KeyCondition condition,
                      ResolveCondition(expressions, request, source.keys()));
  QueryRange range;
  MakeQueryRange(store_, source.space(), condition, &range);
  spec.range = range.range;
  std::optional<storage::OwnedKey> start;
  if (request.page.exclusive_start_key) {
    KS_ASSIGN_OR_RETURN(start,
                        StartKeyOf(store_, source, ItemView(*request.page.exclusive_start_key)));
    if (!start) return ApiError::Validation("The provided starting key is invalid");
    if (ApiError e = StartAt(source, start->view(), spec.direction, &spec.range); !e.ok()) return e;
  }
  if (ApiError e = binder.FinishFilter(); !e.ok()) return e;
  if (ApiError e = binder.Finish(); !e.ok()) return e;
  auto page = ReadPage(store_, source, spec, request.page);
  if (Planted(Bug::kPageLosesFirst) && request.page.exclusive_start_key && page.ok()) {
    page->items.erase(page->items.begin(), page->items.begin() + !page->items.empty());
  }
  return page;
}

// All expressions of the request are bound by now, so that unused placeholders come first.
ApiResult<expr::KeyCondition> Engine::ResolveCondition(RequestExpressions& expressions,
                                                       const model::QueryRequest& request,
                                                       const model::KeySchema& keys) {
  if (!request.key_condition_expression) {
    if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return e;
    return expr::ResolveKeyConditions(*request.key_conditions, keys);
  }
  KS_ASSIGN_OR_RETURN(const expr::Bound bound, expressions.Bind(expr::Parameter::kKeyCondition,
                                                                *request.key_condition_expression));
  if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return e;
  return expr::ResolveKeyCondition(bound, keys);
}

void Engine::Scan(const model::ScanRequest& request, const Context&,
                  Done<model::PageResponse> done) {
  auto table = FindTable(request.table_name);
  if (!table.ok()) return done(table.status());
  auto source = FindSource(std::move(*table), request.page);
  if (!source.ok()) return done(source.status());
  done(ScanPage(*source, request));
}

ApiResult<model::PageResponse> Engine::ScanPage(const Source& source,
                                                const model::ScanRequest& request) {
  PageSpec spec;
  RequestExpressions expressions(expressions_, request.page.placeholders);
  PageBinder binder(expressions, source, request.page, &spec);
  if (ApiError e = binder.BindTexts(); !e.ok()) return e;
  if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return e;
  if (ApiError e = binder.BindFilter(); !e.ok()) return e;
  spec.range = SegmentRange({source.space(), 0, {}, {}}, request);
  std::optional<storage::OwnedKey> start;
  if (request.page.exclusive_start_key) {
    KS_ASSIGN_OR_RETURN(start,
                        StartKeyOf(store_, source, ItemView(*request.page.exclusive_start_key)));
    if (!start) {
      const std::string invalid = "The provided starting key is invalid";
      return ApiError::Validation(source.index != nullptr
                                      ? invalid
                                      : invalid +
                                            ": The provided key element does not match the schema");
    }
    if (!Contains(spec.range, start->view())) return StartOutsideSegment(request);
    spec.range.begin = Position::After(Level::kSort, start->view());
  }
  if (ApiError e = binder.Finish(); !e.ok()) return e;
  return ReadPage(store_, source, spec, request.page);
}

}  // namespace keystone::dynamo
