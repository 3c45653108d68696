#include "dynamo/query_range.h"

#include "model/key.h"

namespace keystone::dynamo {
namespace {

using expr::SortOperator;
using model::ValueView;
using storage::Position;
using Level = storage::Position::Level;

ValueView DecodeValue(const std::string& encoded) {
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

void AppendComponent(std::string* out, const std::string& encoded) {
  model::AppendKeyComponent(out, DecodeValue(encoded));
}

// What the sort bytes of all rows with the leading values begin with. A sort attribute's component
// is followed by others in an index, so that a value stands for a prefix, never for whole bytes.
struct Prefixes {
  std::string leading;
  std::string first;   // leading, and the condition's value
  std::string second;  // leading, and BETWEEN's upper value
};

Prefixes PrefixesOf(const expr::KeyCondition& condition) {
  Prefixes prefixes;
  for (const std::string& value : condition.sort_equal) AppendComponent(&prefixes.leading, value);
  prefixes.first = prefixes.second = prefixes.leading;
  if (!condition.sort) return prefixes;
  if (condition.sort->op == SortOperator::kBeginsWith) {
    model::AppendKeyPrefix(&prefixes.first, DecodeValue(condition.sort->first).payload());
  } else {
    AppendComponent(&prefixes.first, condition.sort->first);
  }
  if (condition.sort->op == SortOperator::kBetween) {
    AppendComponent(&prefixes.second, condition.sort->second);
  }
  return prefixes;
}

}  // namespace

void MakeQueryRange(const storage::Store& store, storage::SpaceId space,
                    const expr::KeyCondition& condition, QueryRange* out) {
  std::string partition;
  for (const std::string& value : condition.partition) AppendComponent(&partition, value);
  const Prefixes prefixes = PrefixesOf(condition);
  const uint64_t hash = store.HashPartition(partition);
  out->first = storage::OwnedKey({space, hash, partition, prefixes.first});
  out->second = storage::OwnedKey({space, hash, partition, prefixes.second});
  const storage::Key first = out->first.view();
  storage::Key leading = first;
  leading.sort = leading.sort.substr(0, prefixes.leading.size());
  storage::KeyRange& range = out->range;
  range = {Position::Before(Level::kSortPrefix, leading),
           Position::After(Level::kSortPrefix, leading)};
  if (!condition.sort) return;
  switch (condition.sort->op) {
    case SortOperator::kLess:
      range.end = Position::Before(Level::kSortPrefix, first);
      break;
    case SortOperator::kLessOrEqual:
      range.end = Position::After(Level::kSortPrefix, first);
      break;
    case SortOperator::kGreater:
      range.begin = Position::After(Level::kSortPrefix, first);
      break;
    case SortOperator::kGreaterOrEqual:
      range.begin = Position::Before(Level::kSortPrefix, first);
      break;
    case SortOperator::kBetween:
      range.begin = Position::Before(Level::kSortPrefix, first);
      range.end = Position::After(Level::kSortPrefix, out->second.view());
      break;
    case SortOperator::kEqual:
    case SortOperator::kBeginsWith:
      range = {Position::Before(Level::kSortPrefix, first),
               Position::After(Level::kSortPrefix, first)};
      break;
  }
}

bool Contains(const storage::KeyRange& range, const storage::Key& key) {
  return range.begin.Compare(key) < 0 && range.end.Compare(key) > 0;
}

}  // namespace keystone::dynamo
