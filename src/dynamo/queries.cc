// Query and Scan.
#include "base/planted.h"
#include "base/status_macros.h"
#include "dynamo/engine.h"
#include "dynamo/page.h"
#include "expr/key_condition.h"
#include "model/key.h"

namespace keystone::dynamo {
namespace {

using expr::SortOperator;
using model::ApiError;
using model::ApiResult;
using model::ItemView;
using model::ValueView;
using storage::Position;
using Level = storage::Position::Level;

ValueView DecodeValue(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

// The keys whose views a range of sort keys needs.
struct SortBounds {
  storage::OwnedKey first;
  storage::OwnedKey second;
};

storage::OwnedKey WithSort(const storage::OwnedKey& partition, const std::string& sort) {
  storage::Key key = partition.view();
  key.sort = sort;
  return storage::OwnedKey(key);
}

SortBounds BoundsOf(const expr::KeyCondition& condition, const storage::OwnedKey& partition) {
  SortBounds bounds{partition, partition};
  if (!condition.sort) return bounds;
  const ValueView first = DecodeValue(condition.sort->first);
  std::string sort;
  if (condition.sort->op == SortOperator::kBeginsWith) {
    model::AppendKeyPrefix(&sort, first.payload());
  } else {
    model::AppendKeyComponent(&sort, first);
  }
  bounds.first = WithSort(partition, sort);
  if (condition.sort->op == SortOperator::kBetween) {
    sort.clear();
    model::AppendKeyComponent(&sort, DecodeValue(condition.sort->second));
    bounds.second = WithSort(partition, sort);
  }
  return bounds;
}

// Views into `bounds`.
storage::KeyRange RangeOf(const expr::KeyCondition& condition, const SortBounds& bounds) {
  const storage::Key first = bounds.first.view();
  storage::KeyRange range{Position::Before(Level::kPartition, first),
                          Position::After(Level::kPartition, first)};
  if (!condition.sort) return range;
  switch (condition.sort->op) {
    case SortOperator::kEqual:
      return {Position::Before(Level::kSort, first), Position::After(Level::kSort, first)};
    case SortOperator::kLess:
      range.end = Position::Before(Level::kSort, first);
      break;
    case SortOperator::kLessOrEqual:
      range.end = Position::After(Level::kSort, first);
      break;
    case SortOperator::kGreater:
      range.begin = Position::After(Level::kSort, first);
      break;
    case SortOperator::kGreaterOrEqual:
      range.begin = Position::Before(Level::kSort, first);
      break;
    case SortOperator::kBetween:
      return {Position::Before(Level::kSort, first),
              Position::After(Level::kSort, bounds.second.view())};
    case SortOperator::kBeginsWith:
      return {Position::Before(Level::kSortPrefix, first),
              Position::After(Level::kSortPrefix, first)};
  }
  return range;
}

bool Contains(const storage::KeyRange& range, const storage::Key& key) {
  return range.begin.Compare(key) < 0 && range.end.Compare(key) > 0;
}

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
ApiError StartAt(const storage::Key& start, storage::Direction direction,
                 storage::KeyRange* range) {
  if (!Contains(*range, start)) {
    const storage::Key& asked = range->begin.key;
    return StartOutsideRange(asked.partition == start.partition);
  }
  if (direction == storage::Direction::kForward) {
    range->begin = Position::After(Level::kSort, start);
  } else {
    range->end = Position::Before(Level::kSort, start);
  }
  return {};
}

// Select against what else the request says.
ApiError CheckSelect(const model::PageOptions& options) {
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
  if (options.select != model::Select::kAllProjectedAttributes) return {};
  return ApiError::Validation(
      "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName");
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

ApiError BindFilter(RequestExpressions& expressions, const Table& table,
                    const model::PageOptions& options, PageSpec* spec) {
  auto filter = expressions.Condition(expr::Parameter::kFilter, options.filter);
  if (!filter.ok()) return filter.status();
  spec->filter = std::move(*filter);
  if (spec->filter) expressions.RefuseKeyPaths(*spec->filter, table);
  return {};
}

// What is left to check of a Query's filter once its keys are known to be right.
ApiError FinishFilter(RequestExpressions& expressions, const Table& table,
                      const model::PageOptions& options, PageSpec* spec) {
  const bool is_text = options.filter.expression.has_value();
  if (!is_text) {
    if (ApiError e = BindFilter(expressions, table, options, spec); !e.ok()) return e;
  }
  if (!spec->filter) return {};
  return CheckNoKeys(*spec->filter, table, is_text ? "Filter Expression" : "QueryFilter");
}

ApiError BindProjection(RequestExpressions& expressions, const Table& table,
                        const model::PageOptions& options, PageSpec* spec) {
  auto projection = expressions.Projection(options.projection, table);
  if (!projection.ok()) return projection.status();
  spec->projection = std::move(*projection);
  return {};
}

// The page's expressions; their legacy forms are looked at later.
ApiError BindPage(RequestExpressions& expressions, const Table& table,
                  const model::PageOptions& options, PageSpec* spec) {
  if (options.filter.expression) {
    if (ApiError e = BindFilter(expressions, table, options, spec); !e.ok()) return e;
  }
  return options.projection.expression ? BindProjection(expressions, table, options, spec)
                                       : ApiError();
}

// What is looked at last of all.
ApiError FinishPage(RequestExpressions& expressions, const Table& table,
                    const model::PageOptions& options, PageSpec* spec) {
  if (ApiError e = CheckSelect(options); !e.ok()) return e;
  spec->counts_only = options.select == model::Select::kCount;
  return spec->projection ? ApiError() : BindProjection(expressions, table, options, spec);
}

}  // namespace

void Engine::Query(const model::QueryRequest& request, const Context&,
                   Done<model::PageResponse> done) {
  auto found = FindTable(request.table_name);
  if (!found.ok()) return done(found.status());
  const Table& table = **found;
  PageSpec spec;
  spec.direction = request.forward ? storage::Direction::kForward : storage::Direction::kBackward;
  RequestExpressions expressions(expressions_, request.page.placeholders);
  if (ApiError e = BindPage(expressions, table, request.page, &spec); !e.ok()) return done(e);
  auto condition = ResolveCondition(expressions, request, table.keys);
  if (!condition.ok()) return done(condition.status());
  const SortBounds bounds =
      BoundsOf(*condition, PartitionKey(store_, table, DecodeValue(condition->partition)));
  spec.range = RangeOf(*condition, bounds);
  storage::OwnedKey start;
  if (request.page.exclusive_start_key) {
    const ItemView given(*request.page.exclusive_start_key);
    if (!MatchesSchema(table, given)) {
      return done(ApiError::Validation("The provided starting key is invalid"));
    }
    auto key = KeyOfItem(store_, table, given);
    if (!key.ok()) return done(key.status());
    start = std::move(*key);
    if (ApiError e = StartAt(start.view(), spec.direction, &spec.range); !e.ok()) return done(e);
  }
  if (ApiError e = FinishFilter(expressions, table, request.page, &spec); !e.ok()) return done(e);
  if (ApiError e = FinishPage(expressions, table, request.page, &spec); !e.ok()) return done(e);
  auto page = ReadPage(*store_.NewSnapshot(), table, spec, request.page);
  if (Planted(Bug::kPageLosesFirst) && request.page.exclusive_start_key && page.ok()) {
    page->items.erase(page->items.begin(), page->items.begin() + !page->items.empty());
  }
  done(std::move(page));
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
  auto found = FindTable(request.table_name);
  if (!found.ok()) return done(found.status());
  const Table& table = **found;
  PageSpec spec;
  RequestExpressions expressions(expressions_, request.page.placeholders);
  if (ApiError e = BindPage(expressions, table, request.page, &spec); !e.ok()) return done(e);
  if (ApiError e = expressions.CheckAllUsed(); !e.ok()) return done(e);
  if (!spec.filter) {
    if (ApiError e = BindFilter(expressions, table, request.page, &spec); !e.ok()) return done(e);
  }
  spec.range = SegmentRange({{table.id, storage::IndexId{0}}, 0, {}, {}}, request);
  storage::OwnedKey start;
  if (request.page.exclusive_start_key) {
    const ItemView given(*request.page.exclusive_start_key);
    if (!MatchesSchema(table, given)) {
      return done(ApiError::Validation(
          "The provided starting key is invalid: The provided key element does not match the "
          "schema"));
    }
    auto key = KeyOfItem(store_, table, given);
    if (!key.ok()) return done(key.status());
    start = std::move(*key);
    if (!Contains(spec.range, start.view())) return done(StartOutsideSegment(request));
    spec.range.begin = Position::After(Level::kSort, start.view());
  }
  if (ApiError e = FinishPage(expressions, table, request.page, &spec); !e.ok()) return done(e);
  done(ReadPage(*store_.NewSnapshot(), table, spec, request.page));
}

}  // namespace keystone::dynamo
