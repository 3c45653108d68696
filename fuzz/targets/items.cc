// Items: views over any bytes stay inside them; what validation accepts is the only form of what it
// shows, and survives JSON.
#include <vector>

#include "fuzz/target.h"
#include "model/item.h"
#include "wire/wire.h"

namespace keystone::fuzz {
namespace {

using model::Type;
using model::ValueView;
using model::ValueWriter;
using model::WriteError;

// Walks a value by every kind of iterator; all views must lie inside the input.
class Walk {
 public:
  explicit Walk(Bytes input) : input_(input) {}

  void Map(model::MapView map) const {
    for (auto it = map.begin(); it.ok(); it.Next()) {
      Inside(it.name());
      Value(it.value());
    }
  }

 private:
  void Inside(Bytes view) const {
    KS_CHECK(view.empty() || (view.data() >= input_.data() &&
                              view.data() + view.size() <= input_.data() + input_.size()));
  }
  void Value(ValueView value) const {
    Inside(value.payload());
    Map(value.map());
    for (auto it = value.list().begin(); it.ok(); it.Next()) Value(it.value());
    for (auto it = value.set().begin(); it.ok(); it.Next()) Inside(it.element());
  }

  Bytes input_;
};

// Writes a valid value again, in another order where the order is the writer's business.
void Rewrite(ValueView value, ValueWriter* writer);

void RewriteMap(model::MapView map, ValueWriter* writer) {
  std::vector<std::pair<Bytes, ValueView>> members;
  for (auto it = map.begin(); it.ok(); it.Next()) members.emplace_back(it.name(), it.value());
  KS_CHECK(members.size() == map.size());
  KS_CHECK(writer->BeginMap() == WriteError::kNone);
  for (auto member = members.rbegin(); member != members.rend(); ++member) {
    KS_CHECK(map.Find(member->first) == member->second);
    writer->Name(member->first);
    Rewrite(member->second, writer);
  }
  KS_CHECK(writer->EndMap() == WriteError::kNone);
}

void RewriteList(model::ListView list, ValueWriter* writer) {
  KS_CHECK(writer->BeginList() == WriteError::kNone);
  for (auto it = list.begin(); it.ok(); it.Next()) Rewrite(it.value(), writer);
  KS_CHECK(writer->EndList() == WriteError::kNone);
}

void RewriteSet(Type type, model::SetView set, ValueWriter* writer) {
  std::vector<Bytes> elements;
  for (auto it = set.begin(); it.ok(); it.Next()) elements.push_back(it.element());
  KS_CHECK(elements.size() == set.size());
  writer->BeginSet(type);
  for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
    KS_CHECK(set.contains(*element));
    writer->Element(*element);
  }
  KS_CHECK(writer->EndSet() == WriteError::kNone);
}

void Rewrite(ValueView value, ValueWriter* writer) {
  switch (value.type()) {
    case Type::kMap:
      return RewriteMap(value.map(), writer);
    case Type::kList:
      return RewriteList(value.list(), writer);
    case Type::kStringSet:
    case Type::kNumberSet:
    case Type::kBinarySet:
      return RewriteSet(value.type(), value.set(), writer);
    default:
      return writer->Copy(value);
  }
}

void CheckValid(Bytes item) {
  const model::ItemView view(item);
  ValueWriter writer;
  RewriteMap(view.attributes(), &writer);
  const std::string rewritten = model::MakeItem(writer);
  KS_CHECK(Bytes(rewritten).substr(1) == view.attributes_payload());
  std::string json;
  wire::AppendItemJson(&json, view);
  const auto read = wire::RequestParser().Item(json);
  KS_CHECK(read.ok() && *read == rewritten);
}

}  // namespace

void Run(Bytes input) {
  const model::ItemView view(input);
  Walk(input).Map(view.attributes());
  std::string json;
  wire::AppendItemJson(&json, view);
  KS_CHECK(view.Size() <= 64 * (input.size() + 1));
  if (model::ValidateItem(input).ok()) CheckValid(input);

  if (!model::ValidateValue(input).ok()) return;
  ByteReader reader(input);
  const ValueView value = model::TakeValue(&reader);
  KS_CHECK(reader.ok() && reader.empty());
  std::string again;
  model::AppendValue(&again, value);
  KS_CHECK(again == input);
}

}  // namespace keystone::fuzz
