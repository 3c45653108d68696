// Expressions: the whole input is one, of every kind. Tokens lie in it, in order; space between
// them changes nothing; what an update or a projection makes of an item is an item; and a key
// condition that resolves is one the table's keys can answer.
//
// Placeholders define themselves, so that an input is a whole case: #name stands for name, and the
// first letter of :value says its type (s string, n number, b binary, e an empty string).
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "expr/evaluate.h"
#include "expr/key_condition.h"
#include "expr/lexer.h"
#include "expr/project.h"
#include "expr/update.h"
#include "fuzz/target.h"
#include "model/limits.h"
#include "model/number.h"

namespace keystone::fuzz {
namespace {

using expr::Token;
using expr::TokenKind;
using model::Type;
using model::ValueWriter;

// Every parser of the language.
constexpr expr::Parameter kParameters[] = {
    expr::Parameter::kCondition,  expr::Parameter::kFilter, expr::Parameter::kKeyCondition,
    expr::Parameter::kProjection, expr::Parameter::kUpdate,
};

// Where a token stands in the expression.
size_t PositionOf(Bytes expression, const Token& token) {
  return static_cast<size_t>(token.text.data() - expression.data());
}

void CheckTokens(Bytes expression, const std::vector<Token>& tokens) {
  size_t at = 0;
  for (const Token& token : tokens) {
    const size_t position = PositionOf(expression, token);
    KS_CHECK(position >= at);
    KS_CHECK(expression.substr(at, position - at).find_first_not_of(" \t\r\n") == Bytes::npos);
    KS_CHECK(token.text.empty() == (token.kind == TokenKind::kEnd));
    at = position + token.text.size();
  }
  KS_CHECK(at == expression.size() && tokens.back().kind == TokenKind::kEnd);
}

std::string Spaced(const std::vector<Token>& tokens) {
  std::string text;
  for (const Token& token : tokens) text += " " + std::string(token.text);
  return text + "\n";
}

void WriteValue(ValueWriter* writer, Bytes name) {
  std::string number;
  switch (name[1]) {
    case 'n':
      KS_CHECK(model::AppendNumber(std::to_string(name.size()), &number) ==
               model::NumberError::kNone);
      return writer->Number(number);
    case 'b':
      return writer->Binary(name);
    case 'e':
      return writer->String("");
    default:
      return writer->String(name);
  }
}

// The placeholders of one kind, each once.
std::string Define(const std::vector<Token>& tokens, TokenKind kind) {
  ValueWriter writer;
  std::vector<Bytes> names;
  for (const Token& token : tokens) {
    if (token.kind == kind) names.push_back(token.text);
  }
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  KS_CHECK(writer.BeginMap() == model::WriteError::kNone);
  for (const Bytes name : names) {
    writer.Name(name);
    if (kind == TokenKind::kNamePlaceholder) {
      writer.String(name.substr(1));
    } else {
      WriteValue(&writer, name);
    }
  }
  KS_CHECK(writer.EndMap() == model::WriteError::kNone);
  return model::MakeItem(writer);
}

model::ValueView ViewOf(Bytes encoded) {
  KS_CHECK(model::ValidateValue(encoded).ok());
  ByteReader reader(encoded);
  return model::TakeValue(&reader);
}

void CheckSort(const expr::SortCondition& sort, Type type) {
  const auto first = ViewOf(sort.first);
  KS_CHECK(first.type() == type);
  KS_CHECK(!first.payload().empty() || sort.op == expr::SortOperator::kBeginsWith);
  KS_CHECK(sort.second.empty() == (sort.op != expr::SortOperator::kBetween));
  if (sort.second.empty()) return;
  const auto second = ViewOf(sort.second);
  KS_CHECK(second.type() == type && first.payload() <= second.payload());
}

void CheckResolved(Bytes expression, const std::vector<Token>& tokens, std::optional<Type> sort) {
  model::KeySchema schema{{{"p", Type::kString}}, {}};
  if (sort) schema.sort = {{"r", *sort}};
  const std::string names = Define(tokens, TokenKind::kNamePlaceholder);
  const std::string values = Define(tokens, TokenKind::kValuePlaceholder);
  expr::Placeholders placeholders{model::ItemView(names), model::ItemView(values)};
  const auto bound = expr::ParseAndBind(expr::Parameter::kKeyCondition, expression, &placeholders);
  if (!bound.ok()) return;
  KS_CHECK(placeholders.CheckAllUsed().ok());
  const auto condition = expr::ResolveKeyCondition(*bound, schema);
  if (!condition.ok()) {
    KS_CHECK(condition.status().code() == model::ErrorCode::kValidation);
    KS_CHECK(!condition.status().message().empty());
    return;
  }
  const auto partition = ViewOf(condition->partition[0]);
  KS_CHECK(partition.type() == Type::kString && !partition.payload().empty());
  KS_CHECK(!condition->sort || sort);
  if (condition->sort) CheckSort(*condition->sort, *sort);
}

// An item with something of each type at the names that inputs use most.
std::string MakeItem() {
  ValueWriter writer;
  std::string number;
  KS_CHECK(model::AppendNumber("38", &number) == model::NumberError::kNone);
  KS_CHECK(writer.BeginMap() == model::WriteError::kNone);
  writer.Name("a");
  writer.String("text");
  writer.Name("b");
  writer.Number(number);
  writer.Name("l");
  KS_CHECK(writer.BeginList() == model::WriteError::kNone);
  writer.Number(number);
  KS_CHECK(writer.BeginMap() == model::WriteError::kNone);
  writer.Name("a");
  writer.Null();
  KS_CHECK(writer.EndMap() == model::WriteError::kNone);
  KS_CHECK(writer.EndList() == model::WriteError::kNone);
  writer.Name("m");
  KS_CHECK(writer.BeginMap() == model::WriteError::kNone);
  writer.Name("a");
  writer.Bool(true);
  KS_CHECK(writer.EndMap() == model::WriteError::kNone);
  writer.Name("s");
  writer.BeginSet(Type::kStringSet);
  writer.Element("a");
  writer.Element("text");
  KS_CHECK(writer.EndSet() == model::WriteError::kNone);
  KS_CHECK(writer.EndMap() == model::WriteError::kNone);
  return model::MakeItem(writer);
}

// What the expression makes of the item: "error: …", or a result that is a whole item itself.
std::string Outcome(expr::Parameter parameter, Bytes expression, const std::string& names,
                    const std::string& values) {
  static const std::string item = MakeItem();
  expr::Placeholders placeholders{model::ItemView(names), model::ItemView(values)};
  const auto bound = expr::ParseAndBind(parameter, expression, &placeholders);
  if (!bound.ok()) {
    KS_CHECK(bound.status().code() == model::ErrorCode::kValidation);
    return "error";  // its words show how the expression is written
  }
  KS_CHECK(placeholders.CheckAllUsed().ok());
  if (parameter == expr::Parameter::kProjection) {
    const expr::Projection projection(*bound);
    std::string part = projection.Apply(model::ItemView(item));
    KS_CHECK(model::ValidateItem(part).ok() && part.size() <= item.size());
    return part;
  }
  if (parameter != expr::Parameter::kUpdate) {
    return expr::Evaluate(*bound, model::ItemView(item)) ? "true" : "false";
  }
  auto updated = expr::ApplyUpdate(*bound, model::ItemView(item));
  if (!updated.ok()) return updated.status().message();
  KS_CHECK(model::ValidateItem(*updated).ok());
  return *updated;
}

}  // namespace

void Run(Bytes input) {
  const auto tokens = expr::Tokenize(input);
  CheckTokens(input, tokens);
  const std::string spaced = Spaced(tokens);
  const std::string names = Define(tokens, TokenKind::kNamePlaceholder);
  const std::string values = Define(tokens, TokenKind::kValuePlaceholder);
  const bool fits =
      input.size() <= model::kExpressionBytesMax && spaced.size() <= model::kExpressionBytesMax;
  for (const expr::Parameter parameter : kParameters) {
    const std::string outcome = Outcome(parameter, input, names, values);
    if (fits && !input.empty()) {
      KS_CHECK(outcome == Outcome(parameter, spaced, names, values));
    }
  }
  CheckResolved(input, tokens, std::nullopt);
  for (const Type sort : {Type::kString, Type::kNumber, Type::kBinary}) {
    CheckResolved(input, tokens, sort);
  }
}

}  // namespace keystone::fuzz
