"""Conditions: every comparator and function, on paths of every kind, with every operation that takes one.

AWS: "Condition and filter expressions, operators, and functions in DynamoDB", unless said otherwise.
"""

from support import Case
from values import B, FALSE, L, M, N, NS, NULL, S, SS, TRUE, placeholders

FAILED = "ConditionalCheckFailedException"
KEY = {"pk": S("a"), "sk": N(1)}
ITEM = {
    **KEY, "s": S("text"), "es": S(""), "n": N(5), "b": B(b"\1\2\3"), "tr": TRUE, "fa": FALSE, "nu": NULL,
    "l": L(N(1), S("x"), M(q=N(7))), "m": M(a=N(1), b=M(c=S("deep"), d=L(N(2)))), "ss": SS("x", "y", "text"),
    "ns": NS(1, 2), "bs": {"BS": [b"\1", b"\2"]}, "name": S("a reserved word"), "a.b": S("dot"), "Mixed_Case-1": N(1),
}

# (condition, values of :0, :1, …, whether it holds, names of #0, #1, …)
COMPARISONS = [
    ("n = :0", [N(5)], True), ("n = :0", [N("5.0")], True), ("n = :0", [N("50E-1")], True), ("n = :0", [N(6)], False),
    ("n <> :0", [N(6)], True), ("n <> :0", [N("5.00")], False),
    ("n < :0", [N(6)], True), ("n < :0", [N(5)], False), ("n <= :0", [N(5)], True), ("n <= :0", [N(-5)], False),
    ("n > :0", [N(-6)], True), ("n > :0", [N(5)], False), ("n >= :0", [N(5)], True), ("n >= :0", [N("5.1")], False),
    # As numbers, not as text.
    ("n < :0", [N(10)], True), ("n > :0", [N("-1E125")], True), ("n > :0", [N("1E-130")], True),
    ("s = :0", [S("text")], True), ("s = :0", [S("Text")], False), ("s < :0", [S("texts")], True),
    ("s > :0", [S("Z")], True), ("s < :0", [S("\u00e9")], True), ("s >= :0", [S("")], True),
    ("es = :0", [S("")], True), ("es < :0", [S("a")], True),
    # Binaries by their unsigned bytes.
    ("b = :0", [B(b"\1\2\3")], True), ("b < :0", [B(b"\xff")], True), ("b > :0", [B(b"\1\2")], True),
    ("tr = :0", [TRUE], True), ("tr = :0", [FALSE], False), ("tr <> :0", [FALSE], True), ("fa = :0", [FALSE], True),
    ("nu = :0", [NULL], True), ("nu <> :0", [NULL], False),
    # Sets have no order; lists do.
    ("ss = :0", [SS("text", "y", "x")], True), ("ss = :0", [SS("x", "y")], False), ("ns = :0", [NS("2.0", "1")], True),
    ("bs = :0", [{"BS": [b"\2", b"\1"]}], True), ("ss <> :0", [SS("z")], True),
    ("l = :0", [L(N("1.0"), S("x"), M(q=N(7)))], True), ("l = :0", [L(S("x"), N(1), M(q=N(7)))], False),
    ("m = :0", [M(b=M(d=L(N(2)), c=S("deep")), a=N(1))], True), ("m = :0", [M(a=N(1))], False),
    # Values of two types are different, and neither is the smaller one.
    ("n = :0", [S("5")], False), ("n <> :0", [S("5")], True), ("n < :0", [S("6")], False), ("n >= :0", [S("5")], False),
    ("nu = :0", [FALSE], False), ("b = :0", [S("\1\2\3")], False), ("ns = :0", [SS("1", "2")], False),
    # What is not there equals nothing.
    ("nothing = :0", [N(5)], False), ("nothing <> :0", [N(5)], True), ("nothing < :0", [N(5)], False),
    # Attributes with attributes, values with values, on either side.
    (":0 < n", [N(4)], True), (":0 = :1", [N(1), N("1.0")], True), (":0 > :1", [N(1), N(2)], False),
    ("n > m.a", [], True), ("m.a = l[0]", [], True), ("s = m.b.c", [], False), ("sk = l[0]", [], True),
    ("pk = :0", [S("a")], True), ("sk < :0", [N(2)], True),
]
LISTS = [
    ("n BETWEEN :0 AND :1", [N(5), N(5)], True), ("n BETWEEN :0 AND :1", [N("-1"), N(10)], True),
    ("n BETWEEN :0 AND :1", [N(6), N(10)], False), ("s between :0 and :1", [S("a"), S("z")], True),
    ("b BETWEEN :0 AND :1", [B(b"\1"), B(b"\2")], True), ("n BETWEEN :0 AND :1", [S("0"), S("9")], False),
    ("n BETWEEN l[0] AND l[2].q", [], True), (":0 BETWEEN m.a AND n", [N(3)], True),
    ("nothing BETWEEN :0 AND :1", [N(1), N(9)], False), ("n BETWEEN nothing AND :0", [N(9)], False),
    ("n IN (:0)", [N("5.0")], True), ("n IN (:0, :1, :2)", [S("5"), N(4), N(5)], True), ("n IN (:0, :1)", [N(1), N(2)], False),
    ("n in (m.a, l[2].q)", [], False), ("m.a IN (n, l[0])", [], True), ("nothing IN (:0)", [N(1)], False),
    ("ss IN (:0)", [SS("y", "x", "text")], True), ("tr IN (:0, :1)", [FALSE, TRUE], True),
    # AWS: up to 100 values.
    (f"n IN ({', '.join(f':{i}' for i in range(100))})", [N(i - 90) for i in range(100)], True),
]
FUNCTIONS = [
    ("attribute_exists(n)", [], True), ("attribute_exists(nothing)", [], False), ("attribute_exists(nu)", [], True),
    ("attribute_exists(m.b.c)", [], True), ("attribute_exists(m.b.x)", [], False), ("attribute_exists(l[2].q)", [], True),
    ("attribute_exists(l[3])", [], False), ("attribute_exists(n.a)", [], False), ("attribute_exists(m[0])", [], False),
    ("attribute_exists(ss[0])", [], False), ("attribute_exists(pk)", [], True),
    ("attribute_not_exists(n)", [], False), ("attribute_not_exists(nothing)", [], True), ("attribute_not_exists(l[3])", [], True),
    ("attribute_not_exists(m.b.d[0])", [], False),
    ("begins_with(s, :0)", [S("te")], True), ("begins_with(s, :0)", [S("text")], True), ("begins_with(s, :0)", [S("")], True),
    ("begins_with(s, :0)", [S("texts")], False), ("begins_with(s, :0)", [S("ext")], False),
    ("begins_with(b, :0)", [B(b"\1\2")], True), ("begins_with(b, :0)", [B(b"\2")], False),
    ("begins_with(b, :0)", [S("\1")], False), ("begins_with(n, :0)", [S("5")], False), ("begins_with(m.b.c, :0)", [S("d")], True),
    ("begins_with(nothing, :0)", [S("")], False), ("begins_with(:0, s)", [S("texts")], True),
    ("contains(s, :0)", [S("ex")], True), ("contains(s, :0)", [S("xe")], False), ("contains(s, :0)", [N(1)], False),
    ("contains(b, :0)", [B(b"\2\3")], True), ("contains(b, :0)", [B(b"\3\2")], False),
    ("contains(ss, :0)", [S("x")], True), ("contains(ss, :0)", [S("te")], False), ("contains(ns, :0)", [N("2.0")], True),
    ("contains(ns, :0)", [S("2")], False), ("contains(bs, :0)", [B(b"\2")], True), ("contains(n, :0)", [N(5)], False),
    ("contains(l, :0)", [S("x")], True), ("contains(l, :0)", [N(1)], True), ("contains(l, :0)", [M(q=N(7))], True),
    ("contains(l, :0)", [N(7)], False), ("contains(m, :0)", [S("a")], False), ("contains(nothing, :0)", [S("a")], False),
    ("contains(ss, s)", [], True), ("contains(:0, s)", [S("some text")], True), ("contains(m.b.d, :0)", [N(2)], True),
    # AWS: strings have a length, binaries bytes, sets elements, lists and maps children.
    ("size(s) = :0", [N(4)], True), ("size(es) = :0", [N(0)], True), ("size(b) = :0", [N(3)], True),
    ("size(ss) = :0", [N(3)], True), ("size(ns) = :0", [N(2)], True), ("size(bs) = :0", [N(2)], True),
    ("size(l) = :0", [N(3)], True), ("size(m) = :0", [N(2)], True), ("size(m.b.d) = :0", [N(1)], True),
    ("size(n) = :0", [N(1)], False), ("size(tr) = :0", [N(1)], False), ("size(nothing) = :0", [N(0)], False),
    ("size(s) > size(b)", [], True), ("size(s) = n", [], False), ("size(l) BETWEEN :0 AND size(s)", [N(1)], True),
    ("size(b) IN (:0, :1)", [N(2), N(3)], True), (":0 <= size(l)", [N(3)], True),
]
TYPES = {"S": "s", "N": "n", "B": "b", "BOOL": "tr", "NULL": "nu", "L": "l", "M": "m", "SS": "ss", "NS": "ns", "BS": "bs"}
LOGIC = [
    ("n = :0 AND s = :1", [N(5), S("text")], True), ("n = :0 AND s = :1", [N(5), S("t")], False),
    ("n = :0 OR s = :1", [N(6), S("text")], True), ("n = :0 OR s = :1", [N(6), S("t")], False),
    ("NOT n = :0", [N(6)], True), ("NOT n = :0", [N(5)], False), ("NOT NOT n = :0", [N(5)], True),
    ("NOT nothing = :0", [N(5)], True), ("not attribute_exists(nothing) and n = :0", [N(5)], True),
    # AWS: NOT before AND before OR.
    ("tr = :0 OR tr = :1 AND tr = :1", [TRUE, FALSE], True), ("(tr = :0 OR tr = :1) AND tr = :1", [TRUE, FALSE], False),
    ("NOT tr = :0 OR tr = :0", [TRUE], True), ("NOT (tr = :0 OR fa = :0)", [TRUE], False),
    ("NOT tr = :0 AND fa = :0", [TRUE], False), ("NOT (tr = :0 AND fa = :0)", [TRUE], True),
    ("n BETWEEN :0 AND :1 AND s = :2", [N(1), N(9), S("text")], True),
    ("NOT n IN (:0) OR NOT contains(s, :1)", [N(5), S("z")], True),
    ("(n = :0) AND ((s = :1) OR (s = :2))", [N(5), S("t"), S("text")], True), ("n=:0 AND s=:1", [N(5), S("text")], True),
    ("\tn\n=\r:0 ", [N(5)], True), ("(n) = (:0)", [N(5)], True),
]
NAMES = [
    ("#0 = :0", [S("a reserved word")], True, ["name"]), ("#0 = :0", [S("dot")], True, ["a.b"]),
    ("#0 = :0", [N(1)], True, ["Mixed_Case-1"]), ("#0.#1.#2 = :0", [S("deep")], True, ["m", "b", "c"]),
    ("m.#0.c = :0", [S("deep")], True, ["b"]), ("#0[2].#1 = :0", [N(7)], True, ["l", "q"]),
    # A placeholder is one name, whatever is in it; names are case-sensitive.
    ("attribute_exists(#0)", [], False, ["m.b"]), ("attribute_exists(#0)", [], False, ["l[0]"]), ("N = :0", [N(5)], False, []),
    ("#0 = :0 AND size(#0) = :1", [S("text"), N(4)], True, ["s"]), ("begins_with(#0, :0)", [S("a")], True, ["name"]),
]


class Conditions(Case):
    TABLES = {"t": "pk:S sk:N"}

    def put(self, **more):
        return self.db.put_item(TableName=self.name("t"), Item=ITEM, **more)

    def update(self, **more):
        return self.db.update_item(TableName=self.name("t"), Key=KEY, **more)

    def delete(self, **more):
        return self.db.delete_item(TableName=self.name("t"), Key=KEY, **more)

    def stored(self):
        return self.db.get_item(TableName=self.name("t"), Key=KEY, ConsistentRead=True).get("Item")

    def check(self, cases):
        for condition, values, holds, *names in cases:
            with self.subTest(condition=condition, values=values):
                self.check_one(condition, holds, placeholders(values, *names))

    def check_one(self, condition, holds, definitions):
        self.put()
        page = self.db.scan(TableName=self.name("t"), ConsistentRead=True, FilterExpression=condition, **definitions)
        self.assertEqual((page["Count"], page["ScannedCount"]), (int(holds), 1))
        request = {"ConditionExpression": condition, **definitions}
        for write in (self.put, self.update, self.delete):
            if holds:
                write(**request)
            else:
                self.refused(FAILED, "The conditional request failed", write, **request)
        self.assertEqual(self.stored() is None, holds)

    def test_comparisons(self):
        self.check(COMPARISONS)

    def test_between_and_in(self):
        self.check(LISTS)

    def test_functions(self):
        self.check(FUNCTIONS)

    def test_attribute_type(self):
        for word, name in TYPES.items():
            self.check([(f"attribute_type({other}, :0)", [S(word)], other == name) for other in TYPES.values()])
        self.check([("attribute_type(nothing, :0)", [S("NULL")], False), ("attribute_type(m.b.d, :0)", [S("L")], True)])

    def test_logic(self):
        self.check(LOGIC)

    def test_names(self):
        self.check(NAMES)

    def test_items_that_are_not_there(self):
        self.delete()
        new = {"ConditionExpression": "attribute_not_exists(pk)"}
        old = {"ConditionExpression": "attribute_exists(pk)"}
        for write in (self.put, self.update, self.delete):
            self.refused(FAILED, "The conditional request failed", write, **old)
        self.assertIsNone(self.stored())
        self.delete(**new)
        self.update(**new)
        self.assertEqual(self.stored(), KEY)
        self.refused(FAILED, "", self.put, **new)
        self.put(**old)
        self.refused(FAILED, "", self.delete, **new)

    def test_filters_of_query(self):
        self.put()
        for condition, values, found in (("n > :0", [N(4)], 1), ("n > :0", [N(5)], 0), ("contains(ss, :0)", [S("x")], 1)):
            request = placeholders(values)
            request["ExpressionAttributeValues"][":pk"] = S("a")
            page = self.db.query(TableName=self.name("t"), KeyConditionExpression="pk = :pk", FilterExpression=condition, **request)
            self.assertEqual((page["Count"], page["ScannedCount"]), (found, 1))
