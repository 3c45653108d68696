"""What a write answers: ReturnValues, and ReturnValuesOnConditionCheckFailure (AWS: the API reference's pages)."""

import re

from support import CALLS, Case, VALIDATION
from values import L, M, N, S, SS, placeholders, unordered

KEY = {"pk": S("a"), "sk": N(1)}
ITEM = {**KEY, "n": N(5), "s": S("text"), "l": L(N(1), S("x")), "m": M(a=N(1), b=N(2)), "ss": SS("x", "y")}
FAILED = "ConditionalCheckFailedException"

# (expression, values, UPDATED_OLD, UPDATED_NEW); AWS: "only the updated attributes".
UPDATED = [
    ("SET n = :0", [N(6)], {"n": N(5)}, {"n": N(6)}), ("SET a = :0", [N(6)], None, {"a": N(6)}), ("REMOVE s", [], {"s": S("text")}, None),
    ("REMOVE nothing", [], None, None), ("SET n = :0 REMOVE s", [N(6)], {"n": N(5), "s": S("text")}, {"n": N(6)}),
    # Set to what it was: updated all the same.
    ("SET n = :0", [N(5)], {"n": N(5)}, {"n": N(5)}), ("ADD n :0", [N(1)], {"n": N(5)}, {"n": N(6)}),
    ("ADD ss :0", [SS("z")], {"ss": SS("x", "y")}, {"ss": SS("x", "y", "z")}), ("DELETE ss :0", [SS("x", "y")], {"ss": SS("x", "y")}, None),
    # Of a document only what was updated. Observed: nubo-db/dynoxide 36, ExtendDB/extenddb 98 and 105.
    ("SET m.a = :0", [N(6)], {"m": M(a=N(1))}, {"m": M(a=N(6))}), ("SET m.c = :0", [N(6)], None, {"m": M(c=N(6))}),
    ("REMOVE m.a", [], {"m": M(a=N(1))}, None), ("SET l[1] = :0", [N(6)], {"l": L(S("x"))}, {"l": L(N(6))}),
    ("SET l[9] = :0", [N(6)], None, None),
    ("SET m.a = :0, m.b = :0", [N(6)], {"m": M(a=N(1), b=N(2))}, {"m": M(a=N(6), b=N(6))}),
]


def re_enum(member, words):
    """AWS's refusal of a word; in which order it names those it knows, nobody promised."""
    each = "".join(f"(?=.*\\b{word}\\b)" for word in words.split(", "))
    return re.compile(f"at '{member}' failed to satisfy constraint: Member must satisfy enum value set: {each}")


class ReturnValues(Case):
    TABLES = {"t": "pk:S sk:N"}

    def setUp(self):
        self.put(ITEM)

    def put(self, item, **more):
        return self.db.put_item(TableName=self.name("t"), Item=item, **more)

    def update(self, expression, values=(), key=None, **more):
        return self.db.update_item(TableName=self.name("t"), Key=key or KEY, UpdateExpression=expression, **placeholders(values), **more)

    def delete(self, **more):
        return self.db.delete_item(TableName=self.name("t"), Key=KEY, **more)

    def test_none(self):
        for more in ({}, {"ReturnValues": "NONE"}):
            self.assertNotIn("Attributes", self.put(ITEM, **more))
            self.assertNotIn("Attributes", self.update("SET a = :0", [N(1)], **more))
            self.assertNotIn("Attributes", self.delete(**more))

    def test_all_old(self):
        for write in (lambda **more: self.update("SET n = :0, a = :0", [N(1)], **more), self.delete, lambda **more: self.put(KEY, **more)):
            self.put(ITEM)
            self.assertEqual(unordered(write(ReturnValues="ALL_OLD")["Attributes"]), unordered(ITEM))
        self.delete()
        self.assertNotIn("Attributes", self.delete(ReturnValues="ALL_OLD"))
        self.assertNotIn("Attributes", self.put(KEY, ReturnValues="ALL_OLD"))
        self.assertNotIn("Attributes", self.update("SET a = :0", [N(1)], {"pk": S("new"), "sk": N(1)}, ReturnValues="ALL_OLD"))

    def test_all_new(self):
        reply = self.update("SET n = :0 REMOVE s", [N(6)], ReturnValues="ALL_NEW")
        expected = {**ITEM, "n": N(6)}
        del expected["s"]
        self.assertEqual(unordered(reply["Attributes"]), unordered(expected))

    def test_updated(self):
        for expression, values, old, new in UPDATED:
            for what, expected in (("UPDATED_OLD", old), ("UPDATED_NEW", new)):
                with self.subTest(expression=expression, what=what):
                    self.put(ITEM)
                    reply = self.update(expression, values, ReturnValues=what)
                    self.assertEqual(unordered(reply.get("Attributes")), unordered(expected))

    def test_updated_without_an_expression(self):
        for what, expected in (("UPDATED_OLD", None), ("UPDATED_NEW", None), ("ALL_NEW", ITEM), ("ALL_OLD", ITEM)):
            reply = self.db.update_item(TableName=self.name("t"), Key=KEY, ReturnValues=what)
            self.assertEqual(unordered(reply.get("Attributes")), unordered(expected))

    def test_unknown_words(self):
        words = re_enum("returnValues", "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW")
        for write in (self.delete, lambda **more: self.put(KEY, **more), lambda **more: self.update("REMOVE a", **more)):
            self.refused(VALIDATION, words, write, ReturnValues="SOMETHING")
        for what in ("ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"):
            # AWS: "PutItem" and "DeleteItem" know NONE and ALL_OLD.
            self.refused(VALIDATION, "", self.put, KEY, ReturnValues=what)
            self.refused(VALIDATION, "", self.delete, ReturnValues=what)


class OnConditionCheckFailure(Case):
    """Debian's boto3 does not know the member, so the requests are as they stand."""

    TABLES = {"t": "pk:S sk:N"}

    WRITES = {
        "put_item": {"Item": KEY}, "delete_item": {"Key": KEY},
        "update_item": {"Key": KEY, "UpdateExpression": "SET n = :0", "ExpressionAttributeValues": {":0": N(6)}},
    }

    def request(self, method, what, condition):
        request = {"TableName": self.name("t"), **self.WRITES[method], **condition}
        if what is not None:
            request["ReturnValuesOnConditionCheckFailure"] = what
        return method, request

    def test_all_old_and_none(self):
        self.db.put_item(TableName=self.name("t"), Item=ITEM)
        expression, legacy = {"ConditionExpression": "attribute_not_exists(n)"}, {"Expected": {"n": {"Exists": False}}}
        for method, condition in (*((each, expression) for each in self.WRITES), ("put_item", legacy), ("delete_item", legacy)):
            for what in (None, "NONE", "ALL_OLD"):
                with self.subTest(method=method, what=what):
                    self.refused(FAILED, "The conditional request failed", self.raw, *self.request(method, what, condition))
                    self.assertEqual(unordered(CALLS.reply.get("Item")), unordered(ITEM) if what == "ALL_OLD" else None)

    def test_of_no_item(self):
        self.db.delete_item(TableName=self.name("t"), Key=KEY)
        for method in self.WRITES:
            self.refused(FAILED, "", self.raw, *self.request(method, "ALL_OLD", {"ConditionExpression": "attribute_exists(pk)"}))
            self.assertNotIn("Item", CALLS.reply)

    def test_unknown_words(self):
        for method in self.WRITES:
            self.refused(VALIDATION, re_enum("returnValuesOnConditionCheckFailure", "ALL_OLD, NONE"), self.raw,
                         *self.request(method, "ALL_NEW", {"ConditionExpression": "attribute_exists(pk)"}))
