// Keys: two pairs of key values are ordered as their components are, components come back whole,
// and hostile bytes are a component exactly when they are one's only spelling.
#include "fuzz/decimal.h"
#include "fuzz/source.h"
#include "fuzz/target.h"
#include "model/key.h"
#include "model/number.h"

namespace keystone::fuzz {
namespace {

using model::Type;
using model::ValueView;

constexpr Type kKeyTypes[] = {Type::kString, Type::kNumber, Type::kBinary};

// A value of `type`; for a number, the bytes are its text, and 0 where they are none.
std::string TakePayload(Source* source, Type type) {
  const Bytes bytes = source->Chunk();
  if (type != Type::kNumber) return std::string(bytes);
  std::string number;
  if (model::AppendNumber(bytes, &number) == model::NumberError::kNone) return number;
  KS_CHECK(model::AppendNumber("0", &number) == model::NumberError::kNone);
  return number;
}

// As DynamoDB orders values of one type.
int Compare(Type type, const std::string& a, const std::string& b) {
  if (type != Type::kNumber) return Bytes(a).compare(b);
  std::string a_text, b_text;
  model::AppendNumberText(a, &a_text);
  model::AppendNumberText(b, &b_text);
  return CompareDecimals(*ParseDecimal(a_text), *ParseDecimal(b_text));
}

std::string ComponentOf(Type type, Bytes payload) {
  std::string component;
  model::AppendKeyComponent(&component, ValueView(type, payload));
  return component;
}

void CheckComesBack(Type type, const std::string& payload) {
  const std::string component = ComponentOf(type, payload);
  const std::string bytes = component + "rest";
  Bytes left = bytes;
  std::string decoded, expected;
  KS_CHECK(model::TakeKeyComponent(&left, type, &decoded));
  model::AppendValue(&expected, ValueView(type, payload));
  KS_CHECK(decoded == expected && left == "rest");
}

void CheckPrefix(const std::string& prefix, const std::string& payload) {
  std::string escaped;
  model::AppendKeyPrefix(&escaped, prefix);
  KS_CHECK(ComponentOf(Type::kBinary, payload).starts_with(escaped) == payload.starts_with(prefix));
}

void CheckHostile(Bytes bytes) {
  for (const Type type : kKeyTypes) {
    Bytes left = bytes;
    std::string value;
    if (!model::TakeKeyComponent(&left, type, &value)) continue;
    ByteReader reader(value);
    const ValueView view = model::TakeValue(&reader);
    KS_CHECK(reader.ok() && reader.empty() && view.type() == type);
    KS_CHECK(ComponentOf(type, view.payload()) == bytes.substr(0, bytes.size() - left.size()));
  }
}

}  // namespace

void Run(Bytes input) {
  CheckHostile(input);
  Source source(input);
  const Type first = kKeyTypes[source.Below(3)], second = kKeyTypes[source.Below(3)];
  std::string a[2], b[2];
  for (std::string* pair : {a, b}) {
    pair[0] = TakePayload(&source, first);
    pair[1] = TakePayload(&source, second);
  }
  int order = Compare(first, a[0], b[0]);
  if (order == 0) order = Compare(second, a[1], b[1]);
  const std::string a_key = ComponentOf(first, a[0]) + ComponentOf(second, a[1]);
  const std::string b_key = ComponentOf(first, b[0]) + ComponentOf(second, b[1]);
  KS_CHECK((a_key < b_key) == (order < 0));
  KS_CHECK((a_key == b_key) == (order == 0));
  CheckComesBack(first, a[0]);
  CheckComesBack(second, b[1]);
  CheckPrefix(a[0], b[0]);
}

}  // namespace keystone::fuzz
