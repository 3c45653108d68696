// Expressions: the whole input is one. Tokens lie in it, in order; each parser of the language
// takes it or refuses it, however much space stands between the tokens; and a key condition that
// resolves is one the table's keys can answer.
//
// Placeholders define themselves, so that an input is a whole case: #name stands for name, and the
// first letter of :value says its type (s string, n number, b binary, e an empty string).
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "expr/key_condition_parser.h"
#include "fuzz/target.h"
#include "model/limits.h"
#include "model/number.h"

namespace keystone::fuzz {
namespace {

using expr::Token;
using expr::TokenKind;
using model::Type;
using model::ValueWriter;

template <auto Parse>
bool Takes(Bytes expression) {
  return Parse(expression).ok();
}

// Every parser of the language.
constexpr bool (*kParsers[])(Bytes) = {
    Takes<expr::ParseKeyCondition>,
};

void CheckTokens(Bytes expression, const std::vector<Token>& tokens) {
  size_t at = 0;
  for (const Token& token : tokens) {
    KS_CHECK(token.position >= at);
    KS_CHECK(expression.substr(at, token.position - at).find_first_not_of(" \t\r\n") ==
             Bytes::npos);
    KS_CHECK(expression.substr(token.position, token.text.size()) == token.text);
    KS_CHECK(token.text.empty() == (token.kind == TokenKind::kEnd));
    at = token.position + token.text.size();
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
  model::KeySchema schema{{"p", Type::kString}, std::nullopt};
  if (sort) schema.sort = {"r", *sort};
  const std::string names = Define(tokens, TokenKind::kNamePlaceholder);
  const std::string values = Define(tokens, TokenKind::kValuePlaceholder);
  const auto condition = expr::ResolveKeyCondition(expression, model::ItemView(names),
                                                   model::ItemView(values), schema);
  if (!condition.ok()) {
    KS_CHECK(condition.status().code() == model::ErrorCode::kValidation);
    KS_CHECK(!condition.status().message().empty());
    return;
  }
  const auto partition = ViewOf(condition->partition);
  KS_CHECK(partition.type() == Type::kString && !partition.payload().empty());
  KS_CHECK(!condition->sort || sort);
  if (condition->sort) CheckSort(*condition->sort, *sort);
}

}  // namespace

void Run(Bytes input) {
  const auto tokens = expr::Tokenize(input, "Expression");
  for (const auto takes : kParsers) KS_CHECK(tokens.ok() || !takes(input));
  if (!tokens.ok()) return;
  CheckTokens(input, *tokens);
  const std::string spaced = Spaced(*tokens);
  if (spaced.size() <= model::kExpressionBytesMax) {
    for (const auto takes : kParsers) KS_CHECK(takes(input) == takes(spaced));
  }
  CheckResolved(input, *tokens, std::nullopt);
  for (const Type sort : {Type::kString, Type::kNumber, Type::kBinary}) {
    CheckResolved(input, *tokens, sort);
  }
}

}  // namespace keystone::fuzz
