// The parser: what statements say, and which are refused.
#include "partiql/parser.h"

#include <gtest/gtest.h>

#include "model/item.h"
#include "partiql/expression_text.h"

namespace keystone::partiql {
namespace {

using model::ApiResult;

ApiResult<Statement> Read(const std::string& text) {
  static const std::vector<std::string> no_parameters;
  return Parser(text, no_parameters).Parse();
}

std::string Refusal(const std::string& text) {
  const auto statement = Read(text);
  return statement.ok() ? "accepted" : statement.status().message();
}

// The condition as an expression.
std::string Where(const std::string& condition) {
  const auto statement = Read("SELECT * FROM t WHERE " + condition);
  if (!statement.ok()) return statement.status().message();
  return ExpressionText().Condition(*statement->where);
}

TEST(ParserTest, ConditionsBecomeExpressions) {
  EXPECT_EQ(Where("a = 1"), "#0 = :0");
  EXPECT_EQ(Where("a = 1 or b != 2 and not c"),
            "WHERE clause must contain an expression that resolves to a boolean");
  EXPECT_EQ(Where("a=1 OR b<>2 AND c<=3"), "#0 = :0 OR (#1 <> :1 AND #2 <= :2)");
  EXPECT_EQ(Where("(a=1 OR b=2) AND NOT (c=3)"), "(#0 = :0 OR #1 = :1) AND (NOT #2 = :2)");
  EXPECT_EQ(Where("NOT NOT a = 1"), "#0 = :0");
  EXPECT_EQ(Where("a BETWEEN 1 AND 2 AND b = 1"), "#0 BETWEEN :0 AND :1 AND #1 = :2");
  EXPECT_EQ(Where("a NOT IN [1, 'x']"), "NOT #0 IN (:0, :1)");
  EXPECT_EQ(Where("a in (1)"), "#0 IN (:0)");
  EXPECT_EQ(Where("a IS MISSING"), "attribute_not_exists(#0)");
  EXPECT_EQ(Where("a is not missing"), "attribute_exists(#0)");
  EXPECT_EQ(Where("a IS NULL"), "attribute_type(#0, :0)");
  EXPECT_EQ(Where("begins_with(\"a\".b[3], 'x')"), "begins_with(#0.#1[3], :0)");
  EXPECT_EQ(Where("size(a) > 1 AND Contains(a, 'x')"), "size(#0) > :0 AND contains(#0, :1)");
}

TEST(ParserTest, CommentsAndQuotes) {
  EXPECT_EQ(Where("a -- = 2\n = /* 3 */ 1"), "#0 = :0");
  const auto statement = Read("INSERT INTO \"a\"\"b\" VALUE {'it''s': 'x''y'}");
  ASSERT_TRUE(statement.ok()) << statement.status().message();
  EXPECT_EQ(statement->table, "a\"b");
  const auto value = model::ItemView(statement->item).Find("it's");
  ASSERT_TRUE(value.has_value());
  EXPECT_EQ(value->payload(), "x'y");
}

TEST(ParserTest, UpdatesHaveEachSectionOnce) {
  const auto statement = Read(
      "UPDATE t SET a = a + 1, b = list_append(b, [1]) REMOVE c SET s = set_add(s, <<'x'>>) WHERE "
      "p = 1 RETURNING MODIFIED NEW *");
  ASSERT_TRUE(statement.ok()) << statement.status().message();
  EXPECT_EQ(ExpressionText().Update(statement->actions),
            "SET #0 = #0 + :0, #1 = list_append(#1, :1) REMOVE #2 ADD #3 :2");
  EXPECT_EQ(statement->returning, model::ReturnValues::kUpdatedNew);
}

TEST(ParserTest, MistakesAreTold) {
  const std::string begin = "Statement wasn't well formed, can't be processed: ";
  EXPECT_EQ(Refusal(""), begin + "Expected data manipulation");
  EXPECT_EQ(Refusal("CREATE TABLE t"), begin + "Expected data manipulation");
  EXPECT_EQ(Refusal("SELECT * FROM t x"), begin + "Unexpected token after expression");
  EXPECT_EQ(Refusal("SELECT * FROM t WHERE"), begin + "Unexpected end of statement");
  EXPECT_EQ(Refusal("SELECT * FROM t WHERE a = 'x"), begin + "Invalid token");
  for (const char* text :
       {"SELECT", "SELECT * FROM", "SELECT FROM t", "INSERT INTO t VALUES {}",
        "INSERT INTO t VALUE 1", "UPDATE t WHERE a = 1", "SELECT * FROM t WHERE a = {'x': }",
        "DELETE FROM t WHERE a = 1 RETURNING ALL NEW *", "SELECT * FROM t WHERE size(a, b) = 1",
        "SELECT * FROM t WHERE a[x] = 1", "SELECT * FROM t WHERE (a = 1) = 2",
        "UPDATE t SET a = (b = 1) WHERE p = 1"}) {
    EXPECT_EQ(Refusal(text).substr(0, begin.size()), begin) << text;
  }
}

TEST(ParserTest, WellFormedMistakesAreTold) {
  EXPECT_EQ(Refusal("SELECT * FROM t WHERE f(a)"), "Unrecognized function: f");
  EXPECT_EQ(Refusal("SELECT a.b, c, b FROM t"), "Duplicate identifiers in select clause: b");
  EXPECT_EQ(Refusal("UPDATE t SET a = set_add(b, <<1>>) WHERE p = 1"),
            "The first argument to SET_ADD must equal the assignment value");
  EXPECT_EQ(Refusal("INSERT INTO t VALUE {'a': <<>>}"), "Empty bags are not supported");
  EXPECT_EQ(Refusal("INSERT INTO t VALUE {'a': <<1, 1>>}"), "Input collection contains duplicates");
  for (const char* set : {"<<1, 'x'>>", "<<[1]>>", "<<TRUE>>"}) {
    EXPECT_EQ(Refusal("INSERT INTO t VALUE {'a': " + std::string(set) + "}"),
              "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in "
              "bags");
  }
}

TEST(ParserTest, ParametersAreCounted) {
  std::string one;
  model::AppendValue(&one, model::ValueView(model::Type::kString, "x"));
  const auto read = [&](const std::string& text, size_t count) {
    const std::vector<std::string> parameters(count, one);
    const auto statement = Parser(text, parameters).Parse();
    return statement.ok() ? "ok" : statement.status().message();
  };
  const std::string mismatch = "Number of parameters in request and statement don't match.";
  EXPECT_EQ(read("SELECT * FROM t WHERE a = ?", 1), "ok");
  EXPECT_EQ(read("SELECT * FROM t WHERE a = ?", 0), mismatch);
  EXPECT_EQ(read("SELECT * FROM t WHERE a = ?", 2), mismatch);
  EXPECT_EQ(read("INSERT INTO t VALUE {'a': ?, 'b': [?]}", 2), "ok");
}

TEST(ParserTest, DepthIsBounded) {
  const auto parentheses = [](size_t count) {
    return "SELECT * FROM t WHERE " + std::string(count, '(') + "a = 1" + std::string(count, ')');
  };
  EXPECT_TRUE(Read(parentheses(kDepthMax - 1)).ok());
  EXPECT_FALSE(Read(parentheses(4000)).ok());
  const auto lists = [](size_t count) {
    return "INSERT INTO t VALUE {'a': " + std::string(count, '[') + std::string(count, ']') + "}";
  };
  EXPECT_TRUE(Read(lists(31)).ok());
  EXPECT_FALSE(Read(lists(32)).ok());
  EXPECT_FALSE(Read(lists(4000)).ok());
}

}  // namespace
}  // namespace keystone::partiql
