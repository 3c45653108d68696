// ValueWriter: builds values and items in their binary form, in one pass, from names in any order.
//
//   ValueWriter writer;
//   writer.BeginMap();
//   writer.Name("id");  writer.String("a");
//   if (auto error = writer.EndMap(); error != WriteError::kNone) …
//   std::string item = MakeItem(writer);
//
// Misuse (a value without a name in a map, ends that do not match) is a bug and aborts; bad data is
// a WriteError.
#pragma once

#include <string>
#include <vector>

#include "model/value.h"

namespace keystone::model {

enum class WriteError : unsigned char {
  kNone,
  kDuplicateName,
  kDuplicateElement,
  kEmptySet,
  kTooDeep,  // more than kNestingLevelsMax levels of list and map
};

class ValueWriter {
 public:
  void String(Bytes bytes);
  void Number(Bytes canonical);
  void Binary(Bytes bytes);
  void Null();
  void Bool(bool value);
  void Copy(ValueView value);  // any value, already in binary form, from no deeper a place
  WriteError CopyDeep(ValueView value);  // from any place: may be too deep here

  // After an error the writer is good for Clear() only. The depth is counted from the outermost
  // list or map below the item's own map.
  WriteError BeginMap();
  void Name(Bytes name);  // before each value inside a map
  WriteError EndMap();
  WriteError BeginList();
  WriteError EndList();
  void BeginSet(Type type);
  void Element(Bytes element);  // NS: a canonical number
  WriteError EndSet();

  // The value written; the writer is then empty again and keeps its memory.
  std::string TakeValue();
  bool empty() const { return bytes_.empty() && open_.empty(); }
  void Clear();

 private:
  static constexpr size_t kNoEnd = ~size_t{0};  // of a part whose value is still to come

  struct Part {  // an attribute of an open map, an element of an open set or list
    size_t name_begin, value_begin, end;
  };
  struct Open {
    Type type;
    size_t begin;       // where its parts begin in bytes_
    size_t first_part;  // in parts_
  };

  void BeginValue();
  void EndValue();
  WriteError Begin(Type type);
  bool SortParts(const Open& open);
  void Close(Type type);

  std::string bytes_;
  std::string scratch_;
  std::vector<Part> parts_;
  std::vector<Open> open_;
};

}  // namespace keystone::model
