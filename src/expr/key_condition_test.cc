// Key conditions: what is accepted, and AWS's answer to each mistake.
#include "expr/key_condition.h"

#include <gtest/gtest.h>

#include "expr/lexer.h"
#include "expr/reserved_words.h"
#include "model/number.h"

namespace keystone::expr {
namespace {

using model::ItemView;
using model::Type;

// {":v": {"S": "a"}, …} from (name, type, text).
struct Attribute {
  const char* name;
  Type type;
  std::string text;
};
std::string MakeItem(const std::vector<Attribute>& attributes) {
  model::ValueWriter writer;
  EXPECT_EQ(writer.BeginMap(), model::WriteError::kNone);
  for (const Attribute& attribute : attributes) {
    std::string payload = attribute.text;
    if (attribute.type == Type::kNumber) {
      payload.clear();
      EXPECT_EQ(model::AppendNumber(attribute.text, &payload), model::NumberError::kNone);
    }
    writer.Name(attribute.name);
    writer.Copy({attribute.type, payload});
  }
  EXPECT_EQ(writer.EndMap(), model::WriteError::kNone);
  return model::MakeItem(writer);
}

const model::KeySchema kSchema{{{"pk", Type::kString}}, {{"sk", Type::kNumber}}};
const model::KeySchema kTextSchema{{{"pk", Type::kString}}, {{"sk", Type::kString}}};

std::string Show(const std::string& encoded) {
  ByteReader reader(encoded);
  const model::ValueView value = model::TakeValue(&reader);
  std::string text;
  if (value.type() == Type::kNumber) {
    model::AppendNumberText(value.payload(), &text);
  } else {
    text = value.payload();
  }
  return text;
}

std::string Resolve(const std::string& expression, const std::vector<Attribute>& names,
                    const std::vector<Attribute>& values,
                    const model::KeySchema& schema = kSchema) {
  const std::string names_item = MakeItem(names), values_item = MakeItem(values);
  Placeholders placeholders((ItemView(names_item)), ItemView(values_item));
  auto bound = ParseAndBind(Parameter::kKeyCondition, expression, &placeholders);
  if (!bound.ok()) return bound.status().message();
  if (model::ApiError e = placeholders.CheckAllUsed(); !e.ok()) return e.message();
  auto condition = ResolveKeyCondition(*bound, schema);
  if (!condition.ok()) {
    EXPECT_EQ(condition.status().code(), model::ErrorCode::kValidation);
    return condition.status().message();
  }
  static constexpr const char* kOperators[] = {"=", "<", "<=", ">", ">=", "between", "begins_with"};
  std::string text = "pk=";
  for (const std::string& value : condition->partition) text += Show(value);
  for (const std::string& value : condition->sort_equal) text += " " + Show(value);
  if (condition->sort) {
    text += std::string(" sk ") + kOperators[static_cast<int>(condition->sort->op)] + " " +
            Show(condition->sort->first);
    if (!condition->sort->second.empty()) text += " " + Show(condition->sort->second);
  }
  return text;
}

const Attribute kP{":p", Type::kString, "a"};
const Attribute kS{":s", Type::kNumber, "5"};
const Attribute kT{":t", Type::kNumber, "7"};

TEST(KeyCondition, AcceptsWhatTheGrammarAllows) {
  EXPECT_EQ(Resolve("pk = :p", {}, {kP}), "pk=a");
  EXPECT_EQ(Resolve(" ( pk=:p ) ", {}, {kP}), "pk=a");
  EXPECT_EQ(Resolve(":p = pk", {}, {kP}), "pk=a");
  EXPECT_EQ(Resolve("#k = :p AND sk = :s", {{"#k", Type::kString, "pk"}}, {kP, kS}), "pk=a sk = 5");
  EXPECT_EQ(Resolve("sk < :s and pk = :p", {}, {kP, kS}), "pk=a sk < 5");
  EXPECT_EQ(Resolve("(sk <= :s) AND (pk = :p)", {}, {kP, kS}), "pk=a sk <= 5");
  EXPECT_EQ(Resolve("(pk = :p AND sk > :s)", {}, {kP, kS}), "pk=a sk > 5");
  EXPECT_EQ(Resolve("pk = :p AND :s < sk", {}, {kP, kS}), "pk=a sk > 5");
  EXPECT_EQ(Resolve("pk = :p AND sk >= :s", {}, {kP, kS}), "pk=a sk >= 5");
  EXPECT_EQ(Resolve("pk = :p AND sk BETWEEN :s AND :t", {}, {kP, kS, kT}), "pk=a sk between 5 7");
  EXPECT_EQ(Resolve("sk between :s and :s and pk = :p", {}, {kP, kS}), "pk=a sk between 5 5");
  EXPECT_EQ(Resolve("pk = :p AND begins_with(sk, :x)", {}, {kP, {":x", Type::kString, "pre"}},
                    kTextSchema),
            "pk=a sk begins_with pre");
  EXPECT_EQ(Resolve("pk = :p AND begins_with ( sk , :x )", {}, {kP, {":x", Type::kString, ""}},
                    kTextSchema),
            "pk=a sk begins_with ");
}

TEST(KeyCondition, AnswersAsAwsDoesToMistakes) {
  const std::string invalid = "Invalid KeyConditionExpression: ";
  const std::string values_invalid = "One or more parameter values were invalid: ";
  struct Case {
    std::string expression;
    std::vector<Attribute> names, values;
    std::string message;
  };
  const Case cases[] = {
      {"", {}, {}, invalid + "The expression can not be empty;"},
      {std::string(4097, ' '),
       {},
       {},
       invalid + "Expression size has exceeded the maximum allowed size; expression size: 4097"},
      {"pk = ", {}, {kP}, invalid + "Syntax error; token: \"<EOF>\", near: \"= \""},
      {"pk.:p = :p",
       {},
       {kP},
       invalid + "An expression attribute name used in the document path is not defined; attribute "
                 "name: :p"},
      {"pk = Or(:p)", {}, {kP}, invalid + "Syntax error; token: \"Or\", near: \"= Or(\""},
      {"pk[4294967294] = :p",
       {},
       {kP},
       invalid + "KeyConditionExpressions cannot have conditions on nested attributes"},
      {"pk[4294967295] = :p",
       {},
       {kP},
       invalid + "List index is not within the allowable range; index: [4294967295]"},
      {"pk ! :p", {}, {kP}, invalid + "Syntax error; token: \"!\", near: \"pk ! :p\""},
      {"pk = :p sk = :s", {}, {kP, kS}, invalid + "Syntax error; token: \"sk\", near: \":p sk =\""},
      {"pk = :p OR sk = :s", {}, {kP, kS}, "Invalid operator used in KeyConditionExpression: OR"},
      {"NOT pk = :p", {}, {kP}, "Invalid operator used in KeyConditionExpression: NOT"},
      {"pk <> :p", {}, {kP}, "Invalid operator used in KeyConditionExpression: <>"},
      {"pk IN (:p)", {}, {kP}, "Invalid operator used in KeyConditionExpression: IN"},
      {"pk = :p AND contains(sk, :s)",
       {},
       {kP, kS},
       "Invalid operator used in KeyConditionExpression: contains"},
      {"pk = :p AND nonsense(sk, :s)",
       {},
       {kP, kS},
       invalid + "Invalid function name; function: nonsense"},
      {"pk = :p AND BEGINS_WITH(sk, :s)",
       {},
       {kP, kS},
       invalid + "Invalid function name; function: BEGINS_WITH"},
      {"pk = :p AND begins_with(sk)",
       {},
       {kP},
       invalid + "Incorrect number of operands for operator or function; operator or function: "
                 "begins_with, number of operands: 1"},
      {"((pk = :p)) AND", {}, {kP}, invalid + "The expression has redundant parentheses;"},
      {"((pk)) = ", {}, {kP}, invalid + "The expression has redundant parentheses;"},
      {"((pk))", {}, {kP}, invalid + "Syntax error; token: \"<EOF>\", near: \")\""},
      {"((pk = :p) AND", {}, {kP}, invalid + "Syntax error; token: \"<EOF>\", near: \"AND\""},
      {"((pk = :p) sk", {}, {kP}, invalid + "Syntax error; token: \"sk\", near: \") sk\""},
      {"extra.a = :p OR pk = :p",
       {},
       {kP},
       invalid + "KeyConditionExpressions cannot have conditions on nested attributes"},
      {"((pk = :p))", {}, {kP}, invalid + "The expression has redundant parentheses;"},
      {"pk = :missing",
       {},
       {kP},
       invalid + "An expression attribute value used in expression is not defined; attribute "
                 "value: :missing"},
      {"#missing = :p",
       {},
       {kP},
       invalid + "An expression attribute name used in the document path is not defined; attribute "
                 "name: #missing"},
      {"name = :p",
       {},
       {kP},
       invalid + "Attribute name is a reserved keyword; reserved keyword: name"},
      {"pk = :p",
       {},
       {kP, kS},
       "Value provided in ExpressionAttributeValues unused in expressions: keys: {:s}"},
      {"pk = :p",
       {{"#a", Type::kString, "x"}, {"#b", Type::kString, "y"}},
       {kP},
       "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}"},
      {"pk.a = :p",
       {},
       {kP},
       invalid + "KeyConditionExpressions cannot have conditions on nested attributes"},
      {"pk[0] = :p",
       {},
       {kP},
       invalid + "KeyConditionExpressions cannot have conditions on nested attributes"},
      {"pk = sk",
       {},
       {},
       "Invalid condition in KeyConditionExpression: Multiple attribute names used in one "
       "condition"},
      {":p = :s",
       {},
       {kP, kS},
       "Invalid condition in KeyConditionExpression: No key attribute specified"},
      {"pk = :p AND :s BETWEEN sk AND :t",
       {},
       {kP, kS, kT},
       "Invalid condition in KeyConditionExpression: BETWEEN operator must have the key attribute "
       "as "
       "its first operand"},
      {"sk = :s", {}, {kS}, "Query condition missed key schema element: pk"},
      {"pk = :p AND extra = :s", {}, {kP, kS}, "Query condition missed key schema element: sk"},
      {"pk > :p", {}, {kP}, "Query key condition not supported"},
      {"pk = :p AND pk = :p",
       {},
       {kP},
       "KeyConditionExpressions must only contain one condition per key"},
      {"pk = :p AND sk > :s AND sk < :t",
       {},
       {kP, kS, kT},
       "KeyConditionExpressions must only contain one condition per key"},
      {"pk = :p AND sk > :s AND extra < :t",
       {},
       {kP, kS, kT},
       "Conditions can be of length 1 or 2 only"},
      {"pk = :p AND size(sk) = :s",
       {},
       {kP, kS},
       "KeyConditionExpressions cannot contain nested operations"},
      {"pk = :s", {}, {kS}, values_invalid + "Condition parameter type does not match schema type"},
      {"pk = :p AND sk = :p",
       {},
       {kP},
       values_invalid + "Condition parameter type does not match schema type"},
      {"pk = :p AND begins_with(sk, :s)",
       {},
       {kP, kS},
       invalid + "Incorrect operand type for operator or function; operator or function: "
                 "begins_with, operand type: N"},
      {"pk = :p AND sk BETWEEN :t AND :s",
       {},
       {kP, kS, kT},
       invalid + "The BETWEEN operator requires upper bound to be greater than or equal to lower "
                 "bound; lower bound operand: AttributeValue: {N:7}, upper bound operand: "
                 "AttributeValue: {N:5}"},
      {"pk = :e",
       {},
       {{":e", Type::kString, ""}},
       "One or more parameter values are not valid. The AttributeValue for a key attribute cannot "
       "contain an empty string value. Key: pk"},
      {"pk = :e",
       {},
       {{":e", Type::kString, std::string(2049, 'x')}},
       values_invalid + "Size of hashkey has exceeded the maximum size limit of2048 bytes"},
  };
  for (const Case& c : cases)
    EXPECT_EQ(Resolve(c.expression, c.names, c.values), c.message) << c.expression;
  EXPECT_EQ(Resolve("pk = :p AND sk = :e", {}, {kP, {":e", Type::kString, std::string(1025, 'x')}},
                    kTextSchema),
            values_invalid +
                "Aggregated size of all range keys has exceeded the size limit of 1024 bytes");
}

TEST(KeyCondition, CutsAndDepthEndInAnAnswer) {
  const std::string expression = "(#k = :p) AND sk BETWEEN :s AND :t";
  for (size_t size = 0; size < expression.size(); ++size) {
    Resolve(expression.substr(0, size), {{"#k", Type::kString, "pk"}}, {kP, kS, kT});
  }
  EXPECT_EQ(Resolve(std::string(4000, '('), {}, {kP}),
            "Invalid KeyConditionExpression: The expression has redundant parentheses;");
}

TEST(ReservedWords, AreKnownInAnyCase) {
  for (const char* word : {"ABORT", "name", "Status", "ZONE", "localtimestamp"})
    EXPECT_TRUE(IsReservedWord(word)) << word;
  for (const char* word : {"", "pk", "id", "localtimestamps", "NAMES_"})
    EXPECT_FALSE(IsReservedWord(word)) << word;
}

TEST(Lexer, KnowsTheWholeLanguagesTokens) {
  std::string text;
  for (const Token& token : Tokenize("SET #a.b[12] = if_not_exists(c, :d) + :e - f, g <> h"))
    text += std::string(token.text) + "|";
  EXPECT_EQ(text, "SET|#a|.|b|[|12|]|=|if_not_exists|(|c|,|:d|)|+|:e|-|f|,|g|<>|h||");
  EXPECT_EQ(Tokenize("#")[0].kind, TokenKind::kInvalid);
  EXPECT_EQ(Tokenize("\xff")[0].text, "\xff");
  EXPECT_EQ(Tokenize("é")[0].text, "é");
  EXPECT_EQ(Tokenize("012").size(), 3u);
}

}  // namespace
}  // namespace keystone::expr
