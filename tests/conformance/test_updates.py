"""UpdateItem: what each clause does to an item (AWS: "Using update expressions in DynamoDB"), and what it answers."""

from support import Case, VALIDATION
from values import B, FALSE, L, M, N, NS, NULL, S, SS, TRUE, placeholders, unordered

KEY = {"pk": S("a"), "sk": N(1)}
ITEM = {
    **KEY, "s": S("text"), "n": N(5), "b": B(b"\1"), "t": TRUE, "l": L(N(1), S("x"), M(q=N(7))),
    "m": M(a=N(1), b=M(c=S("deep"), d=L(N(2)))), "ss": SS("x", "y"), "ns": NS(1, 2), "bs": {"BS": [b"\1", b"\2"]},
}
GONE = None

# (expression, values of :0, :1, …, what is different afterwards)
SET = [
    ("SET a = :0", [S("new")], {"a": S("new")}), ("SET n = :0", [NULL], {"n": NULL}),
    ("set n = :0, t = :1", [N(6), FALSE], {"n": N(6), "t": FALSE}),
    ("SET a = n", [], {"a": N(5)}), ("SET a = m.b", [], {"a": M(c=S("deep"), d=L(N(2)))}), ("SET a = l[2].q", [], {"a": N(7)}),
    ("SET a = pk, c = sk", [], {"a": S("a"), "c": N(1)}),
    # The right sides are of the item as it was: two attributes change places.
    ("SET n = s, s = n", [], {"n": S("text"), "s": N(5)}), ("SET a = n, n = :0", [N(6)], {"a": N(5), "n": N(6)}),
    ("SET n = n + :0", [N(1)], {"n": N(6)}), ("SET n = n - :0", [N(10)], {"n": N(-5)}), ("SET n = :0 - n", [N(1)], {"n": N(-4)}),
    ("SET a = n + sk", [], {"a": N(6)}), ("SET a = :0 + :1", [N("0.1"), N("0.2")], {"a": N("0.3")}),
    ("SET a = n-n", [], {"a": N(0)}), ("SET m.a = m.a + l[0]", [], {"m": M(a=N(2), b=M(c=S("deep"), d=L(N(2))))}),
    ("SET a = (:0 + n)", [N(1)], {"a": N(6)}),
    ("SET m.b.c = :0", [N(1)], {"m": M(a=N(1), b=M(c=N(1), d=L(N(2))))}),
    ("SET m.x = :0", [L()], {"m": M(a=N(1), b=M(c=S("deep"), d=L(N(2))), x=L())}),
    ("SET l[1] = :0", [N(2)], {"l": L(N(1), N(2), M(q=N(7)))}),
    ("SET l[2].q = :0, l[2].r = :1", [N(8), N(9)], {"l": L(N(1), S("x"), M(q=N(8), r=N(9)))}),
    # AWS: an index beyond the end appends; several append in the order of their indexes.
    ("SET l[99] = :0", [N(2)], {"l": L(N(1), S("x"), M(q=N(7)), N(2))}),
    ("SET l[9] = :0, l[5] = :1", [N(9), N(5)], {"l": L(N(1), S("x"), M(q=N(7)), N(5), N(9))}),
    ("SET m.b.d[1] = :0", [N(3)], {"m": M(a=N(1), b=M(c=S("deep"), d=L(N(2), N(3))))}),
    ("SET n = if_not_exists(n, :0)", [N(1)], {}), ("SET a = if_not_exists(a, :0)", [N(1)], {"a": N(1)}),
    ("SET a = if_not_exists(nothing, n) + :0", [N(1)], {"a": N(6)}), ("SET n = if_not_exists(n, :0) + :1", [N(0), N(1)], {"n": N(6)}),
    ("SET a = if_not_exists(m.x, if_not_exists(l[9], s))", [], {"a": S("text")}), ("SET a = if_not_exists(m.a, :0)", [N(9)], {"a": N(1)}),
    ("SET l = list_append(l, :0)", [L(N(2), N(3))], {"l": L(N(1), S("x"), M(q=N(7)), N(2), N(3))}),
    ("SET l = list_append(:0, l)", [L(N(0))], {"l": L(N(0), N(1), S("x"), M(q=N(7)))}),
    ("SET a = list_append(:0, :1)", [L(), L(S("x"))], {"a": L(S("x"))}),
    ("SET a = list_append(m.b.d, l)", [], {"a": L(N(2), N(1), S("x"), M(q=N(7)))}),
    ("SET a = list_append(if_not_exists(a, :0), :1)", [L(), L(N(1))], {"a": L(N(1))}),
]
REMOVE = [
    ("REMOVE n", [], {"n": GONE}), ("REMOVE n, s, nothing", [], {"n": GONE, "s": GONE}),
    ("remove m.b.c", [], {"m": M(a=N(1), b=M(d=L(N(2))))}),
    ("REMOVE m.nothing", [], {}), ("REMOVE l[0]", [], {"l": L(S("x"), M(q=N(7)))}), ("REMOVE l[9]", [], {}),
    # AWS: the elements that remain move up once, when all are removed.
    ("REMOVE l[0], l[1]", [], {"l": L(M(q=N(7)))}), ("REMOVE l[2], l[0]", [], {"l": L(S("x"))}),
    ("REMOVE l[0], l[1], l[2]", [], {"l": L()}),
    ("REMOVE l[2].q", [], {"l": L(N(1), S("x"), M())}), ("REMOVE m.a, m.b", [], {"m": M()}),
]
ADD = [
    ("ADD n :0", [N("2.5")], {"n": N("7.5")}), ("ADD n :0", [N(-5)], {"n": N(0)}), ("ADD a :0", [N(3)], {"a": N(3)}),
    ("ADD ss :0", [SS("y", "z")], {"ss": SS("x", "y", "z")}), ("ADD ns :0", [NS("2.0", 3)], {"ns": NS(1, 2, 3)}),
    ("ADD bs :0", [{"BS": [b"\0"]}], {"bs": {"BS": [b"\0", b"\1", b"\2"]}}), ("ADD a :0", [SS("x")], {"a": SS("x")}),
    ("ADD m.a :0, m.n :0", [N(1)], {"m": M(a=N(2), b=M(c=S("deep"), d=L(N(2))), n=N(1))}),
    ("ADD l[0] :0", [N(1)], {"l": L(N(2), S("x"), M(q=N(7)))}),
]
DELETE = [
    ("DELETE ss :0", [SS("x", "nothing")], {"ss": SS("y")}), ("DELETE ns :0", [NS("1.0")], {"ns": NS(2)}),
    ("DELETE bs :0", [{"BS": [b"\2"]}], {"bs": {"BS": [b"\1"]}}), ("DELETE nothing :0", [SS("x")], {}),
    # AWS: no set is empty; what would be goes away.
    ("DELETE ss :0", [SS("x", "y", "z")], {"ss": GONE}), ("delete ss :0, ns :1", [SS("x"), NS(1)], {"ss": SS("y"), "ns": NS(2)}),
]
TOGETHER = [
    ("SET a = n REMOVE n ADD ns :0 DELETE ss :1", [NS(3), SS("x")], {"a": N(5), "n": GONE, "ns": NS(1, 2, 3), "ss": SS("y")}),
    ("DELETE ss :0 ADD n :1 REMOVE s SET a = s", [SS("x"), N(1)], {"ss": SS("y"), "n": N(6), "s": GONE, "a": S("text")}),
    ("SET l[0] = :0 REMOVE l[1]", [N(9)], {"l": L(N(9), M(q=N(7)))}), ("SET m.x = m.a REMOVE m.a, m.b", [], {"m": M(x=N(1))}),
]
TYPE = "An operand in the update expression has an incorrect data type"
MISSING = "The provided expression refers to an attribute that does not exist in the item"
DOCUMENT = "The document path provided in the update expression is invalid for update"
PLUS = "Invalid UpdateExpression: Incorrect operand type for operator or function; operator or function: "
CLAUSE = "Invalid UpdateExpression: Incorrect operand type for operator or function; operator: "
REFUSED = [
    ("SET a = s + :0", [N(1)], TYPE), ("SET a = :0 - ns", [N(1)], TYPE), ("SET a = list_append(s, :0)", [L()], TYPE),
    ("ADD s :0", [N(1)], TYPE),
    ("ADD ss :0", [N(1)], TYPE), ("ADD n :0", [SS("a")], TYPE), ("ADD ss :0", [NS(1)], TYPE), ("DELETE ss :0", [NS(1)], TYPE),
    ("DELETE s :0", [SS("a")], TYPE), ("ADD l :0", [N(1)], TYPE), ("SET a = if_not_exists(s, :0) + :0", [N(1)], TYPE),
    ("SET a = nothing", [], MISSING), ("SET a = nothing + :0", [N(1)], MISSING), ("SET a = m.nothing", [], MISSING),
    ("SET a = l[9]", [], MISSING),
    ("SET a = list_append(nothing, :0)", [L()], MISSING), ("SET n = n + nothing", [], MISSING),
    ("SET nothing.a = :0", [N(1)], DOCUMENT), ("SET m.x.y = :0", [N(1)], DOCUMENT), ("SET s.a = :0", [N(1)], DOCUMENT),
    ("SET l.a = :0", [N(1)], DOCUMENT),
    ("SET m[0] = :0", [N(1)], DOCUMENT), ("SET nothing[0] = :0", [N(1)], DOCUMENT), ("REMOVE nothing.a", [], DOCUMENT),
    ("REMOVE m[0]", [], DOCUMENT),
    ("REMOVE l.a", [], DOCUMENT), ("ADD nothing.a :0", [N(1)], DOCUMENT), ("DELETE ss[0] :0", [SS("x")], DOCUMENT),
    ("SET a = n + :0", [S("x")], PLUS + "+, operand type: S"), ("SET a = :0 - n", [TRUE], PLUS + "-, operand type: BOOL"),
    ("SET a = list_append(l, :0)", [SS("x")], PLUS + "list_append, operand type: SS"),
    ("ADD a :0", [S("x")], CLAUSE + "ADD, operand type: STRING"), ("ADD a :0", [L()], CLAUSE + "ADD, operand type: LIST"),
    ("DELETE a :0", [N(1)], CLAUSE + "DELETE, operand type: NUMBER"), ("DELETE a :0", [M()], CLAUSE + "DELETE, operand type: MAP"),
]
PATHS = [
    ("SET a = :0, a = :0", "overlap", "[a]", "[a]"), ("SET a = :0 REMOVE a", "overlap", "[a]", "[a]"),
    ("ADD a :0 SET a.b = :0", "overlap", "[a]", "[a, b]"),
    ("SET a.b = :0, a = :0", "overlap", "[a, b]", "[a]"), ("REMOVE a[0], a[0], b SET c = :0", "overlap", "[a, [0]]", "[a, [0]]"),
    ("SET a[1].b = :0, a[1].b.c = :0", "overlap", "[a, [1], b]", "[a, [1], b, c]"),
    ("SET a.b = :0, a[0] = :0", "conflict", "[a, b]", "[a, [0]]"),
    ("SET a[0].b = :0, a[0][1] = :0", "conflict", "[a, [0], b]", "[a, [0], [1]]"),
]
BIG = "9.9999999999999999999999999999999999999E+125"


class Updates(Case):
    TABLES = {"t": "pk:S sk:N"}

    def update(self, expression=None, values=(), key=None, **more):
        if expression is not None:
            more["UpdateExpression"] = expression
        return self.db.update_item(TableName=self.name("t"), Key=key or KEY, **placeholders(values), **more)

    def put(self, item):
        self.db.put_item(TableName=self.name("t"), Item=item)

    def stored(self, key=None):
        return unordered(self.db.get_item(TableName=self.name("t"), Key=key or KEY, ConsistentRead=True).get("Item"))

    def check(self, cases):
        for expression, values, changes in cases:
            with self.subTest(expression=expression):
                self.put(ITEM)
                expected = unordered({n: value for n, value in {**ITEM, **changes}.items() if value is not GONE})
                reply = self.update(expression, values, ReturnValues="ALL_NEW")
                self.assertEqual(unordered(reply["Attributes"]), expected)
                self.assertEqual(self.stored(), expected)

    def test_set(self):
        self.check(SET)

    def test_remove(self):
        self.check(REMOVE)

    def test_add(self):
        self.check(ADD)

    def test_delete(self):
        self.check(DELETE)

    def test_all_clauses_together(self):
        self.check(TOGETHER)

    def test_refused(self):
        self.put(ITEM)
        for expression, values, message in REFUSED:
            with self.subTest(expression=expression):
                self.refused(VALIDATION, message, self.update, expression, values)
        # One mistake keeps everything from happening.
        self.refused(VALIDATION, MISSING, self.update, "SET n = :0, a = nothing", [N(6)])
        self.assertEqual(self.stored(), unordered(ITEM))

    def test_paths_that_overlap_or_conflict(self):
        for expression, word, one, two in PATHS:
            self.refused(VALIDATION, f"Invalid UpdateExpression: Two document paths {word} with each other; must remove or rewrite one "
                         f"of these paths; path one: {one}, path two: {two}", self.update, expression, [N(1)])
        self.refused(VALIDATION, "overlap with each other", self.update, "SET #0 = :0, #1 = :0", ExpressionAttributeNames={
            "#0": "x", "#1": "x"}, ExpressionAttributeValues={":0": N(1)})

    def test_key_attributes(self):
        message = "One or more parameter values were invalid: Cannot update attribute {}. This attribute is part of the key"
        for expression, name in (("SET pk = :0", "pk"), ("SET sk = :0", "sk"), ("SET pk.a = :0", "pk"), ("ADD sk :0", "sk")):
            self.refused(VALIDATION, message.format(name), self.update, expression, [N(1)])
        for name in ("pk", "sk"):
            self.refused(VALIDATION, message.format(name), self.update, f"REMOVE {name}")

    def test_38_digits(self):
        # AWS, "Supported data types": 38 digits, 1E-130 to 9.99…E+125.
        for left, sign, right, result in (
            ("9" * 38, "+", 1, "1" + "0" * 38), ("1" + "0" * 37, "+", 1, "1" + "0" * 36 + "1"), ("9" * 38, "-", "9" * 37, "9" + "0" * 37),
            ("0." + "3" * 38, "+", "0." + "3" * 38, "0." + "6" * 38), ("-1E-130", "+", "1E-130", 0), ("1E-130", "+", "1E-130", "2E-130"),
            ("123456789012345678901234567890.12345678", "-", "0.00000008", "123456789012345678901234567890.1234567"),
            (BIG, "-", BIG, 0), ("9E+125", "+", "0.9E+125", "9.9E+125"), ("-9" + "9" * 37, "-", "0", "-9" + "9" * 37),
        ):
            with self.subTest(left=left, sign=sign, right=right):
                self.put({**KEY, "n": N(left), "expected": N(result)})
                self.update(f"SET n = n {sign} :0", [N(right)])
                item = self.stored()
                self.assertEqual(item["n"], item["expected"])

    def test_numbers_out_of_range(self):
        # Observed: ExtendDB/extenddb 94.
        overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range"
        for expression, values in (("SET n = :0 + :0", [N(BIG)]), ("SET n = :0 - :1", [N("-" + BIG), N(BIG)])):
            self.refused(VALIDATION, overflow, self.update, expression, values)
        self.put({**KEY, "n": N(BIG)})
        self.refused(VALIDATION, overflow, self.update, "ADD n :0", [N("1E+125")])
        self.refused(VALIDATION, "Number underflow", self.update, "SET n = :0 - :1",
                     [N("1.0000000000000000000000000000000000001E-130"), N("1E-130")])
        self.assertEqual(self.stored()["n"]["N"].replace(".", "")[:38], "9" * 38)

    def test_item_size(self):
        # AWS, "Quotas": 400 KB. 3 bytes for pk, 4 for sk, 1 for the name.
        limit, message = 400 * 1024, "Item size to update has exceeded the maximum allowed size"
        fits = limit - 3 - 4 - 1
        self.put(KEY)
        self.update("SET d = :0", [S("x" * fits)])
        before = self.stored()
        self.refused(VALIDATION, message, self.update, "SET d = :0", [S("x" * (fits + 1))])
        self.refused(VALIDATION, message, self.update, "SET e = :0", [S("")])
        self.refused(VALIDATION, message, self.update, "SET a = list_append(:0, :0)", [L(S("x" * (limit // 2)))])
        self.assertEqual(self.stored(), before)
        self.update("SET e = :0 REMOVE d", [S("")])

    def test_nesting(self):
        self.put({**KEY, "m": M()})
        deep = N(1)
        for _ in range(30):
            deep = L(deep)
        self.update("SET m.a = :0", [deep])
        self.refused(VALIDATION, "Nesting Levels have exceeded supported limits", self.update, "SET m.a = :0", [L(L(deep))])

    def test_items_that_are_not_there(self):
        new = {"pk": S("new"), "sk": N(1)}
        for expression, values, made in (
            (None, [], {}), ("SET a = :0", [N(1)], {"a": N(1)}), ("ADD a :0", [NS(1)], {"a": NS(1)}),
            ("SET a = if_not_exists(a, :0) + :0", [N(1)], {"a": N(2)}),
            ("REMOVE a", [], {}), ("DELETE a :0", [SS("x")], {}),
        ):
            with self.subTest(expression=expression):
                self.db.delete_item(TableName=self.name("t"), Key=new)
                self.assertEqual(self.update(expression, values, new, ReturnValues="ALL_NEW")["Attributes"], {**new, **made})
                self.assertEqual(self.stored(new), {**new, **made})
        self.db.delete_item(TableName=self.name("t"), Key=new)
        for expression, message in (("SET a = b", MISSING), ("SET m.a = :0", DOCUMENT), ("REMOVE m.a", DOCUMENT)):
            self.refused(VALIDATION, message, self.update, expression, [N(1)] if ":0" in expression else [], new)
        self.assertIsNone(self.stored(new))
