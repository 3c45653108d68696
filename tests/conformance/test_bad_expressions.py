"""Expressions that are refused: their limits, placeholders, operands, and what is hostile.

The messages are those that DynamoDB Local 3.3.1 answers, whose code for expressions is the service's.
"""

from support import VALIDATION, Case
from values import FALSE, L, M, N, NULL, S, SS, placeholders

KEY = {"pk": S("a")}
FAILED = "ConditionalCheckFailedException"
OPERAND = "Incorrect operand type for operator or function; operator or function: "
COUNT = "Incorrect number of operands for operator or function; operator or function: "
MISUSED = "The function is not allowed to be used this way in an expression; function: "
PATH = "Operator or function requires a document path; operator or function: "
SAME = "The first operand must be distinct from the remaining operands for this operator or function; operator: "
SYNTAX = 'Syntax error; token: "'
RESERVED = "Attribute name is a reserved keyword; reserved keyword: "

# (expression, values of :0, :1, …, message)
CONDITIONS = [
    ("", [], "The expression can not be empty;"),
    ("a =", [], SYNTAX + '<EOF>", near: "="'), ("= :0", [N(1)], SYNTAX + '=", near: "= :0"'), ("a", [], SYNTAX + '<EOF>", near: "a"'),
    ("a = :0 b = :0", [N(1)], SYNTAX + 'b", near: ":0 b ="'), ("(a = :0", [N(1)], SYNTAX + '<EOF>", near: ":0"'),
    ("a = :0)", [N(1)], SYNTAX + ')", near: ":0)"'), ("a != :0", [N(1)], SYNTAX + '!", near: "a !="'),
    ("a = 1", [], SYNTAX + '1", near: "= 1"'), ("a IN ()", [], SYNTAX + ')", near: "()"'),
    ("a IN (:0,)", [N(1)], SYNTAX + ')", near: ",)"'), ("a[x] = :0", [N(1)], SYNTAX + 'x", near: "[x]"'),
    ("a. = :0", [N(1)], SYNTAX + '=", near: ". = :0"'), ("_a = :0", [N(1)], SYNTAX + '_", near: "_a"'),
    ("a = :0 + :0", [N(1)], SYNTAX + '+", near: ":0 + :0"'), ("NOT :0", [N(1)], SYNTAX + '<EOF>", near: ":0"'),
    ("a[99999999999] = :0", [N(1)], "List index is not within the allowable range; index: [99999999999]"),
    ("name = :0", [N(1)], RESERVED + "name"), ("a.Status = :0", [N(1)], RESERVED + "Status"),
    ("attribute_exists(count)", [], RESERVED + "count"),
    ("foo(a)", [], "Invalid function name; function: foo"),
    ("Attribute_exists(a)", [], "Invalid function name; function: Attribute_exists"),
    ("attribute_exists(a, b)", [], COUNT + "attribute_exists, number of operands: 2"),
    ("attribute_type(a)", [], COUNT + "attribute_type, number of operands: 1"),
    ("begins_with(a, b, c)", [], COUNT + "begins_with, number of operands: 3"),
    ("contains(a)", [], COUNT + "contains, number of operands: 1"), ("size(a, b) > :0", [N(1)], COUNT + "size, number of operands: 2"),
    ("attribute_exists(:0)", [N(1)], PATH + "attribute_exists"), ("attribute_not_exists(size(a))", [], PATH + "attribute_not_exists"),
    ("size(a)", [], MISUSED + "size"), ("a = begins_with(a, :0)", [S("x")], MISUSED + "begins_with"),
    ("attribute_exists(a) = :0", [N(1)], MISUSED + "attribute_exists"),
    ("if_not_exists(a, :0) = :0", [N(1)], "The function is not allowed in a condition expression; function: if_not_exists"),
    ("list_append(a, :0) = :0", [L()], "The function is not allowed in a condition expression; function: list_append"),
    ("a < :0", [L(N(1))], OPERAND + "<, operand type: L"), ("a >= :0", [M(a=N(1))], OPERAND + ">=, operand type: M"),
    ("a > :0", [SS("a")], OPERAND + ">, operand type: SS"), ("a <= :0", [NULL], OPERAND + "<=, operand type: NULL"),
    ("begins_with(a, :0)", [N(1)], OPERAND + "begins_with, operand type: N"),
    ("begins_with(size(a), :0)", [S("x")], OPERAND + "begins_with, operand type: N"),
    ("size(:0) > :1", [FALSE, N(1)], OPERAND + "size, operand type: BOOL"),
    ("size(size(a)) > :0", [N(1)], OPERAND + "size, operand type: N"),
    ("attribute_type(a, :0)", [N(1)], OPERAND + "attribute_type, operand type: N"),
    ("attribute_type(a, :0)", [S("string")], "Invalid attribute type name found; type: string, valid types: {"),
    ("a BETWEEN :0 AND :0", [SS("a")], OPERAND + "BETWEEN, operand type: SS"),
    ("a BETWEEN :0 AND :1", [N(2), N(1)], "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower "
     "bound operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {N:1}"),
    ("a BETWEEN :0 AND :1", [N(2), S("x")], "The BETWEEN operator requires same data type for lower and upper bounds; lower bound "
     "operand: AttributeValue: {N:2}, upper bound operand: AttributeValue: {S:x}"),
    ("a = a", [], SAME + "=, first operand: [a]"), ("a.b[0] <> a.b[0]", [], SAME + "<>, first operand: [a, b, [0]]"),
    ("a IN (a)", [], SAME + "IN, first operand: [a]"), ("contains(a, a)", [], SAME + "contains, first operand: [a]"),
]
UPDATES = [
    ("", [], "The expression can not be empty;"), ("SET", [], SYNTAX + '<EOF>", near: "SET"'),
    ("SET a = :0,", [N(1)], SYNTAX + '<EOF>", near: ","'),
    ("SET a = :0 SET b = :0", [N(1)], 'The "SET" section can only be used once in an update expression;'),
    ("REMOVE a REMOVE b", [], 'The "REMOVE" section can only be used once in an update expression;'),
    ("ADD a :0 ADD b :0", [N(1)], 'The "ADD" section can only be used once in an update expression;'),
    ("DELETE a :0 DELETE b :0", [SS("a")], 'The "DELETE" section can only be used once in an update expression;'),
    ("FOO a = :0", [N(1)], SYNTAX + 'FOO", near: "FOO a"'), ("SET a = :0 + :0 + :0", [N(1)], SYNTAX + '+", near: ":0 + :0"'),
    ("SET a = :0 * :0", [N(1)], SYNTAX + '*", near: ":0 * :0"'), ("SET :0 = a", [N(1)], SYNTAX + ':0", near: "SET :0 ="'),
    ("ADD a b", [], SYNTAX + 'b", near: "a b"'), ("REMOVE a = :0", [N(1)], SYNTAX + '=", near: "a = :0"'),
    ("SET name = :0", [N(1)], RESERVED + "name"), ("REMOVE a.Status", [], RESERVED + "Status"),
    ("SET a = size(b)", [], "The function is not allowed in an update expression; function: size"),
    ("SET a = foo(b)", [], "Invalid function name; function: foo"),
    ("SET a = if_not_exists(b)", [], COUNT + "if_not_exists, number of operands: 1"),
    ("SET a = if_not_exists(:0, b)", [N(1)], PATH + "if_not_exists"),
    ("SET a = list_append(a, b, c)", [], COUNT + "list_append, number of operands: 3"),
    ("SET a = list_append(list_append(a, b), c)", [], MISUSED + "list_append"),
    ("SET a = ((:0))", [N(1)], "The expression has redundant parentheses;"),
]


def conjunction(operators):
    """A condition with that many operators, an odd number: each AND is one, and so is each comparison."""
    return " AND ".join(["a=:0"] * ((operators + 1) // 2))


class BadExpressions(Case):
    TABLES = {"t": "pk:S"}

    def put(self, condition, values=(), **more):
        return self.db.put_item(
            TableName=self.name("t"), Item={**KEY, "a": N(1)}, ConditionExpression=condition, **{**placeholders(values), **more})

    def update(self, expression, values=(), **more):
        return self.db.update_item(
            TableName=self.name("t"), Key=KEY, UpdateExpression=expression, **{**placeholders(values), **more})

    def scan(self, condition, values=()):
        return self.db.scan(TableName=self.name("t"), FilterExpression=condition, **placeholders(values))

    def refuse(self, message, call, *arguments, **more):
        self.refused(VALIDATION, message, call, *arguments, **more)

    def test_conditions(self):
        for condition, values, message in CONDITIONS:
            with self.subTest(condition=condition):
                self.refuse("Invalid ConditionExpression: " + message, self.put, condition, values)
                if condition:
                    self.refuse("Invalid FilterExpression: " + message, self.scan, condition, values)

    def test_updates(self):
        for expression, values, message in UPDATES:
            with self.subTest(expression=expression):
                self.refuse("Invalid UpdateExpression: " + message, self.update, expression, values)

    def test_undefined_placeholders(self):
        value = "An expression attribute value used in expression is not defined; attribute value: "
        name = "An expression attribute name used in the document path is not defined; attribute name: "
        self.refuse(value + ":1", self.put, "a = :0 AND b = :1", [N(1)])
        self.refuse(value + ":0", self.put, "a = :0")
        self.refuse(name + "#0", self.put, "#0 = :0", [N(1)])
        self.refuse(name + "#1", self.put, "#1 = :0", [N(1)], **placeholders(names=["a"]))
        self.refuse("Invalid UpdateExpression: " + value + ":0", self.update, "SET a = :0")
        self.refuse("Invalid ConditionExpression: " + value + ":1", self.update, "SET a = :0", [N(1)], ConditionExpression="a = :1")

    def test_unused_placeholders(self):
        unused = "Value provided in ExpressionAttribute{} unused in expressions: keys: {{{}}}"
        self.refuse(unused.format("Values", ":1"), self.put, "a = :0", [N(1), N(2)])
        self.refuse(unused.format("Values", ":0"), self.update, "REMOVE a", [N(1)])
        self.refuse(unused.format("Names", "#0"), self.put, "attribute_exists(a)", **placeholders(names=["a"]))
        self.refuse("Value provided in ExpressionAttributeNames unused in expressions: keys: {#", self.put, "attribute_exists(#0)",
                    **placeholders(names=["a", "b", "c"]))
        # Used in either expression is used.
        self.update("SET b = :0", [N(1), N(2)], ConditionExpression="#0 <> :1", **placeholders(names=["a"]), **{
            "ExpressionAttributeValues": {":0": N(1), ":1": N(2)}})

    def test_placeholders_without_expressions(self):
        table = {"TableName": self.name("t")}
        only = "ExpressionAttribute{} can only be specified when using expressions"
        self.refuse(only.format("Names"), self.db.get_item, Key=KEY, **table, **placeholders(names=["a"]))
        self.refuse(only.format("Names"), self.db.delete_item, Key=KEY, **table, **placeholders(names=["a"]))
        values = only.format("Values") + ": "
        self.refuse(values + "ConditionExpression is null", self.db.put_item, Item=KEY, **table, **placeholders([N(1)]))
        self.refuse(values + "UpdateExpression and ConditionExpression are null", self.db.update_item, Key=KEY, **table,
                    **placeholders([N(1)]))
        self.refuse(values + "FilterExpression is null", self.db.scan, **table, **placeholders([N(1)]))

    def test_placeholders_that_are_none(self):
        for word, good in (("Names", "a"), ("Values", N(1))):
            parameter, sigil = "ExpressionAttribute" + word, "#:"[word == "Values"]
            self.refuse(parameter + " must not be empty", self.put, "attribute_exists(a)", **{parameter: {}})
            self.refuse(f"{parameter} contains invalid key: The expression attribute map contains an empty key;", self.put,
                        "attribute_exists(a)", **{parameter: {"": good}})
            # Observed: tywalch/electrodb 321, thekiwi in dynamodb-toolbox/dynamodb-toolbox 94.
            for key in ("a", sigil, sigil + "a-b", sigil + "a b", sigil + "\u00e9"):
                self.refuse(f'{parameter} contains invalid key: Syntax error; key: "{key}"', self.put, "attribute_exists(a)",
                            **{parameter: {key: good}})
            # 255 bytes, the sign included, and no more.
            key = sigil + "v" * 254
            self.put(f"attribute_not_exists({key}.x)" if word == "Names" else f"nothing <> {key}", **{parameter: {key: good}})
            self.refuse("The expression attribute map contains a key that is too long;", self.put, f"attribute_exists({key}v)",
                        **{parameter: {key + "v": good}})

    def test_values_that_are_none(self):
        invalid = "ExpressionAttributeValues contains invalid value: "
        for value, message in (
            ({}, "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
            ({"N": "1", "S": "a"}, "Supplied AttributeValue has more than one datatypes set"),
            ({"NULL": False}, "Null attribute value types must have the value of true"), (SS(), "An string set  may not be empty"),
            (N("1E126"), "Number overflow. Attempting to store a number with magnitude larger than supported range"),
            (N("1E-131"), "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
            (N("1" * 39), "38"), (N("one"), "convert"),
        ):
            with self.subTest(value=value):
                self.refuse(invalid, self.put, "a = :0", [value])
                self.refuse(message, self.put, "a = :0", [value])

    def test_size_of_expressions(self):
        # AWS, "Quotas": 4 KB.
        for call, expression, value in ((self.put, "a <> :0", N(2)), (self.update, "SET a = :0", N(1)), (self.scan, "a = :0", N(1))):
            call(expression.ljust(4096), [value])
            self.refuse("Expression size has exceeded the maximum allowed size", call, expression.ljust(4097), [value])

    def test_number_of_operators(self):
        # AWS, "Quotas": 300 operators or functions in an UpdateExpression; Local: in a condition as well.
        many = "The expression contains too many operators; operator count: 301"
        self.put("a<>:0", [N(2)])
        self.put(conjunction(299), [N(1)])
        self.put("NOT " * 299 + "a=:0", [N(2)])
        self.refused(FAILED, "", self.put, "NOT " + conjunction(299), [N(1)])
        self.refuse(many, self.put, conjunction(301), [N(1)])
        self.refuse(many, self.put, "NOT " * 300 + "a=:0", [N(1)])
        self.refuse(many, self.scan, conjunction(301), [N(1)])

    def test_number_of_operands_of_in(self):
        def among(count):
            return "a IN (" + ",".join(f":{i}" for i in range(count)) + ")"
        self.put(among(100), [N(i) for i in range(100)])
        self.refuse("The IN operator is provided with too many operands; number of operands: 101", self.put, among(101),
                    [N(i) for i in range(101)])

    def test_parentheses(self):
        redundant = "The expression has redundant parentheses;"
        for condition in ("((a = :0))", "(((a = :0)))", "((a)) = :0", "NOT ((a = :0))", "((a = :0 AND a = :0)) OR a = :0"):
            self.refuse(redundant, self.put, condition, [N(1)])
        for condition in ("(a = :0)", "((a = :0) AND (a = :0))", "(a) = :0", "a = (:0)", "NOT (a = :0) OR (a = :0)"):
            self.put(condition, [N(1)])

    def test_depth_of_paths(self):
        # AWS, "Quotas": 32 levels.
        for step in (".b", "[0]"):
            self.put("attribute_not_exists(c" + step * 31 + ")")
            self.refuse("The document path has too many nesting levels; nesting levels: 33", self.put,
                        "attribute_not_exists(c" + step * 32 + ")")

    def test_hostile_nesting(self):
        """Each is answered before the client gives up."""
        hostile = [
            "(" * 2000 + "a = :0" + ")" * 2000, "(" * 4096, "NOT " * 1000 + "a = :0", "(a = :0 AND " * 300 + "a = :0" + ")" * 300,
            "NOT (" * 800 + "a = :0", "size(" * 800 + "a" + ")" * 95 + " = :0", "contains(" * 450, "a IN (" * 600,
            "a" + "[0]" * 1300 + " = :0",
            "a" + ".b" * 2000 + " = :0", "attribute_exists(" + "(" * 3000 + "a", "a BETWEEN " * 400, "#" * 4096, ":" * 4096,
        ]
        for condition in hostile:
            with self.subTest(condition=condition[:30]):
                self.refuse("Invalid ConditionExpression: ", self.put, condition, [N(1)])
                self.refuse("Invalid UpdateExpression: ", self.update, "SET b = " + condition[:4080], [N(1)])
