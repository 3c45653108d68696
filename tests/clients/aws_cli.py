"""The AWS CLI, version 1, against the server: every operation, as one types it.

A start of the CLI takes most of a second, so two tests run at a time, each with a table of its own.
"""

import base64
import concurrent.futures
import itertools
import json
import os
import subprocess
import sys
import tempfile
import unittest

# What version 1 exits with.
REFUSED = 255
COUNTER = itertools.count(1)
calls = []


def aws(*arguments, code=0):
    """What the CLI prints, as JSON; or its complaint, where `code` is to be another than 0."""
    words = [json.dumps(word) if isinstance(word, (dict, list)) else str(word) for word in arguments]
    calls.append(words[0])
    command = [os.path.join(sys.prefix, "bin", "aws"), "dynamodb", *words, "--output", "json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    if done.returncode != code:
        raise AssertionError(f"{words}: exit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return done.stderr.strip() if code else json.loads(done.stdout or "{}")


def key(pk, sk=1):
    return {"pk": {"S": pk}, "sk": {"N": str(sk)}}


class Case(unittest.TestCase):
    """Each test has the table self.table; `on` is the CLI with that table's name."""

    def setUp(self):
        self.table = f"cli-{next(COUNTER)}"
        aws("create-table", "--table-name", self.table, "--attribute-definitions", "AttributeName=pk,AttributeType=S",
            "AttributeName=sk,AttributeType=N",
            "--key-schema", "AttributeName=pk,KeyType=HASH", "AttributeName=sk,KeyType=RANGE", "--billing-mode", "PAY_PER_REQUEST")
        aws("wait", "table-exists", "--table-name", self.table)

    def on(self, operation, *arguments, code=0):
        return aws(operation, "--table-name", self.table, *arguments, code=code)

    def refused(self, error, words, operation, *arguments):
        complaint = self.on(operation, *arguments, code=REFUSED)
        self.assertIn(f"An error occurred ({error}) when calling the ", complaint)
        self.assertIn(words, complaint)

    def put(self, *items):
        for item in items:
            self.on("put-item", "--item", item)

    def get(self, which, *more):
        return self.on("get-item", "--key", which, "--consistent-read", *more).get("Item")


class Tables(Case):
    def test_tables(self):
        table = self.on("describe-table")["Table"]
        self.assertEqual((table["TableName"], table["TableStatus"], table["ItemCount"]), (self.table, "ACTIVE", 0))
        self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        self.refused("ResourceInUseException", "Table already exists", "create-table", "--attribute-definitions",
                     "AttributeName=pk,AttributeType=S",
                     "--key-schema", "AttributeName=pk,KeyType=HASH", "--billing-mode", "PAY_PER_REQUEST")
        deleted = self.on("delete-table")["TableDescription"]
        self.assertEqual(deleted["TableStatus"], "DELETING")
        aws("wait", "table-not-exists", "--table-name", self.table)
        self.refused("ResourceNotFoundException", "Requested resource not found", "describe-table")
        self.refused("ResourceNotFoundException", "", "delete-table")
        self.refused("ResourceNotFoundException", "Requested resource not found", "get-item", "--key", key("a"))

    def test_names_in_pages(self):
        for suffix in "abc":
            aws("create-table", "--table-name", f"{self.table}.{suffix}", "--attribute-definitions", "AttributeName=id,AttributeType=B",
                "--key-schema", "AttributeName=id,KeyType=HASH", "--provisioned-throughput", "ReadCapacityUnits=5,WriteCapacityUnits=2")
        mine = {f"{self.table}.{suffix}" for suffix in "abc"} | {self.table}
        self.assertLessEqual(mine, set(aws("list-tables", "--page-size", 1)["TableNames"]))
        # In pages of 1 the CLI goes on behind a name; in longer ones at a place, which the tables of other tests move.
        first = aws("list-tables", "--page-size", 1, "--max-items", 2)
        self.assertEqual(len(first["TableNames"]), 2)
        rest = aws("list-tables", "--starting-token", first["NextToken"])["TableNames"]
        self.assertFalse(set(first["TableNames"]) & set(rest))
        throughput = aws("describe-table", "--table-name", f"{self.table}.a", "--query", "Table.ProvisionedThroughput")
        self.assertEqual((throughput["ReadCapacityUnits"], throughput["WriteCapacityUnits"]), (5, 2))


class Items(Case):
    def test_all_types(self):
        # Version 1 takes binaries as they are, and prints them in Base64.
        item = {
            **key("all", "-0.5"), "s": {"S": "Gr\u00fc\u00dfe"}, "n": {"N": "123456789012345678901234567890.12345678"},
            "b": {"B": "bytes"}, "t": {"BOOL": True},
            "nu": {"NULL": True}, "l": {"L": [{"N": "1"}, {"M": {"x": {"S": ""}}}]}, "m": {"M": {}}, "ss": {"SS": ["a", "b"]},
            "ns": {"NS": ["1", "2.5"]}, "bs": {"BS": ["x"]},
        }
        self.put(item)
        printed = {**item, "b": {"B": base64.b64encode(b"bytes").decode()}, "bs": {"BS": [base64.b64encode(b"x").decode()]}}
        self.assertEqual(self.get(key("all", "-0.50")), printed)
        self.assertEqual(self.get(key("all", "-0.5"), "--projection-expression", "l[1].x, #n", "--expression-attribute-names", {"#n": "n"}),
                         {"l": {"L": [{"M": {"x": {"S": ""}}}]}, "n": item["n"]})
        self.assertEqual(self.get(key("all", "-0.5"), "--attributes-to-get", "t"), {"t": {"BOOL": True}})
        self.assertIsNone(self.get(key("nobody")))

    def test_conditions(self):
        new = ("--condition-expression", "attribute_not_exists(pk)")
        self.on("put-item", "--item", {**key("a"), "v": {"N": "5"}}, *new)
        self.refused("ConditionalCheckFailedException", "The conditional request failed", "put-item", "--item", key("a"), *new)
        low = ("--condition-expression", "#v < :v", "--expression-attribute-names", {"#v": "v"}, "--expression-attribute-values",
               {":v": {"N": "5"}})
        for operation in ("update-item", "delete-item"):
            self.refused("ConditionalCheckFailedException", "", operation, "--key", key("a"), *low,
                         "--return-values-on-condition-check-failure", "ALL_OLD")
        self.refused("ConditionalCheckFailedException", "", "delete-item", "--key", key("a"), "--expected", {"v": {"Exists": False}})
        old = self.on("delete-item", "--key", key("a"), "--return-values", "ALL_OLD", "--condition-expression", "v = :v",
                      "--expression-attribute-values", {":v": {"N": "5.0"}})
        self.assertEqual(old["Attributes"], {**key("a"), "v": {"N": "5"}})
        self.assertIsNone(self.get(key("a")))

    def test_updates(self):
        def update(expression, values, *more):
            return self.on("update-item", "--key", key("u"), "--update-expression", expression, "--expression-attribute-values",
                           values, *more)

        for count in ("1", "2"):
            reply = update("SET n = if_not_exists(n, :zero) + :one", {":zero": {"N": "0"}, ":one": {"N": "1"}}, "--return-values",
                           "UPDATED_NEW")
            self.assertEqual(reply["Attributes"], {"n": {"N": count}})
        update("SET l = :l ADD s :s", {":l": {"L": [{"N": "1"}]}, ":s": {"SS": ["x"]}})
        update("SET l = list_append(l, :l)", {":l": {"L": [{"N": "2"}]}})
        reply = update("REMOVE l[0] DELETE s :s", {":s": {"SS": ["x"]}}, "--return-values", "ALL_NEW")
        self.assertEqual(reply["Attributes"], {**key("u"), "n": {"N": "2"}, "l": {"L": [{"N": "2"}]}})
        legacy = self.on("update-item", "--key", key("u"), "--attribute-updates", {"n": {"Action": "ADD", "Value": {"N": "5"}}},
                         "--return-values", "UPDATED_OLD")
        self.assertEqual(legacy["Attributes"], {"n": {"N": "2"}})
        self.refused("ValidationException", "This attribute is part of the key", "update-item", "--key", key("u"),
                     "--update-expression", "REMOVE pk")
        self.refused("ValidationException", "Invalid UpdateExpression: Syntax error; token: \"<EOF>\"", "update-item", "--key",
                     key("u"), "--update-expression", "SET a =")
        self.refused("ValidationException", "Attribute name is a reserved keyword; reserved keyword: name", "update-item", "--key",
                     key("u"),
                     "--update-expression", "REMOVE name")

    def test_bad_requests(self):
        self.refused("ValidationException", "The provided key element does not match the schema", "get-item", "--key", {"pk": {"S": "a"}})
        self.refused("ValidationException", "Missing the key sk in the item", "put-item", "--item", {"pk": {"S": "a"}})
        self.refused("ValidationException", "cannot contain an empty string value. Key: pk", "put-item", "--item", key(""))
        self.refused("ValidationException", "unused in expressions: keys: {:v}", "scan", "--filter-expression", "attribute_exists(pk)",
                     "--expression-attribute-values", {":v": {"N": "1"}})
        self.refused("ValidationException", "Can not use both expression and non-expression parameters", "scan",
                     "--filter-expression", "attribute_exists(pk)",
                     "--attributes-to-get", "pk")
        self.refused("ValidationException", "", "put-item", "--item", {**key("a"), "n": {"N": "1" * 39}})
        self.refused("ValidationException", "at 'select' failed to satisfy constraint", "scan", "--select", "SOMETHING")


class Reads(Case):
    def setUp(self):
        super().setUp()
        items = [{**key(f"p{i % 2}", i), "even": {"BOOL": i % 4 < 2}} for i in range(20)]
        reply = aws("batch-write-item", "--request-items", {self.table: [{"PutRequest": {"Item": item}} for item in items]})
        self.assertEqual(reply["UnprocessedItems"], {})

    def query(self, condition, values, *more):
        reply = self.on("query", "--key-condition-expression", condition, "--expression-attribute-values", values, *more)
        return reply, [int(item["sk"]["N"]) for item in reply.get("Items", [])]

    def test_queries(self):
        p, low = {":p": {"S": "p1"}}, {":n": {"N": "9"}}
        self.assertEqual(self.query("pk = :p", p, "--page-size", 3)[1], list(range(1, 20, 2)))
        self.assertEqual(self.query("pk = :p AND sk < :n", {**p, **low}, "--no-scan-index-forward")[1], [7, 5, 3, 1])
        first, found = self.query("pk = :p", p, "--max-items", 4)
        self.assertEqual(found, [1, 3, 5, 7])
        self.assertEqual(self.query("pk = :p", p, "--starting-token", first["NextToken"])[1], [9, 11, 13, 15, 17, 19])
        page, found = self.query("pk = :p", p, "--no-paginate", "--limit", 2)
        self.assertEqual((found, page["LastEvaluatedKey"]), ([1, 3], key("p1", 3)))
        _, found = self.query("pk = :p", p, "--exclusive-start-key", page["LastEvaluatedKey"], "--no-paginate", "--limit", 2)
        self.assertEqual(found, [5, 7])
        filtered, found = self.query("pk = :p", {**p, ":t": {"BOOL": True}}, "--filter-expression", "even = :t",
                                     "--projection-expression", "sk")
        self.assertEqual((found, filtered["Count"], filtered["ScannedCount"]), ([1, 5, 9, 13, 17], 5, 10))
        counted, _ = self.query("pk = :p", p, "--select", "COUNT", "--return-consumed-capacity", "INDEXES")
        self.assertEqual((counted["Count"], counted["ConsumedCapacity"]),
                         (10, {"TableName": self.table, "CapacityUnits": 0.5, "Table": {"CapacityUnits": 0.5}}))
        legacy = self.on("query", "--key-conditions", {"pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": "p0"}]}})
        self.assertEqual(legacy["Count"], 10)
        self.refused("ValidationException", "Query condition missed key schema element: pk", "query", "--key-condition-expression",
                     "sk = :n",
                     "--expression-attribute-values", low)

    def test_scans(self):
        self.assertEqual(self.on("scan", "--page-size", 7)["Count"], 20)
        parts = [self.on("scan", "--segment", segment, "--total-segments", 2)["Items"] for segment in range(2)]
        self.assertEqual(sorted(int(item["sk"]["N"]) for part in parts for item in part), list(range(20)))
        found = self.on("scan", "--filter-expression", "sk BETWEEN :a AND :b", "--expression-attribute-values",
                        {":a": {"N": "4"}, ":b": {"N": "6"}}, "--consistent-read")
        self.assertEqual((found["Count"], found["ScannedCount"]), (3, 20))
        self.assertEqual(self.on("scan", "--select", "COUNT", "--scan-filter",
                                 {"sk": {"ComparisonOperator": "LT", "AttributeValueList": [{"N": "5"}]}})["Count"], 5)
        self.refused("ValidationException", "", "scan", "--segment", 2, "--total-segments", 2)

    def test_batches(self):
        wanted = {self.table: {"Keys": [key("p1", 1), key("p0", 2), key("p0", 99)], "ProjectionExpression": "sk", "ConsistentRead": True}}
        reply = aws("batch-get-item", "--request-items", wanted, "--return-consumed-capacity", "TOTAL")
        self.assertEqual(sorted(int(item["sk"]["N"]) for item in reply["Responses"][self.table]), [1, 2])
        self.assertEqual((reply["UnprocessedKeys"], reply["ConsumedCapacity"]), ({}, [{"TableName": self.table, "CapacityUnits": 3.0}]))
        written = aws("batch-write-item", "--request-items",
                      {self.table: [{"DeleteRequest": {"Key": key("p1", 1)}}, {"PutRequest": {"Item": key("p1", 2)}}]},
                      "--return-consumed-capacity", "TOTAL", "--return-item-collection-metrics", "SIZE")
        self.assertEqual((written["UnprocessedItems"], written["ConsumedCapacity"]),
                         ({}, [{"TableName": self.table, "CapacityUnits": 2.0}]))
        self.assertIsNone(self.get(key("p1", 1)))
        twice = aws("batch-get-item", "--request-items", {self.table: {"Keys": [key("a"), key("a")]}}, code=REFUSED)
        self.assertIn("Provided list of item keys contains duplicates", twice)

    def test_what_a_batch_leaves_over(self):
        # AWS: a BatchGetItem answers up to 16 MB.
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "request.json")

            def from_file(operation, request):
                with open(path, "w") as file:
                    json.dump(request, file)
                return aws(operation, "--request-items", f"file://{path}")

            for begin in (0, 25):
                left = {self.table: [{"PutRequest": {"Item": {**key("big", begin + i),
                                                              "data": {"S": "x" * 390 * 1024}}}} for i in range(25)]}
                while left:
                    left = from_file("batch-write-item", left)["UnprocessedItems"]
            left, rounds, found = {self.table: {"Keys": [key("big", i) for i in range(50)]}}, 0, set()
            while left:
                reply = from_file("batch-get-item", left)
                found |= {item["sk"]["N"] for item in reply["Responses"][self.table]}
                left, rounds = reply["UnprocessedKeys"], rounds + 1
        self.assertEqual((len(found), rounds), (50, 2))


def run():
    """(whether all passed, calls)."""
    tests = [test for case in (Reads, Items, Tables) for test in unittest.defaultTestLoader.loadTestsFromTestCase(case)]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda test: test.run(unittest.TestResult()), tests))
    for test, result in zip(tests, results):
        print("ok" if result.wasSuccessful() else "FAILED", test.id())
        for _, trace in result.failures + result.errors:
            print(trace, file=sys.stderr)
    print(", ".join(f"{name} {calls.count(name)}" for name in sorted(set(calls))))
    return all(result.wasSuccessful() for result in results), len(calls)
