// Updates and projections: what each action makes of an item, and AWS's answer to each mistake.
#include "expr/expression_test_util.h"

namespace keystone::expr::testing {
namespace {

struct Case {
  const char* text;
  const char* expected;
};

void ExpectUpdates(std::initializer_list<Case> cases) {
  for (const Case& c : cases) EXPECT_EQ(Updated(c.text), c.expected) << c.text;
}

TEST(Update, Set) {
  ExpectUpdates({
      {"SET a = :n", "a: 5"},
      {"set a = n, n = s", "a: 5, n: \"h\u00e9llo\u20ac\U0001d4b3\""},
      {"SET n = :n + :one", "n: 6"},
      {"SET a = n - :one", "a: 4"},
      {"SET a = (n + :n)", "a: 10"},
      {"SET a = (:n) + (:n)", "a: 10"},
      {"SET a = :one - n", "a: -4"},
      {"SET a = num + :one", "a: 100000000000000000000000000000000000000"},
      {"SET a = num - num", "a: 0"},
      {"SET a = if_not_exists(zz, :n)", "a: 5"},
      {"SET a = if_not_exists(n, :s) + :one", "a: 6"},
      {"SET a = if_not_exists(zz, if_not_exists(zz2, :one))", "a: 1"},
      {"SET a = if_not_exists(m.y.z.q.r[3], :n)", "a: 5"},
      {"SET a = list_append(l, :l)", "a: [1, \"x\", {k: \"v\"}, 7]"},
      {"SET a = list_append(if_not_exists(zz, :l), :l)", "a: [7, 7]"},
      {"SET l = list_append(:l, l)", "l: [7, 1, \"x\", {k: \"v\"}]"},
      {"SET a = m.y", "a: {z: \"deep\"}"},
      {"SET m.x = :s, m.w = :n", "m: {w: 5, x: \"x\", y: {z: \"deep\"}}"},
      {"SET l[0] = :s, l[2].k = l[0]", "l: [\"x\", \"x\", {k: 1}]"},
      {"SET l[9] = :n, l[7] = :one", "l: [1, \"x\", {k: \"v\"}, 1, 5]"},
      {"SET #dot = :n, #name = :e", "a.b: 5, name: \"\""},
  });
}

TEST(Update, RemoveAddDelete) {
  ExpectUpdates({
      {"REMOVE n, zz", "-n"},
      {"REMOVE m.x, m.zz", "m: {y: {z: \"deep\"}}"},
      {"REMOVE l[0], l[1]", "l: [{k: \"v\"}]"},
      {"REMOVE l[9]", ""},
      {"REMOVE l[2].k", "l: [1, \"x\", {}]"},
      {"REMOVE l[0] SET l[3] = :n", "l: [\"x\", {k: \"v\"}, 5]"},
      {"SET l[1] = l[0] REMOVE l[0]", "l: [1, {k: \"v\"}]"},
      {"ADD n :one, zz :one", "n: 6, zz: 1"},
      {"ADD ss :c, ns :ns, zz :ss", "ss: <\"a\", \"b\", \"c\">, zz: <\"a\">"},
      {"ADD m.x :one, l[0] :one", "l: [2, \"x\", {k: \"v\"}], m: {x: 2, y: {z: \"deep\"}}"},
      {"ADD l[9] :one", "l: [1, \"x\", {k: \"v\"}, 1]"},
      {"DELETE ss :ss, bs :bs", "bs: <b\"q\">, ss: <\"b\">"},
      {"DELETE ss :both", "-ss"},
      {"DELETE ss :c, zz :ss, m.q :ss", ""},
      {"SET a = :n REMOVE n ADD c :n DELETE ss :ss", "a: 5, c: 5, ss: <\"b\">, -n"},
  });
}

TEST(Update, WhatTheItemDoesNotAllow) {
  const char* missing =
      "The provided expression refers to an attribute that does not exist in the item";
  const char* type = "An operand in the update expression has an incorrect data type";
  const char* path = "The document path provided in the update expression is invalid for update";
  ExpectUpdates({
      {"SET a = zz", missing},
      {"SET a = zz + :n", missing},
      {"SET a = if_not_exists(n, zz)", missing},
      {"SET a = list_append(zz, :l)", missing},
      {"SET a = n + s", type},
      {"SET a = ss + :n", type},
      {"SET a = list_append(n, :l)", type},
      {"SET a = if_not_exists(zz, :s) + :n", type},
      {"ADD s :one", type},
      {"ADD ss :ns", type},
      {"ADD n :ss", type},
      {"DELETE ss :ns", type},
      {"DELETE n :ss", type},
      {"SET zz.x = :n", path},
      {"SET n.x = :n", path},
      {"SET n[0] = :n", path},
      {"SET m[0] = :n", path},
      {"SET l.x = :n", path},
      {"SET l[5].k = :n", path},
      {"REMOVE zz.x", path},
      {"REMOVE m.y.zz.q", path},
      {"ADD zz.x :one", path},
      {"DELETE zz.q :ss", path},
      {"SET a = big + big",
       "Number overflow. Attempting to store a number with magnitude larger than supported range"},
      {"SET a = num + num", "DynamoDB only supports precision up to 38 digits"},
      {"SET a = big - :one", "DynamoDB only supports precision up to 38 digits"},
  });
}

TEST(Update, MistakesInTheText) {
  const auto invalid = [](const std::string& why) { return "Invalid UpdateExpression: " + why; };
  const auto overlap = [&](const std::string& how, const std::string& a, const std::string& b) {
    return invalid("Two document paths " + how +
                   " with each other; must remove or rewrite one of these paths; path one: " + a +
                   ", path two: " + b);
  };
  const std::pair<const char*, std::string> cases[] = {
      {"", invalid("The expression can not be empty;")},
      {"a = :n", invalid("Syntax error; token: \"a\", near: \"a =\"")},
      {"SET", invalid("Syntax error; token: \"<EOF>\", near: \"SET\"")},
      {"SET a = :n,", invalid("Syntax error; token: \"<EOF>\", near: \",\"")},
      {"SET a = :n b = :n", invalid("Syntax error; token: \"b\", near: \":n b =\"")},
      {"SET a = :n + :n - :n", invalid("Syntax error; token: \"-\", near: \":n - :n\"")},
      {"SET a = (:n + :n) + :n", invalid("Syntax error; token: \"+\", near: \") + :n\"")},
      {"SET a = -:n", invalid("Syntax error; token: \"-\", near: \"= -:n\"")},
      {"SET (a) = :n", invalid("Syntax error; token: \"(\", near: \"SET (a\"")},
      {"ADD n n", invalid("Syntax error; token: \"n\", near: \"n n\"")},
      {"SET a = ((:n))", invalid("The expression has redundant parentheses;")},
      {"SET a = :n SET b = :n",
       invalid("The \"SET\" section can only be used once in an update expression;")},
      {"REMOVE n REMOVE name",
       invalid("Attribute name is a reserved keyword; reserved keyword: name")},
      {"SET a = foo(n)", invalid("Invalid function name; function: foo")},
      {"SET a = size(s)",
       invalid("The function is not allowed in an update expression; function: size")},
      {"SET a = if_not_exists(zz, list_append(l, :l))",
       invalid("The function is not allowed to be used this way in an expression; function: "
               "list_append")},
      {"SET a = list_append(:l)",
       invalid("Incorrect number of operands for operator or function; operator or function: "
               "list_append, number of operands: 1")},
      {"SET a = if_not_exists(:n, :n)",
       invalid("Operator or function requires a document path; operator or function: "
               "if_not_exists")},
      {"SET a = if_not_exists(a, a)",
       invalid("The first operand must be distinct from the remaining operands for this operator "
               "or function; operator: if_not_exists, first operand: [a]")},
      {"SET a = :undef REMOVE #undef",
       invalid("An expression attribute name used in the document path is not defined; attribute "
               "name: #undef")},
      {"SET a = :s + :n",
       invalid("Incorrect operand type for operator or function; operator or function: +, operand "
               "type: S")},
      {"SET a = list_append(:l, :ss)",
       invalid("Incorrect operand type for operator or function; operator or function: "
               "list_append, operand type: SS")},
      {"ADD n :l",
       invalid("Incorrect operand type for operator or function; operator: ADD, operand type: "
               "LIST, typeSet: ALLOWED_FOR_ADD_OPERAND")},
      {"DELETE n :n",
       invalid("Incorrect operand type for operator or function; operator: DELETE, operand type: "
               "NUMBER, typeSet: ALLOWED_FOR_DELETE_OPERAND")},
      {"SET a = :n, a = :s", overlap("overlap", "[a]", "[a]")},
      {"SET n = :n REMOVE #n", overlap("overlap", "[n]", "[n]")},
      {"SET a.b = :n REMOVE a", overlap("overlap", "[a, b]", "[a]")},
      {"SET m.x = :n, m.x.y = :n", overlap("overlap", "[m, x]", "[m, x, y]")},
      {"SET l[0] = :n REMOVE l[0]", overlap("overlap", "[l, [0]]", "[l, [0]]")},
      {"SET m.x = :n, m[0] = :n", overlap("conflict", "[m, x]", "[m, [0]]")},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(Updated(text), expected) << text;
}

TEST(Update, NothingIsNestedTooDeep) {
  // 31 maps, the most there may be, are put into another one.
  Values item;
  item.Name("m").Map().EndMap().Name("deep");
  for (int i = 0; i < 31; ++i) item.Map().Name("a");
  item.N("1");
  for (int i = 0; i < 31; ++i) item.EndMap();
  const std::string bytes = item.Item();
  const auto top = BindTest(Parameter::kUpdate, "SET b = deep");
  ASSERT_TRUE(top.ok());
  EXPECT_TRUE(ApplyUpdate(*top, model::ItemView(bytes)).ok());
  const auto below = BindTest(Parameter::kUpdate, "SET m.a = deep");
  ASSERT_TRUE(below.ok());
  EXPECT_EQ(ApplyUpdate(*below, model::ItemView(bytes)).status().message(),
            "Nesting Levels have exceeded supported limits");
}

TEST(Projection, KeepsWhatThePathsLeadTo) {
  const Case cases[] = {
      {"n", "{n: 5}"},
      {"s, n", "{n: 5, s: \"h\u00e9llo\u20ac\U0001d4b3\"}"},
      {"m.y.z, m.x", "{m: {x: 1, y: {z: \"deep\"}}}"},
      {"l[2], l[0]", "{l: [1, {k: \"v\"}]}"},
      {"l[2].k, l[1]", "{l: [\"x\", {k: \"v\"}]}"},
      {"zz, n.x, l[7], m.zz, m.y.z.q, l[0].x, s[0]", "{}"},
      {"#n, m.zz", "{n: 5}"},
  };
  for (const Case& c : cases) EXPECT_EQ(Projected(c.text), c.expected) << c.text;
}

TEST(Projection, Mistakes) {
  const std::string invalid = "Invalid ProjectionExpression: ";
  const std::string overlap =
      invalid +
      "Two document paths overlap with each other; must remove or rewrite one of these paths; ";
  EXPECT_EQ(Projected(""), invalid + "The expression can not be empty;");
  EXPECT_EQ(Projected("n,"), invalid + "Syntax error; token: \"<EOF>\", near: \",\"");
  EXPECT_EQ(Projected("n = :n"), invalid + "Syntax error; token: \"=\", near: \"n = :n\"");
  EXPECT_EQ(Projected("size(n)"), invalid + "Syntax error; token: \"(\", near: \"size(n\"");
  EXPECT_EQ(Projected("name"),
            invalid + "Attribute name is a reserved keyword; reserved keyword: name");
  EXPECT_EQ(Projected("n, #n"), overlap + "path one: [n], path two: [n]");
  EXPECT_EQ(Projected("m.x, m"), overlap + "path one: [m, x], path two: [m]");
}

}  // namespace
}  // namespace keystone::expr::testing
