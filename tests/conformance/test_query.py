"""Query: every key condition, both directions, pages (AWS: "Key condition expressions for the Query operation")."""

from support import Case, VALIDATION, pages, put_all

NUMBERS = [-100, -2.5, -1, 0, 0.001, 1, 2, 10, 11, 1000000]
STRINGS = ["a", "a\0", "a b", "ab", "abc", "b", "z", "\u00e9", "\U0001f600"]
BINARIES = [b"\0", b"\0\0", b"\0\xff", b"a", b"a\0", b"\x7f", b"\x80", b"\xff", b"\xff\xff"]


class Query(Case):
    TABLES = {"n": "pk:S sk:N", "s": "pk:S sk:S", "b": "pk:N sk:B", "hash": "pk:S", "large": "pk:S sk:N"}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        put_all(cls.db, cls.name("n"), [
            {"pk": {"S": pk}, "sk": {"N": str(n)}, "v": {"S": f"{pk} {n}"}} for pk in "pq" for n in reversed(NUMBERS)
        ])
        put_all(cls.db, cls.name("s"), [{"pk": {"S": "p"}, "sk": {"S": s}} for s in STRINGS])
        put_all(cls.db, cls.name("b"), [{"pk": {"N": "7"}, "sk": {"B": b}} for b in BINARIES])
        put_all(cls.db, cls.name("hash"), [{"pk": {"S": pk}} for pk in "pq"])

    def query(self, label, condition, values, **more):
        return self.db.query(
            TableName=self.name(label), ConsistentRead=True, KeyConditionExpression=condition,
            ExpressionAttributeValues=values, **more,
        )

    def numbers(self, condition, *values, **more):
        """The sort keys found in partition p; values are :0, :1."""
        placeholders = {f":{i}": {"N": str(value)} for i, value in enumerate(values)}
        page = self.query("n", "pk = :p" + condition, {":p": {"S": "p"}, **placeholders}, **more)
        self.assertEqual(page["Count"], len(page["Items"]))
        self.assertEqual(page["ScannedCount"], page["Count"])
        for item in page["Items"]:
            self.assertEqual(item["pk"], {"S": "p"})
        return [float(item["sk"]["N"]) for item in page["Items"]]

    def test_partition_alone(self):
        self.assertEqual(self.numbers(""), NUMBERS)
        self.assertEqual(self.numbers("", ScanIndexForward=True), NUMBERS)
        self.assertEqual(self.numbers("", ScanIndexForward=False), NUMBERS[::-1])
        self.assertEqual(self.query("n", "pk = :p", {":p": {"S": "nobody"}})["Items"], [])
        self.assertEqual(self.query("hash", "pk = :p", {":p": {"S": "p"}})["Items"], [{"pk": {"S": "p"}}])

    def test_comparisons_of_numbers(self):
        compare = {
            "=": lambda a, b: a == b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
            ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
        }
        for operator, holds in compare.items():
            for bound in (-1, 0, 1.5, 11):
                expected = [n for n in NUMBERS if holds(n, bound)]
                with self.subTest(operator=operator, bound=bound):
                    self.assertEqual(self.numbers(f" AND sk {operator} :0", bound), expected)
                    self.assertEqual(self.numbers(f" AND sk {operator} :0", bound, ScanIndexForward=False),
                                     expected[::-1])

    def test_between(self):
        for low, high in ((-1, 1), (-200, 2000000), (3, 9), (2, 2)):
            expected = [n for n in NUMBERS if low <= n <= high]
            self.assertEqual(self.numbers(" AND sk BETWEEN :0 AND :1", low, high), expected)
            self.assertEqual(self.numbers(" and sk between :0 and :1", low, high, ScanIndexForward=False),
                             expected[::-1])

    def test_strings_in_order_of_utf8_bytes(self):
        # AWS, "Key condition expressions": String sort keys in order of UTF-8 bytes.
        stored = sorted(STRINGS, key=lambda s: s.encode())
        page = self.query("s", "pk = :p", {":p": {"S": "p"}})
        self.assertEqual([item["sk"]["S"] for item in page["Items"]], stored)
        for prefix in ("a", "ab", "\u00e9", "nothing"):
            page = self.query("s", "pk = :p AND begins_with(sk, :s)", {":p": {"S": "p"}, ":s": {"S": prefix}})
            self.assertEqual([item["sk"]["S"] for item in page["Items"]], [s for s in stored if s.startswith(prefix)])
        page = self.query("s", "pk = :p AND sk > :s", {":p": {"S": "p"}, ":s": {"S": "a"}})
        self.assertEqual([item["sk"]["S"] for item in page["Items"]], stored[1:])

    def test_binaries_as_unsigned_bytes(self):
        page = self.query("b", "pk = :p", {":p": {"N": "7.0"}})
        self.assertEqual([item["sk"]["B"] for item in page["Items"]], BINARIES)
        for prefix in (b"\0", b"\xff", b"a"):
            page = self.query("b", "pk = :p AND begins_with(sk, :b)", {":p": {"N": "7"}, ":b": {"B": prefix}},
                              ScanIndexForward=False)
            self.assertEqual([item["sk"]["B"] for item in page["Items"]],
                             [b for b in reversed(BINARIES) if b.startswith(prefix)])

    def test_forms_of_the_expression(self):
        values = {":p": {"S": "p"}, ":n": {"N": "1"}}
        expected = self.query("n", "pk = :p AND sk = :n", values)["Items"]
        self.assertEqual(len(expected), 1)
        for expression in ("sk = :n AND pk = :p", "(pk = :p) AND (sk = :n)", "pk=:p  and\tsk=:n"):
            self.assertEqual(self.query("n", expression, values)["Items"], expected, expression)
        found = self.query("n", "#p = :p AND #s = :n", values, ExpressionAttributeNames={"#p": "pk", "#s": "sk"})
        self.assertEqual(found["Items"], expected)

    def test_pages(self):
        for forward in (True, False):
            for limit in (1, 3, len(NUMBERS), 100):
                found = []
                for page in pages(
                    self.query, label="n", condition="pk = :p", values={":p": {"S": "p"}}, Limit=limit,
                    ScanIndexForward=forward,
                ):
                    self.assertLessEqual(page["Count"], limit)
                    if "LastEvaluatedKey" in page and page["Items"]:
                        last = page["Items"][-1]
                        self.assertEqual(page["LastEvaluatedKey"], {"pk": last["pk"], "sk": last["sk"]})
                    found += [float(item["sk"]["N"]) for item in page["Items"]]
                self.assertEqual(found, NUMBERS if forward else NUMBERS[::-1])

    def test_page_of_one_megabyte(self):
        # AWS, "Paginating table query results": a page has up to 1 MB.
        table = self.name("large")
        for n in range(4):
            self.db.put_item(TableName=table, Item={
                "pk": {"S": "p"}, "sk": {"N": str(n)}, "data": {"S": "x" * (300 * 1024)},
            })
        counts = [page["Count"] for page in pages(
            self.query, label="large", condition="pk = :p", values={":p": {"S": "p"}})]
        self.assertEqual(sum(counts), 4)
        self.assertGreater(len(counts), 1)
        self.assertGreaterEqual(counts[0], 3)

    def start(self, key, condition="pk = :p", **values):
        values = {":p": {"S": "p"}, **{":" + name: value for name, value in values.items()}}
        return self.query("n", condition, values, ExclusiveStartKey=key)

    def test_start_that_does_not_exist(self):
        page = self.start({"pk": {"S": "p"}, "sk": {"N": "1.5"}})
        self.assertEqual([float(item["sk"]["N"]) for item in page["Items"]], [2, 10, 11, 1000000])

    def test_foreign_starts(self):
        # Observed: pynamodb/PynamoDB 50.
        for key in ({}, {"pk": {"S": "p"}}, {"pk": {"S": "p"}, "sk": {"S": "1"}}, {"pk": {"S": "p"}, "x": {"N": "1"}},
                    {"pk": {"S": "p"}, "sk": {"N": "1"}, "x": {"N": "1"}}):
            self.refused(VALIDATION, "The provided starting key is invalid", self.start, key)
        # Observed: floci-io/floci 3389, beside AWS's answer.
        self.refused(VALIDATION, "The provided starting key is outside query boundaries based on provided condition",
                     self.start, {"pk": {"S": "q"}, "sk": {"N": "1"}})
        # Observed: aws/aws-sdk-js 3283.
        self.refused(VALIDATION, "The provided starting key does not match the range key predicate",
                     self.start, {"pk": {"S": "p"}, "sk": {"N": "1"}}, "pk = :p AND sk > :n", n={"N": "5"})
