"""The legacy parameters (AWS: "Legacy DynamoDB conditional parameters" and its pages for each of them).

Where a message has no source beside it, it is DynamoDB Local's.
"""

from support import Case, VALIDATION
from values import B, FALSE, L, M, N, NS, NULL, S, SS, TRUE, placeholders, unordered

KEY = {"pk": S("a"), "sk": N(1)}
ITEM = {
    **KEY, "s": S("text"), "n": N(5), "b": B(b"\1\2"), "t": TRUE, "nu": NULL, "l": L(N(1), S("x")), "m": M(a=N(1)),
    "ss": SS("x", "y"), "ns": NS(1, 2),
    "bs": {"BS": [b"\1"]}, "name": S("reserved"), "a.b": S("dot"),
}
FAILED = "ConditionalCheckFailedException"
INVALID = "One or more parameter values were invalid: "


def compare(operator, *values):
    """A condition; without a list of values where there are none."""
    return {"ComparisonOperator": operator, **({"AttributeValueList": list(values)} if values else {})}


# (attribute, condition, whether it holds); AWS: "Condition" in the API reference.
CONDITIONS = [
    ("n", compare("EQ", N("5.0")), True), ("n", compare("EQ", N(6)), False), ("n", compare("EQ", S("5")), False),
    ("ss", compare("EQ", SS("y", "x")), True),
    ("l", compare("EQ", L(N(1), S("x"))), True), ("m", compare("EQ", M(a=N(2))), False), ("t", compare("EQ", TRUE), True),
    ("nu", compare("EQ", NULL), True),
    ("n", compare("NE", N(6)), True), ("n", compare("NE", N(5)), False), ("n", compare("NE", S("5")), True),
    ("nothing", compare("NE", N(5)), True),
    ("n", compare("LT", N(6)), True), ("n", compare("LT", N(5)), False), ("n", compare("LE", N(5)), True),
    ("n", compare("LE", N(4)), False),
    ("n", compare("GT", N(4)), True), ("n", compare("GT", N(5)), False), ("n", compare("GE", N(5)), True),
    ("n", compare("GE", N(6)), False),
    ("n", compare("LT", S("6")), False), ("nothing", compare("LT", N(6)), False), ("s", compare("GT", S("Text")), True),
    ("b", compare("GE", B(b"\1")), True),
    ("n", compare("NOT_NULL"), True), ("nothing", compare("NOT_NULL"), False), ("nothing", compare("NULL"), True),
    ("n", compare("NULL"), False),
    # AWS: NULL asks whether the attribute is there, not for its type.
    ("nu", compare("NULL"), False), ("nu", compare("NOT_NULL"), True),
    ("s", compare("CONTAINS", S("ex")), True), ("s", compare("CONTAINS", S("z")), False), ("ss", compare("CONTAINS", S("x")), True),
    ("ns", compare("CONTAINS", N("2.0")), True), ("bs", compare("CONTAINS", B(b"\1")), True),
    ("l", compare("CONTAINS", N(1)), True), ("ss", compare("CONTAINS", N(1)), False),
    ("s", compare("NOT_CONTAINS", S("z")), True), ("ss", compare("NOT_CONTAINS", S("x")), False),
    ("l", compare("NOT_CONTAINS", S("y")), True),
    ("s", compare("BEGINS_WITH", S("te")), True), ("s", compare("BEGINS_WITH", S("ext")), False),
    ("b", compare("BEGINS_WITH", B(b"\1")), True),
    ("n", compare("IN", N(4), N(5)), True), ("n", compare("IN", N(4)), False), ("s", compare("IN", S("a"), S("text")), True),
    ("nothing", compare("IN", N(4)), False),
    ("n", compare("BETWEEN", N(5), N(5)), True), ("n", compare("BETWEEN", N(6), N(9)), False),
    ("s", compare("BETWEEN", S("a"), S("z")), True),
    ("b", compare("BETWEEN", B(b"\1"), B(b"\2")), True), ("n", compare("BETWEEN", S("0"), S("9")), False),
    # Names are whole names: neither paths nor reserved.
    ("name", compare("EQ", S("reserved")), True), ("a.b", compare("EQ", S("dot")), True), ("m.a", compare("NULL"), True),
    ("l[0]", compare("NULL"), True),
]
NUMBER_OF = INVALID + "Invalid number of argument(s) for the {} ComparisonOperator"
NOT_FOR = INVALID + "ComparisonOperator {} is not valid for {} AttributeValue type"
BAD_CONDITIONS = [
    (compare("EQ", N(1), N(2)), NUMBER_OF.format("EQ")), (compare("NULL", N(1)), NUMBER_OF.format("NULL")),
    (compare("NOT_NULL", N(1)), NUMBER_OF.format("NOT_NULL")),
    (compare("BETWEEN", N(1)), NUMBER_OF.format("BETWEEN")), (compare("LT", N(1), N(2)), NUMBER_OF.format("LT")),
    ({"ComparisonOperator": "IN", "AttributeValueList": []}, NUMBER_OF.format("IN")),
    ({"ComparisonOperator": "EQ", "AttributeValueList": []}, NUMBER_OF.format("EQ")),
    (compare("IN", SS("a")), NOT_FOR.format("IN", "SS")), (compare("IN", L()), NOT_FOR.format("IN", "L")),
    (compare("LT", SS("a")), NOT_FOR.format("LT", "SS")),
    (compare("GE", TRUE), NOT_FOR.format("GE", "BOOL")), (compare("GT", M()), NOT_FOR.format("GT", "M")),
    (compare("BEGINS_WITH", N(1)), NOT_FOR.format("BEGINS_WITH", "N")),
    (compare("CONTAINS", SS("a")), NOT_FOR.format("CONTAINS", "SS")), (compare("NOT_CONTAINS", M()), NOT_FOR.format("NOT_CONTAINS", "M")),
    (compare("BETWEEN", N(2), N(1)), "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"),
    (compare("BETWEEN", N(2), S("x")), INVALID + "AttributeValues inside AttributeValueList must be of same type"),
    (compare("IN", N(1), S("x")), INVALID + "AttributeValues inside AttributeValueList must be of same type"),
    (compare("EQ", SS()), "An string set  may not be empty"), (compare("SOMETHING", N(1)), ""), ({}, ""),
]


class Legacy(Case):
    TABLES = {"t": "pk:S sk:N"}

    def setUp(self):
        self.table = {"TableName": self.name("t")}
        self.put()

    def put(self, **more):
        return self.db.put_item(**self.table, Item=ITEM, **more)

    def delete(self, **more):
        return self.db.delete_item(**self.table, Key=KEY, **more)

    def update(self, updates=None, **more):
        if updates is not None:
            more["AttributeUpdates"] = updates
        return self.db.update_item(**self.table, Key=KEY, **more)

    def scan(self, **more):
        return self.db.scan(**self.table, ConsistentRead=True, **more)

    def query(self, conditions=None, **more):
        conditions = conditions or {"pk": compare("EQ", S("a"))}
        return self.db.query(**self.table, ConsistentRead=True, KeyConditions=conditions, **more)

    def refuse(self, message, call, *arguments, **more):
        self.refused(VALIDATION, message, call, *arguments, **more)

    def holds(self, holds, expected, **more):
        """Whether the three writes take place, and both reads find the item."""
        self.assertEqual(self.scan(ScanFilter=expected, **more)["Count"], int(holds))
        self.assertEqual(self.query(QueryFilter=expected, **more)["Count"], int(holds))
        for write in (self.put, self.update, self.delete):
            if holds:
                write(Expected=expected, **more)
            else:
                self.refused(FAILED, "The conditional request failed", write, Expected=expected, **more)
        if holds:
            self.put()

    def test_conditions(self):
        for name, condition, holds in CONDITIONS:
            with self.subTest(name=name, condition=condition):
                self.holds(holds, {name: condition})

    def test_bad_conditions(self):
        for condition, message in BAD_CONDITIONS:
            with self.subTest(condition=condition):
                self.refuse(message, self.scan, ScanFilter={"x": condition})
                self.refuse(message, self.query, QueryFilter={"x": condition})
                self.refuse(message, self.put, Expected={"x": condition})

    def test_conditional_operator(self):
        yes, no = compare("EQ", N(5)), compare("EQ", S("other"))
        for operator, holds in ((None, False), ("AND", False), ("OR", True)):
            self.holds(holds, {"n": yes, "s": no}, **({"ConditionalOperator": operator} if operator else {}))
        self.holds(True, {"n": yes, "t": compare("NOT_NULL")}, ConditionalOperator="AND")
        self.holds(False, {"n": no, "s": no}, ConditionalOperator="OR")
        alone = "ConditionalOperator cannot be used without Filter or Expected"
        for call in (self.put, self.delete, self.update, self.scan, self.query):
            self.refuse(alone, call, ConditionalOperator="AND")

    def test_value_and_exists(self):
        # AWS: "ExpectedAttributeValue"
        for expected, holds in (
            ({"n": {"Value": N(5)}}, True), ({"n": {"Value": N(6)}}, False), ({"n": {"Value": N(5), "Exists": True}}, True),
            ({"nothing": {"Exists": False}}, True),
            ({"n": {"Exists": False}}, False), ({"nothing": {"Value": N(5)}}, False),
            ({"n": {"Value": N(4), "ComparisonOperator": "GT"}}, True),
        ):
            with self.subTest(expected=expected):
                if holds:
                    self.update(Expected=expected)
                else:
                    self.refused(FAILED, "", self.update, Expected=expected)
        self.put(Expected={})
        for bad, message in (
            ({}, "Value must be provided when Exists is null for Attribute: a"),
            ({"Exists": True}, "Value must be provided when Exists is true for Attribute: a"),
            ({"Exists": False, "Value": N(1)}, "Value cannot be used when Exists is false for Attribute: a"),
            ({"Value": N(1), "AttributeValueList": [N(1)]}, "Value and AttributeValueList cannot be used together for Attribute: a"),
            ({"Exists": False, "ComparisonOperator": "NULL"}, "Exists and ComparisonOperator cannot be used together for Attribute: a"),
            ({"AttributeValueList": [N(1)]}, "AttributeValueList can only be used with a ComparisonOperator for Attribute: a"),
            ({"ComparisonOperator": "EQ"}, "Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a"),
        ):
            self.refuse(INVALID + message, self.put, Expected={"a": bad})

    def test_attribute_updates(self):
        # AWS: "AttributeUpdates"; PUT is what an action is when none is said.
        for updates, changes in (
            ({"a": {"Value": S("new")}}, {"a": S("new")}),
            ({"n": {"Action": "PUT", "Value": N(6)}, "a": {"Action": "PUT", "Value": FALSE}}, {"n": N(6), "a": FALSE}),
            ({"s": {"Action": "DELETE"}}, {"s": None}), ({"nothing": {"Action": "DELETE"}}, {}),
            ({"n": {"Action": "ADD", "Value": N(-6)}}, {"n": N(-1)}),
            ({"a": {"Action": "ADD", "Value": N(3)}}, {"a": N(3)}),
            ({"ss": {"Action": "ADD", "Value": SS("y", "z")}}, {"ss": SS("x", "y", "z")}),
            ({"a": {"Action": "ADD", "Value": NS(1)}}, {"a": NS(1)}),
            ({"ss": {"Action": "DELETE", "Value": SS("x", "q")}}, {"ss": SS("y")}),
            ({"ss": {"Action": "DELETE", "Value": SS("x", "y")}}, {"ss": None}), ({"nothing": {"Action": "DELETE", "Value": SS("x")}}, {}),
            # Names are whole names.
            ({"m.a": {"Value": N(9)}, "name": {"Action": "DELETE"}}, {"m.a": N(9), "name": None}), ({}, {}),
            # Local: a list is added at the end.
            ({"l": {"Action": "ADD", "Value": L(N(2))}}, {"l": L(N(1), S("x"), N(2))}),
        ):
            with self.subTest(updates=updates):
                self.put()
                reply = self.update(updates, ReturnValues="ALL_NEW")
                expected = {name: value for name, value in {**ITEM, **changes}.items() if value is not None}
                self.assertEqual(unordered(reply["Attributes"]), unordered(expected))

    def test_bad_attribute_updates(self):
        only = "Only DELETE action is allowed when no attribute value is specified"
        key = "Cannot update attribute {}. This attribute is part of the key"
        mismatch = "Type mismatch for attribute to update"
        for update, message in (
            ({"a": {}}, INVALID + only), ({"a": {"Action": "ADD"}}, INVALID + only),
            ({"pk": {"Value": S("x")}}, INVALID + key.format("pk")),
            ({"sk": {"Action": "ADD", "Value": N(1)}}, INVALID + key.format("sk")),
            ({"a": {"Action": "ADD", "Value": S("x")}}, INVALID + "ADD action is not supported for the type STRING"),
            ({"a": {"Action": "ADD", "Value": M()}}, INVALID + "ADD action is not supported for the type MAP"),
            ({"a": {"Action": "DELETE", "Value": N(1)}}, INVALID + "DELETE action with value is not supported for the type NUMBER"),
            ({"s": {"Action": "ADD", "Value": N(1)}}, mismatch), ({"ss": {"Action": "ADD", "Value": NS(1)}}, mismatch),
            ({"n": {"Action": "DELETE", "Value": NS(1)}}, mismatch),
            ({"a": {"Action": "SOMETHING", "Value": N(1)}}, "Member must satisfy enum value set: ["),
        ):
            with self.subTest(update=update):
                self.refuse(message, self.update, update)

    def test_key_conditions(self):
        for sk in range(2, 8):
            self.db.put_item(**self.table, Item={"pk": S("range"), "sk": N(sk)})
        for condition, found in (
            (None, [2, 3, 4, 5, 6, 7]), (compare("EQ", N(3)), [3]), (compare("LT", N(4)), [2, 3]), (compare("LE", N(4)), [2, 3, 4]),
            (compare("GT", N(6)), [7]),
            (compare("GE", N(6)), [6, 7]), (compare("BETWEEN", N(3), N(5)), [3, 4, 5]),
        ):
            conditions = {"pk": compare("EQ", S("range")), **({"sk": condition} if condition else {})}
            for forward in (True, False):
                page = self.query(conditions, ScanIndexForward=forward)
                self.assertEqual([int(item["sk"]["N"]) for item in page["Items"]], found if forward else found[::-1])

    def test_bad_key_conditions(self):
        pk = compare("EQ", S("a"))
        for conditions, message in (
            ({"pk": compare("LT", S("a"))}, "Query key condition not supported"), ({"pk": compare("NE", S("a"))}, ""),
            ({"sk": compare("EQ", N(1))}, "Query condition missed key schema element"),
            ({"pk": pk, "x": compare("EQ", N(1))}, "Query condition missed key schema element"),
            ({"pk": compare("EQ", N(1))}, INVALID + "Condition parameter type does not match schema type"),
            ({"pk": pk, "sk": compare("EQ", S("x"))}, INVALID + "Condition parameter type does not match schema type"),
            ({"pk": pk, "sk": compare("NE", N(1))}, ""),
            ({"pk": pk, "sk": compare("IN", N(1))}, ""), ({"pk": pk, "sk": compare("CONTAINS", N(1))}, ""),
            ({"pk": pk, "sk": compare("NULL")}, ""),
            ({"pk": pk, "sk": compare("BEGINS_WITH", N(1))}, NOT_FOR.format("BEGINS_WITH", "N")),
            ({"pk": pk, "sk": compare("BETWEEN", N(1))}, NUMBER_OF.format("BETWEEN")),
            ({"pk": pk, "sk": compare("BETWEEN", N(2), N(1))},
             "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound"),
            ({"pk": pk, "sk": compare("EQ", N(1)), "s": compare("EQ", S("x"))}, "Conditions can be of length 1 or 2 only"),
            ({"pk": {}}, ""),
        ):
            with self.subTest(conditions=conditions):
                self.refuse(message, self.query, conditions)

    def test_filters_of_keys(self):
        for name in ("pk", "sk"):
            message = f"QueryFilter can only contain non-primary key attributes: Primary key attribute: {name}"
            self.refuse(message, self.query, QueryFilter={name: compare("NOT_NULL")})
        self.assertEqual(self.scan(ScanFilter={"pk": compare("EQ", S("a"))})["Count"], 1)

    def test_mixing(self):
        """AWS: "Can not use both expression and non-expression parameters in the same request"."""
        n = {"n": compare("NOT_NULL")}
        one, update = placeholders([N(1)]), {"a": {"Value": N(1)}}
        for call, legacy, expressions, request in (
            (self.put, "Expected", "ConditionExpression", {"Expected": n, "ConditionExpression": "attribute_exists(n)"}),
            (self.delete, "Expected", "ConditionExpression", {"Expected": n, "ConditionExpression": "attribute_exists(n)"}),
            (self.put, "ConditionalOperator", "ConditionExpression",
             {"ConditionalOperator": "AND", "ConditionExpression": "attribute_exists(n)"}),
            (self.update, "AttributeUpdates", "UpdateExpression", {"AttributeUpdates": update, "UpdateExpression": "SET a = :0", **one}),
            (self.update, "AttributeUpdates", "ConditionExpression",
             {"AttributeUpdates": update, "ConditionExpression": "attribute_exists(n)"}),
            (self.update, "Expected", "UpdateExpression", {"Expected": n, "UpdateExpression": "REMOVE a"}),
            (self.update, "AttributeUpdates, Expected, ConditionalOperator", "UpdateExpression, ConditionExpression", {
                "AttributeUpdates": update, "Expected": n, "ConditionalOperator": "AND", "UpdateExpression": "REMOVE a",
                "ConditionExpression": "attribute_exists(n)"}),
            (self.scan, "ScanFilter", "FilterExpression", {"ScanFilter": n, "FilterExpression": "attribute_exists(n)"}),
            (self.scan, "AttributesToGet", "FilterExpression", {"AttributesToGet": ["n"], "FilterExpression": "attribute_exists(n)"}),
            (self.scan, "ScanFilter", "ProjectionExpression", {"ScanFilter": n, "ProjectionExpression": "n"}),
        ):
            with self.subTest(request=request):
                message = "Can not use both expression and non-expression parameters in the same request: Non-expression parameters: "
                self.refuse(f"{message}{{{legacy}}} Expression parameters: {{{expressions}}}", call, **request)
        # Names and values are for expressions alone.
        self.refuse("ExpressionAttributeNames can only be specified when using expressions", self.put, Expected=n,
                    ExpressionAttributeNames={"#n": "n"})
        self.refuse("ExpressionAttributeValues can only be specified when using expressions", self.put, Expected=n, **one)
