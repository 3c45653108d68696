// Conditions and filters: what each operator and function says of values of every type, and AWS's
// answer to each mistake (docs/compatibility-expressions.md).
#include "expr/expression_test_util.h"

namespace keystone::expr::testing {
namespace {

void ExpectAll(const std::string& expected, std::initializer_list<const char*> expressions) {
  for (const char* text : expressions) EXPECT_EQ(Filtered(text), expected) << text;
}

TEST(Condition, Comparators) {
  ExpectAll("true", {"n = :n",
                     ":n = n",
                     "n <> :s",
                     "n >= :n",
                     "n<=:n",
                     "n > :one",
                     ":one < n",
                     "s <> :s",
                     "t = :t",
                     "nul = :nul",
                     "l[0] = :one",
                     "m.x = :one",
                     "m.y <> m.x",
                     "l[0] = m.x",
                     "n BETWEEN :one AND :n",
                     "n between :n and :eight",
                     "n IN (:one, :n)",
                     "n in (:n, size(s))",
                     "size(s) BETWEEN :one AND :eight",
                     "(n) = (:n)",
                     "n IN ((:n))",
                     "b > :b",
                     ":t = :t",
                     "#n = :n"});
  ExpectAll("false", {"n = :one", "n <> :n", "n < :n", "n > :n", "n < :s", "n > :s", "n = :s",
                      "t < :one", "ss = :ss", "l = :l", "m = :m", "b = :b", "n BETWEEN :s AND :s",
                      "n IN (:one)", "n BETWEEN :one AND :one", ":n < :n"});
}

TEST(Condition, WhatIsNotThereMeetsNotEqualAlone) {
  ExpectAll("true", {"zz <> :n", ":n <> zz", "zz <> zz2", "NOT zz = :n", "NOT zz IN (:n)",
                     "zz.x <> s", "n[0] <> :n", "l[9] <> :n", "size(zz) <> :n", "size(n) <> :n",
                     "attribute_not_exists(zz)", "NOT contains(zz, :n)"});
  ExpectAll("false", {"zz = :n", "zz = zz2", "zz < :n", "zz >= :n", "zz BETWEEN :one AND :n",
                      "n BETWEEN zz AND :n", "zz IN (:n)", "n IN (zz)", "contains(zz, :n)",
                      "begins_with(zz, :s)", "size(zz) = :n", "attribute_type(zz, :type)",
                      "attribute_exists(zz)", "attribute_exists(m.x.y)"});
}

TEST(Condition, Functions) {
  ExpectAll("true", {"attribute_exists(n)",      "attribute_exists(m.y.z)",
                     "attribute_exists(l[2].k)", "attribute_exists((n))",
                     "attribute_type(n, :type)", "contains(l, :one)",
                     "contains(ns, :one)",       "contains(b, :b)",
                     "contains(l, l[0])",        "contains(:ss, id)",
                     "contains(s, :e)",          "begins_with(b, :b)",
                     "begins_with(:s, :s)",      "begins_with(s, :e)",
                     "size(s) = :eight",         "size(l) > :one",
                     "size(m) > :one",           "size(ss) > :one",
                     "size(ns) > :one",          "size(bs) > :one",
                     "size(b) > :one",           "size(:s) = :one",
                     "size((s)) = :eight",       "contains(l[2].k, l[2].k[0]) OR n = :n"});
  ExpectAll("false", {"attribute_type(s, :type)", "attribute_not_exists(n)", "contains(n, :n)",
                      "contains(s, :s)", "contains(ss, :ss)", "contains(ss, :n)", "contains(s, :n)",
                      "contains(m, :s)", "contains(:nul, :nul)", "begins_with(n, :s)",
                      "begins_with(s, :b)", "size(n) = :n", "size(t) > :n"});
}

TEST(Condition, LogicBindsNotThenAndThenOr) {
  ExpectAll("true", {"n = :n OR n = :n AND n = :one", "NOT n = :one AND n = :n",
                     "(n = :one OR n = :n) AND n = :n", "NOT NOT n = :n", "n = :n aNd not n = :s",
                     "(n = :n) AND (n = :n)", "((n = :n) OR n = :one) AND n = :n"});
  ExpectAll("false", {"(n = :n OR n = :n) AND n = :one", "NOT (n = :n OR n = :one)",
                      "NOT n = :n OR n = :one", "NOT (NOT (NOT (n = :n)))"});
}

struct Mistake {
  const char* text;
  const char* message;
};

void ExpectMessages(std::initializer_list<Mistake> mistakes) {
  for (const Mistake& mistake : mistakes) EXPECT_EQ(Filtered(mistake.text), mistake.message);
}

TEST(Condition, SyntaxErrorsShowTheTokenAndItsNeighbours) {
  ExpectMessages({
      {"", "The expression can not be empty;"},
      {"   ", "Syntax error; token: \"<EOF>\", near: \"   \""},
      {"n", "Syntax error; token: \"<EOF>\", near: \"n\""},
      {"n = ", "Syntax error; token: \"<EOF>\", near: \"= \""},
      {"n = 5", "Syntax error; token: \"5\", near: \"= 5\""},
      {"n == :n", "Syntax error; token: \"=\", near: \"== :n\""},
      {"n != :n", "Syntax error; token: \"!\", near: \"n !=\""},
      {"n = :", "Syntax error; token: \":\", near: \"= :\""},
      {"n = #", "Syntax error; token: \"#\", near: \"= #\""},
      {"_a = :n", "Syntax error; token: \"_\", near: \"_a\""},
      {"1a = :n", "Syntax error; token: \"1\", near: \"1a\""},
      {"a-b = :n", "Syntax error; token: \"-\", near: \"a-b\""},
      {"\u00e9 = :n", "Syntax error; token: \"\u00e9\", near: \"\u00e9 =\""},
      {"n = :n)", "Syntax error; token: \")\", near: \":n)\""},
      {"(n = :n", "Syntax error; token: \"<EOF>\", near: \":n\""},
      {"NOT (n)", "Syntax error; token: \"<EOF>\", near: \")\""},
      {"(NOT (n))", "Syntax error; token: \")\", near: \"))\""},
      {"(n = :n) = :n", "Syntax error; token: \"=\", near: \") = :n\""},
      {"n = (n = :n)", "Syntax error; token: \"=\", near: \"n = :n\""},
      {"n = :n n", "Syntax error; token: \"n\", near: \":n n\""},
      {"AND", "Syntax error; token: \"AND\", near: \"AND\""},
      {"n AND n = :n", "Syntax error; token: \"AND\", near: \"n AND n\""},
      {"between = :n", "Syntax error; token: \"between\", near: \"between =\""},
      {"n.set = :n", "Syntax error; token: \"set\", near: \".set =\""},
      {"n IN ()", "Syntax error; token: \")\", near: \"()\""},
      {"n IN :n", "Syntax error; token: \":n\", near: \"IN :n\""},
      {"n BETWEEN :n OR :n", "Syntax error; token: \"OR\", near: \":n OR :n\""},
      {"size() = :n", "Syntax error; token: \")\", near: \"() =\""},
      {"l[01] = :n", "Syntax error; token: \"1\", near: \"01]\""},
      {"l[-1] = :n", "Syntax error; token: \"-\", near: \"[-1\""},
      {"a..b = :n", "Syntax error; token: \".\", near: \"..b\""},
      {"n = :n.x", "Syntax error; token: \".\", near: \":n.x\""},
      {"a = :n + :n", "Syntax error; token: \"+\", near: \":n + :n\""},
  });
}

TEST(Condition, MistakesAreToldInAwsOrder) {
  ExpectMessages({
      {"((n = :n))", "The expression has redundant parentheses;"},
      {"((n)) = :n", "The expression has redundant parentheses;"},
      {"foo(n) AND attribute_exists(n, n)", "Invalid function name; function: foo"},
      {"attribute_exists(n, n) AND foo(n)", "Invalid function name; function: foo"},
      {"SIZE(n) = :n", "Invalid function name; function: SIZE"},
      {"name = :n AND foo(n)", "Attribute name is a reserved keyword; reserved keyword: name"},
      {"#undef = :n AND m.name = :n",
       "Attribute name is a reserved keyword; reserved keyword: name"},
      {"size(n)",
       "The function is not allowed to be used this way in an expression; function: size"},
      {"attribute_exists(n) = :n",
       "The function is not allowed to be used this way in an expression; function: "
       "attribute_exists"},
      {"if_not_exists(n, :n) = :n",
       "The function is not allowed in a condition expression; function: if_not_exists"},
      {"attribute_exists(n, n)",
       "Incorrect number of operands for operator or function; operator or function: "
       "attribute_exists, number of operands: 2"},
      {"contains(n)",
       "Incorrect number of operands for operator or function; operator or function: contains, "
       "number of operands: 1"},
      {"attribute_exists(:n)",
       "Operator or function requires a document path; operator or function: attribute_exists"},
      {"attribute_exists(size(n))",
       "Operator or function requires a document path; operator or function: attribute_exists"},
      {"#undef = :n AND :undef = n",
       "An expression attribute name used in the document path is not defined; attribute name: "
       "#undef"},
      {":undef = n AND #undef = :n",
       "An expression attribute value used in expression is not defined; attribute value: :undef"},
      {"begins_with(n, :n) AND #undef = :n",
       "Incorrect operand type for operator or function; operator or function: begins_with, "
       "operand type: N"},
      {"n = #n",
       "The first operand must be distinct from the remaining operands for this operator or "
       "function; operator: =, first operand: [n]"},
      {"l[0] IN (:n, l[0])",
       "The first operand must be distinct from the remaining operands for this operator or "
       "function; operator: IN, first operand: [l, [0]]"},
      {"t < :t",
       "Incorrect operand type for operator or function; operator or function: <, operand type: "
       "BOOL"},
      {"size(:n) = :n",
       "Incorrect operand type for operator or function; operator or function: size, operand type: "
       "N"},
      {"size(size(s)) = :n",
       "Incorrect operand type for operator or function; operator or function: size, operand type: "
       "N"},
      {"attribute_type(n, :n)",
       "Incorrect operand type for operator or function; operator or function: attribute_type, "
       "operand type: N"},
      {"attribute_type(n, :s)",
       "Invalid attribute type name found; type: x, valid types: {N,BS,L,B,NULL,M,S,SS,NS,BOOL}"},
      {"n BETWEEN :n AND :one",
       "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; "
       "lower bound operand: AttributeValue: {N:5}, upper bound operand: AttributeValue: {N:1}"},
      {"n BETWEEN :s AND :n",
       "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
       "operand: AttributeValue: {S:x}, upper bound operand: AttributeValue: {N:5}"},
      {"l[4294967295] = :n", "List index is not within the allowable range; index: [4294967295]"},
      {"l[99999999999999999999] = :n",
       "List index is not within the allowable range; index: [99999999999999999999]"},
  });
}

// `text` so often, with `between` between.
std::string Repeat(const std::string& text, size_t count, const std::string& between = "") {
  std::string whole;
  for (size_t i = 0; i < count; ++i) whole += (i == 0 ? "" : between) + text;
  return whole;
}

TEST(Condition, LimitsAreExact) {
  const std::string many = "The expression contains too many operators; operator count: 301";
  EXPECT_EQ(Filtered(Repeat("n = :n", 150, " OR ")), "true");
  EXPECT_EQ(Filtered(Repeat("n = :n", 151, " OR ")), many);
  EXPECT_EQ(Filtered(Repeat("NOT ", 299) + "n = :n"), "false");
  EXPECT_EQ(Filtered(Repeat("NOT ", 300) + "n = :n"), many);
  EXPECT_EQ(Filtered(Repeat("size(n) > :n", 101, " OR ")), many);
  EXPECT_EQ(Filtered("n IN (" + Repeat(":n", 100, ",") + ")"), "true");
  EXPECT_EQ(Filtered("n IN (" + Repeat(":n", 101, ",") + ")"),
            "The IN operator is provided with too many operands; number of operands: 101");
  EXPECT_EQ(Filtered("n" + Repeat(".a", 31) + " = :n"), "false");
  EXPECT_EQ(Filtered("n" + Repeat(".a", 32) + " = :n"),
            "The document path has too many nesting levels; nesting levels: 33");
  EXPECT_EQ(Filtered("n = :n" + std::string(4090, ' ')), "true");
  EXPECT_EQ(Filtered("n = :n" + std::string(4091, ' ')),
            "Expression size has exceeded the maximum allowed size; expression size: 4097");
}

TEST(Condition, HostileNestingEndsInAnAnswer) {
  EXPECT_EQ(Filtered(Repeat("NOT (", 290) + "n = :n" + std::string(290, ')')), "true");
  const std::string redundant = "The expression has redundant parentheses;";
  EXPECT_EQ(Filtered(std::string(2000, '(') + "n=:n" + std::string(2000, ')')), redundant);
  EXPECT_EQ(Filtered(std::string(4096, '(')), redundant);
  EXPECT_EQ(Filtered("n = " + std::string(4000, '(')), redundant);
  EXPECT_NE(Filtered(Repeat("size(", 800)), "true");
  EXPECT_NE(Filtered(Repeat("NOT ", 1000) + "n=:n"), "true");
  // Every beginning of an expression is answered.
  const std::string whole = "NOT (#n = :n AND l[0].k IN (:s, size(m.y)) OR n BETWEEN :one AND :n)";
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_NE(Filtered(whole.substr(0, size)), "true");
}

TEST(Condition, UnusedPlaceholdersAreNamed) {
  Placeholders placeholders((model::ItemView(TestNames())), model::ItemView(TestValues()));
  ASSERT_TRUE(ParseAndBind(Parameter::kFilter, "#n = :n", &placeholders).ok());
  EXPECT_EQ(placeholders.CheckAllUsed().message(),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#dot, "
            "#name}");
}

}  // namespace
}  // namespace keystone::expr::testing
