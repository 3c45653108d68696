// What the tests of expressions share: one item with an attribute of each type, placeholders for a
// value of each type, and short ways to ask what an expression says of them.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "expr/bound.h"
#include "expr/evaluate.h"
#include "expr/project.h"
#include "expr/update.h"
#include "model/number.h"

namespace keystone::expr::testing {

// Values as text: 5, "x", b"x", true, null, [..], {name: ..}, <element, ..> for a set.
inline std::string Show(model::ValueView value) {
  const auto scalar = [](model::Type type, Bytes payload) {
    std::string text;
    if (type == model::Type::kNumber || type == model::Type::kNumberSet) {
      model::AppendNumberText(payload, &text);
      return text;
    }
    const bool is_binary = type == model::Type::kBinary || type == model::Type::kBinarySet;
    return (is_binary ? "b\"" : "\"") + std::string(payload) + "\"";
  };
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  switch (value.type()) {
    case model::Type::kNull:
      return "null";
    case model::Type::kBool:
      return value.boolean() ? "true" : "false";
    case model::Type::kList:
      for (auto it = value.list().begin(); it.ok(); it.Next()) add(Show(it.value()));
      return "[" + text + "]";
    case model::Type::kMap:
      for (auto it = value.map().begin(); it.ok(); it.Next()) {
        add(std::string(it.name()) + ": " + Show(it.value()));
      }
      return "{" + text + "}";
    case model::Type::kStringSet:
    case model::Type::kNumberSet:
    case model::Type::kBinarySet:
      for (auto it = value.set().begin(); it.ok(); it.Next())
        add(scalar(value.type(), it.element()));
      return "<" + text + ">";
    default:
      return scalar(value.type(), value.payload());
  }
}
inline std::string ShowItem(Bytes item) {
  return Show({model::Type::kMap, model::ItemView(item).attributes_payload()});
}

// Writes values: Map("a", …) and so on would need a tree, so this is the writer with short names.
class Values {
 public:
  Values() { EXPECT_EQ(writer_.BeginMap(), model::WriteError::kNone); }
  Values& Name(Bytes name) {
    writer_.Name(name);
    return *this;
  }
  Values& S(Bytes text) {
    writer_.String(text);
    return *this;
  }
  Values& B(Bytes bytes) {
    writer_.Binary(bytes);
    return *this;
  }
  Values& N(Bytes text) {
    writer_.Number(Number(text));
    return *this;
  }
  Values& True() {
    writer_.Bool(true);
    return *this;
  }
  Values& Null() {
    writer_.Null();
    return *this;
  }
  Values& Set(model::Type type, const std::vector<std::string>& elements) {
    writer_.BeginSet(type);
    for (const std::string& element : elements) {
      writer_.Element(type == model::Type::kNumberSet ? Number(element) : element);
    }
    EXPECT_EQ(writer_.EndSet(), model::WriteError::kNone);
    return *this;
  }
  Values& List() {
    EXPECT_EQ(writer_.BeginList(), model::WriteError::kNone);
    return *this;
  }
  Values& EndList() {
    EXPECT_EQ(writer_.EndList(), model::WriteError::kNone);
    return *this;
  }
  Values& Map() {
    EXPECT_EQ(writer_.BeginMap(), model::WriteError::kNone);
    return *this;
  }
  Values& EndMap() {
    EXPECT_EQ(writer_.EndMap(), model::WriteError::kNone);
    return *this;
  }
  std::string Item() {
    EndMap();
    return model::MakeItem(writer_);
  }
  static std::string Number(Bytes text) {
    std::string number;
    EXPECT_EQ(model::AppendNumber(text, &number), model::NumberError::kNone) << text;
    return number;
  }

 private:
  model::ValueWriter writer_;
};

inline const std::string& TestItem() {
  using model::Type;
  static const std::string item = [] {
    Values v;
    v.Name("id")
        .S("a")
        .Name("n")
        .N("5")
        .Name("s")
        .S("h\u00e9llo\u20ac\U0001d4b3")
        .Name("b")
        .B("bin");
    v.Name("l").List().N("1").S("x").Map().Name("k").S("v").EndMap().EndList();
    v.Name("m").Map().Name("x").N("1").Name("y").Map().Name("z").S("deep").EndMap().EndMap();
    v.Name("ss").Set(Type::kStringSet, {"a", "b"}).Name("ns").Set(Type::kNumberSet, {"1", "2"});
    v.Name("bs").Set(Type::kBinarySet, {"p", "q"}).Name("t").True().Name("nul").Null();
    v.Name("big").N("9.9E125").Name("num").N("99999999999999999999999999999999999999");
    return v.Item();
  }();
  return item;
}

inline const std::string& TestNames() {
  static const std::string names = [] {
    Values v;
    v.Name("#n").S("n").Name("#name").S("name").Name("#dot").S("a.b");
    return v.Item();
  }();
  return names;
}

inline const std::string& TestValues() {
  using model::Type;
  static const std::string values = [] {
    Values v;
    v.Name(":n").N("5").Name(":one").N("1").Name(":s").S("x").Name(":b").B("bi").Name(":e").S("");
    v.Name(":l").List().N("7").EndList().Name(":m").Map().Name("q").S("w").EndMap();
    v.Name(":ss").Set(Type::kStringSet, {"a"}).Name(":ns").Set(Type::kNumberSet, {"1"});
    v.Name(":both").Set(Type::kStringSet, {"a", "b"}).Name(":c").Set(Type::kStringSet, {"c"});
    v.Name(":bs").Set(Type::kBinarySet, {"p"}).Name(":t").True().Name(":nul").Null();
    v.Name(":big").N("1E125").Name(":type").S("N").Name(":eight").N("8").Name(":small").N("1E-130");
    return v.Item();
  }();
  return values;
}

inline model::ApiResult<Bound> BindTest(Parameter parameter, Bytes text) {
  Placeholders placeholders((model::ItemView(TestNames())), model::ItemView(TestValues()));
  return ParseAndBind(parameter, text, &placeholders);
}

// "true", "false", or what is wrong: of a FilterExpression, without the words all messages begin
// with.
inline std::string Filtered(Bytes text) {
  const auto bound = BindTest(Parameter::kFilter, text);
  if (bound.ok()) return Evaluate(*bound, model::ItemView(TestItem())) ? "true" : "false";
  const std::string prefix = "Invalid FilterExpression: ";
  EXPECT_TRUE(bound.status().message().starts_with(prefix)) << bound.status().message();
  return bound.status().message().substr(prefix.size());
}

// The attributes that differ after the update, and those that are gone; or what is wrong.
inline std::string Updated(Bytes text) {
  const auto bound = BindTest(Parameter::kUpdate, text);
  if (!bound.ok()) return bound.status().message();
  const auto item = ApplyUpdate(*bound, model::ItemView(TestItem()));
  if (!item.ok()) return item.status().message();
  EXPECT_TRUE(model::ValidateItem(*item).ok());
  const model::ItemView old(TestItem()), now(*item);
  std::string result;
  const auto add = [&](const std::string& part) { result += (result.empty() ? "" : ", ") + part; };
  for (auto it = now.attributes().begin(); it.ok(); it.Next()) {
    if (old.Find(it.name()) != it.value()) add(std::string(it.name()) + ": " + Show(it.value()));
  }
  for (auto it = old.attributes().begin(); it.ok(); it.Next()) {
    if (!now.Find(it.name())) add("-" + std::string(it.name()));
  }
  return result;
}

inline std::string Projected(Bytes text) {
  const auto bound = BindTest(Parameter::kProjection, text);
  if (!bound.ok()) return bound.status().message();
  return ShowItem(Projection(*bound).Apply(model::ItemView(TestItem())));
}

}  // namespace keystone::expr::testing
