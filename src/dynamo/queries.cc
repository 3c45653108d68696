// Query and Scan.
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

}  // namespace

void Engine::Query(const model::QueryRequest& request, Bytes, Done<model::PageResponse> done) {
  auto found = FindTable(request.table_name);
  if (!found.ok()) return done(found.status());
  const Table& table = **found;
  auto condition =
      expr::ResolveKeyCondition(request.key_condition_expression, ItemView(request.names),
                                ItemView(request.values), table.keys);
  if (!condition.ok()) return done(condition.status());
  const SortBounds bounds =
      BoundsOf(*condition, PartitionKey(store_, table, DecodeValue(condition->partition)));
  PageSpec spec{
      .range = RangeOf(*condition, bounds),
      .direction = request.forward ? storage::Direction::kForward : storage::Direction::kBackward,
      .limit = request.limit};
  storage::OwnedKey start;
  if (request.exclusive_start_key) {
    const ItemView given(*request.exclusive_start_key);
    if (!MatchesSchema(table, given)) {
      return done(ApiError::Validation("The provided starting key is invalid"));
    }
    auto key = KeyOfItem(store_, table, given);
    if (!key.ok()) return done(key.status());
    start = std::move(*key);
    if (ApiError e = StartAt(start.view(), spec.direction, &spec.range); !e.ok()) return done(e);
  }
  done(ReadPage(*store_.NewSnapshot(), table, spec));
}

void Engine::Scan(const model::ScanRequest& request, Bytes, Done<model::PageResponse> done) {
  auto found = FindTable(request.table_name);
  if (!found.ok()) return done(found.status());
  const Table& table = **found;
  const storage::Key space{{table.id, storage::IndexId{0}}, 0, {}, {}};
  PageSpec spec{
      .range = {Position::Before(Level::kSpace, space), Position::After(Level::kSpace, space)},
      .direction = storage::Direction::kForward,
      .limit = request.limit};
  storage::OwnedKey start;
  if (request.exclusive_start_key) {
    const ItemView given(*request.exclusive_start_key);
    if (!MatchesSchema(table, given)) {
      return done(ApiError::Validation(
          "The provided starting key is invalid: The provided key element does not match the "
          "schema"));
    }
    auto key = KeyOfItem(store_, table, given);
    if (!key.ok()) return done(key.status());
    start = std::move(*key);
    spec.range.begin = Position::After(Level::kSort, start.view());
  }
  done(ReadPage(*store_.NewSnapshot(), table, spec));
}

}  // namespace keystone::dynamo
