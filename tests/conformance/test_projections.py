"""ProjectionExpression and AttributesToGet, with each operation that reads (AWS: "Using projection expressions in DynamoDB")."""

from support import Case, VALIDATION
from values import L, M, N, S, SS, unordered

KEY = {"pk": S("a"), "sk": N(1)}
ITEM = {
    **KEY, "n": N(5), "s": S("text"), "l": L(N(0), S("one"), M(q=N(7), r=N(8)), L(N(9))), "m": M(a=N(1), b=M(c=S("deep"), d=L(N(2), N(3)))),
    "ss": SS("x", "y"), "name": S("reserved"), "a.b": S("dot"),
}
BAD = "Invalid ProjectionExpression: "

# (projection, what is read, names of #0, #1, …)
PROJECTIONS = [
    ("n", {"n": N(5)}), ("n, s", {"n": N(5), "s": S("text")}), ("s,n,pk", {"n": N(5), "s": S("text"), "pk": S("a")}), ("pk, sk", KEY),
    ("nothing", {}), ("nothing, n", {"n": N(5)}), ("m", {"m": ITEM["m"]}), ("m.a", {"m": M(a=N(1))}), ("m.b.c", {"m": M(b=M(c=S("deep")))}),
    ("m.a, m.b.d", {"m": M(a=N(1), b=M(d=L(N(2), N(3))))}), ("m.nothing", {}), ("n.a", {}), ("m[0]", {}), ("ss[0]", {}), ("l.q", {}),
    ("l[1]", {"l": L(S("one"))}), ("l[9]", {}), ("l[2].q", {"l": L(M(q=N(7)))}), ("l[3][0]", {"l": L(L(N(9)))}),
    ("m.b.d[1]", {"m": M(b=M(d=L(N(3))))}),
    # Elements come in the list's order, whatever the expression's; what lies between is left out.
    ("l[1], l[0]", {"l": L(N(0), S("one"))}), ("l[3], l[0], m.a", {"l": L(N(0), L(N(9))), "m": M(a=N(1))}),
    ("l[2].r, l[2].q", {"l": L(M(q=N(7), r=N(8)))}),
    ("l[9], l[0]", {"l": L(N(0))}),
    ("#0", {"name": S("reserved")}, "name"), ("#0", {"a.b": S("dot")}, "a.b"), ("#0.#1", {"m": M(a=N(1))}, "m", "a"),
    ("#0[2].#1, n", {"l": L(M(q=N(7))), "n": N(5)}, "l", "q"),
    ("#0", {}, "m.a"), ("#0.#0", {}, "m"),
]
SYNTAX = BAD + 'Syntax error; token: "'
REFUSED = [
    ("", BAD + "The expression can not be empty;"), ("n,", SYNTAX + '<EOF>", near: ","'), ("n,,s", SYNTAX + ',", near: ",,s"'),
    (",n", SYNTAX + ',", near: ",n"'),
    ("n s", SYNTAX + 's", near: "n s"'), ("l[n]", SYNTAX + 'n", near: "[n]"'), ("l[0", SYNTAX + '<EOF>", near: "0"'),
    (":v", SYNTAX + ':v", near: ":v"'),
    ("size(l)", SYNTAX + '(", near: "size(l"'), ("(n)", SYNTAX + '(", near: "(n"'), ("*", SYNTAX + '*", near: "*"'),
    ("n = s", SYNTAX + '=", near: "n = s"'),
    ("name", BAD + "Attribute name is a reserved keyword; reserved keyword: name"),
    ("m.Status", BAD + "Attribute name is a reserved keyword; reserved keyword: Status"),
    ("#9", BAD + "An expression attribute name used in the document path is not defined; attribute name: #9"),
    ("c" + ".b" * 32, BAD + "The document path has too many nesting levels; nesting levels: 33"),
]
PATHS = [
    ("m, m", "overlap", "[m]", "[m]"), ("m, m.a", "overlap", "[m]", "[m, a]"), ("m.a, m", "overlap", "[m, a]", "[m]"),
    ("l[0], l[0]", "overlap", "[l, [0]]", "[l, [0]]"),
    ("l[0], l.a", "conflict", "[l, [0]]", "[l, a]"), ("m.a, m[0]", "conflict", "[m, a]", "[m, [0]]"),
]


class Projections(Case):
    TABLES = {"t": "pk:S sk:N"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.table = cls.name("t")
        cls.db.put_item(TableName=cls.table, Item=ITEM)

    def get(self, **more):
        return self.db.get_item(TableName=self.table, Key=KEY, ConsistentRead=True, **more)["Item"]

    def batch_get(self, **more):
        reply = self.db.batch_get_item(RequestItems={self.table: {"Keys": [KEY], "ConsistentRead": True, **more}})
        return reply["Responses"][self.table][0]

    def query(self, **more):
        names = {**more.pop("ExpressionAttributeNames", {}), "#pk": "pk"}
        return self.db.query(TableName=self.table, ConsistentRead=True, KeyConditionExpression="#pk = :pk", ExpressionAttributeNames=names,
                             ExpressionAttributeValues={":pk": S("a")}, **more)["Items"][0]

    def scan(self, **more):
        return self.db.scan(TableName=self.table, ConsistentRead=True, **more)["Items"][0]

    def reads(self):
        return self.get, self.batch_get, self.query, self.scan

    def test_projections(self):
        for projection, expected, *names in PROJECTIONS:
            request = {"ProjectionExpression": projection}
            if names:
                request["ExpressionAttributeNames"] = {f"#{i}": name for i, name in enumerate(names)}
            for read in self.reads():
                with self.subTest(projection=projection, read=read.__name__):
                    self.assertEqual(unordered(read(**request)), unordered(expected))

    def test_refused(self):
        for projection, message in REFUSED:
            for read in self.reads():
                with self.subTest(projection=projection, read=read.__name__):
                    self.refused(VALIDATION, message, read, ProjectionExpression=projection)

    def test_paths_that_overlap_or_conflict(self):
        for projection, word, one, two in PATHS:
            self.refused(VALIDATION, f"{BAD}Two document paths {word} with each other; must remove or rewrite one of these paths; path "
                         f"one: {one}, path two: {two}", self.get, ProjectionExpression=projection)
        names = {"#0": "m", "#1": "m"}
        self.refused(VALIDATION, "overlap with each other", self.scan, ProjectionExpression="#0, #1", ExpressionAttributeNames=names)

    def test_unused_names(self):
        for read in (self.get, self.batch_get, self.scan):
            self.refused(VALIDATION, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#0}", read,
                         ProjectionExpression="n", ExpressionAttributeNames={"#0": "s"})
            self.refused(VALIDATION, "ExpressionAttributeNames can only be specified when using expressions", read,
                         ExpressionAttributeNames={"#0": "s"})

    def test_size(self):
        # AWS, "Quotas": 4 KB.
        self.assertEqual(self.get(ProjectionExpression="n".ljust(4096)), {"n": N(5)})
        self.refused(VALIDATION, "Expression size has exceeded the maximum allowed size", self.get, ProjectionExpression="n".ljust(4097))

    def test_item_that_is_not_there(self):
        reply = self.db.get_item(TableName=self.table, Key={**KEY, "sk": N(2)}, ProjectionExpression="n")
        self.assertNotIn("Item", reply)

    def test_filtered_by_what_is_not_read(self):
        request = {"FilterExpression": "n = :n", "ProjectionExpression": "s", "ExpressionAttributeValues": {":n": N(5)}}
        self.assertEqual(self.scan(**request), {"s": S("text")})

    def test_attributes_to_get(self):
        def query(**more):
            conditions = {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [S("a")]}}
            return self.db.query(TableName=self.table, KeyConditions=conditions, ConsistentRead=True, **more)["Items"][0]

        for read in (self.get, self.batch_get, query, self.scan):
            self.assertEqual(read(AttributesToGet=["s", "n", "nothing"]), {"n": N(5), "s": S("text")})
            # Names are whole names here: neither paths nor reserved.
            self.assertEqual(unordered(read(AttributesToGet=["name", "a.b", "m.a", "m"])),
                             unordered({n: ITEM[n] for n in ("name", "a.b", "m")}))
            both = re_mixed("AttributesToGet", "ProjectionExpression")
            self.refused(VALIDATION, both, read, AttributesToGet=["n"], ProjectionExpression="n")
            self.refused(VALIDATION, "", read, AttributesToGet=["n", "n"])


def re_mixed(legacy, expression):
    return ("Can not use both expression and non-expression parameters in the same request: "
            f"Non-expression parameters: {{{legacy}}} Expression parameters: {{{expression}}}")
