// How it works: the values of an open map, list or set are written one behind another at the end of
// bytes_, each noted as a Part. When it closes, they are put in order in scratch_ and take the
// place of what was written.
#include "model/value_writer.h"

#include <algorithm>

#include "base/check.h"
#include "model/limits.h"

namespace keystone::model {

// A map's part begins with its name, already noted by Name(); any other begins here.
void ValueWriter::BeginValue() {
  if (open_.empty()) {
    KS_CHECK(bytes_.empty());
  } else if (open_.back().type == Type::kMap) {
    KS_CHECK(parts_.size() > open_.back().first_part && parts_.back().end == kNoEnd);
  } else {
    KS_CHECK(open_.back().type == Type::kList);
    parts_.push_back({bytes_.size(), bytes_.size(), kNoEnd});
  }
}

void ValueWriter::EndValue() {
  if (!open_.empty()) parts_.back().end = bytes_.size();
}

void ValueWriter::Copy(ValueView value) {
  BeginValue();
  AppendValue(&bytes_, value);
  EndValue();
}

WriteError ValueWriter::CopyDeep(ValueView value) {
  if (open_.size() + value.Levels() > kNestingLevelsMax + 1u) return WriteError::kTooDeep;
  Copy(value);
  return WriteError::kNone;
}

void ValueWriter::String(Bytes bytes) {
  Copy({Type::kString, bytes});
}
void ValueWriter::Number(Bytes canonical) {
  Copy({Type::kNumber, canonical});
}
void ValueWriter::Binary(Bytes bytes) {
  Copy({Type::kBinary, bytes});
}
void ValueWriter::Null() {
  Copy({Type::kNull, {}});
}
void ValueWriter::Bool(bool value) {
  Copy({Type::kBool, Bytes(value ? "\x01" : "\x00", 1)});
}

WriteError ValueWriter::Begin(Type type) {
  // The item's own map is no level.
  if (open_.size() > static_cast<size_t>(kNestingLevelsMax)) return WriteError::kTooDeep;
  BeginValue();
  open_.push_back({type, bytes_.size(), parts_.size()});
  return WriteError::kNone;
}

WriteError ValueWriter::BeginMap() {
  return Begin(Type::kMap);
}
WriteError ValueWriter::BeginList() {
  return Begin(Type::kList);
}

void ValueWriter::BeginSet(Type type) {
  KS_CHECK(type == Type::kStringSet || type == Type::kNumberSet || type == Type::kBinarySet);
  BeginValue();
  open_.push_back({type, bytes_.size(), parts_.size()});
}

void ValueWriter::Name(Bytes name) {
  KS_CHECK(!open_.empty() && open_.back().type == Type::kMap);
  const size_t begin = bytes_.size();
  bytes_.append(name);
  parts_.push_back({begin, bytes_.size(), kNoEnd});
}

void ValueWriter::Element(Bytes element) {
  KS_CHECK(!open_.empty() && open_.back().type != Type::kMap && open_.back().type != Type::kList);
  const size_t begin = bytes_.size();
  bytes_.append(element);
  parts_.push_back({begin, bytes_.size(), bytes_.size()});
}

// Sorts the open one's parts by name; false where two are the same.
bool ValueWriter::SortParts(const Open& open) {
  const auto begin = parts_.begin() + static_cast<ptrdiff_t>(open.first_part);
  auto name = [&](const Part& part) {
    return Bytes(bytes_).substr(part.name_begin, part.value_begin - part.name_begin);
  };
  auto by_name = [&](const Part& a, const Part& b) { return name(a) < name(b); };
  if (!std::is_sorted(begin, parts_.end(), by_name)) std::sort(begin, parts_.end(), by_name);
  return std::adjacent_find(begin, parts_.end(), [&](const Part& a, const Part& b) {
           return name(a) == name(b);
         }) == parts_.end();
}

void ValueWriter::Close(Type type) {
  KS_CHECK(!open_.empty() && open_.back().type == type);
  const Open open = open_.back();
  open_.pop_back();
  scratch_.clear();
  AppendVarint(&scratch_, parts_.size() - open.first_part);
  for (size_t i = open.first_part; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    KS_CHECK(part.end != kNoEnd);
    if (type != Type::kList) {
      AppendLengthPrefixed(
          &scratch_, Bytes(bytes_).substr(part.name_begin, part.value_begin - part.name_begin));
    }
    scratch_.append(bytes_, part.value_begin, part.end - part.value_begin);
  }
  parts_.resize(open.first_part);
  bytes_.resize(open.begin);
  AppendValue(&bytes_, {type, scratch_});
  EndValue();
}

WriteError ValueWriter::EndMap() {
  KS_CHECK(!open_.empty());
  if (!SortParts(open_.back())) return WriteError::kDuplicateName;
  Close(Type::kMap);
  return WriteError::kNone;
}

WriteError ValueWriter::EndList() {
  Close(Type::kList);
  return WriteError::kNone;
}

WriteError ValueWriter::EndSet() {
  KS_CHECK(!open_.empty());
  if (parts_.size() == open_.back().first_part) return WriteError::kEmptySet;
  if (!SortParts(open_.back())) return WriteError::kDuplicateElement;
  Close(open_.back().type);
  return WriteError::kNone;
}

std::string ValueWriter::TakeValue() {
  KS_CHECK(open_.empty() && !bytes_.empty());
  std::string value = bytes_;
  Clear();
  return value;
}

void ValueWriter::Clear() {
  bytes_.clear();
  parts_.clear();
  open_.clear();
}

}  // namespace keystone::model
