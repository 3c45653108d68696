"""PartiQL (AWS: "PartiQL - a SQL-compatible query language for Amazon DynamoDB"): ExecuteStatement and BatchExecuteStatement."""

from support import Case, NOT_FOUND, VALIDATION, put_all
from values import N, S

FAILED = "ConditionalCheckFailedException"
MALFORMED = "Statement wasn't well formed, can't be processed: "


class PartiQL(Case):
    TABLES = {"t": "pk:S sk:N"}

    def setUp(self):
        put_all(self.db, self.name("t"), [
            {"pk": S(pk), "sk": N(sk), "v": S(f"{pk}{sk}"), "m": {"M": {"l": {"L": [N(1), S("x")]}}}, "s": {"SS": ["a", "b"]}}
            for pk in "ab" for sk in range(3)
        ])

    def run_one(self, text, *parameters, **more):
        if parameters:
            more["Parameters"] = list(parameters)
        return self.db.execute_statement(Statement=text.replace("$t", f'"{self.name("t")}"'), **more)

    def values(self, text, *parameters, **more):
        return [item["v"]["S"] for item in self.run_one(text, *parameters, ConsistentRead=True, **more)["Items"]]

    def refuse(self, message, text, *parameters, code=VALIDATION, **more):
        self.refused(code, message, self.run_one, text, *parameters, **more)

    def batch(self, *texts, **more):
        statements = [{"Statement": text.replace("$t", f'"{self.name("t")}"')} for text in texts]
        return self.db.batch_execute_statement(Statements=statements, **more)

    def test_select(self):
        self.assertEqual(self.values("SELECT * FROM $t WHERE pk = 'a'"), ["a0", "a1", "a2"])
        self.assertEqual(self.values("select * from $t where pk = ? and sk = ?", S("a"), N(1)), ["a1"])
        self.assertEqual(self.values("SELECT * FROM $t WHERE pk = 'a' AND sk > 0 ORDER BY sk DESC"), ["a2", "a1"])
        self.assertEqual(self.values("SELECT * FROM $t WHERE pk IN ['a', 'b'] AND sk = 1 ORDER BY pk DESC"), ["b1", "a1"])
        self.assertEqual(self.values("SELECT v FROM $t WHERE contains(v, 'b') AND NOT sk BETWEEN 1 AND 2"), ["b0"])
        self.assertEqual(self.values("SELECT * FROM $t WHERE pk = 'a' AND x IS NOT MISSING"), [])
        self.assertEqual(sorted(self.values("SELECT * FROM $t")), ["a0", "a1", "a2", "b0", "b1", "b2"])

    def test_nested_paths(self):
        page = self.run_one("SELECT m.l[1], pk FROM $t WHERE pk = 'a' AND sk = 0")
        self.assertEqual(page["Items"], [{"l[1]": S("x"), "pk": S("a")}])

    def test_pages(self):
        found, more = [], {}
        while True:
            page = self.run_one("SELECT * FROM $t WHERE pk = ?", S("a"), Limit=2, **more)
            found += [item["v"]["S"] for item in page["Items"]]
            if "NextToken" not in page:
                break
            self.assertEqual(page["LastEvaluatedKey"], {"pk": S("a"), "sk": N(1)})
            more = {"NextToken": page["NextToken"]}
        self.assertEqual(found, ["a0", "a1", "a2"])
        token = self.run_one("SELECT * FROM $t", Limit=1)["NextToken"]
        self.refuse("", "SELECT * FROM $t WHERE pk = 'a'", NextToken=token)
        self.refuse("", "SELECT * FROM $t", NextToken="AAAA")

    def test_writes(self):
        self.assertEqual(self.run_one("INSERT INTO $t VALUE {'pk': 'n', 'sk': 1, 'v': ?, 'l': [1]}", S("new"))["Items"], [])
        self.refuse("Duplicate primary key exists in table", "INSERT INTO $t VALUE {'pk': 'n', 'sk': 1}", code="DuplicateItemException")
        where = "WHERE pk = 'n' AND sk = 1"
        updated = self.run_one(f"UPDATE $t SET l = list_append(l, [2]), c = ? REMOVE v {where} RETURNING ALL NEW *", N(5))
        self.assertEqual(updated["Items"], [{"pk": S("n"), "sk": N(1), "l": {"L": [N(1), N(2)]}, "c": N(5)}])
        changed = self.run_one(f"UPDATE $t SET c = c + 1 {where} RETURNING MODIFIED NEW *")
        self.assertEqual(changed["Items"], [{"c": N(6)}])
        self.refuse("The conditional request failed", f"UPDATE $t SET c = 1 {where} AND c = 9", code=FAILED)
        self.refuse("The conditional request failed", "UPDATE $t SET c = 1 WHERE pk = 'n' AND sk = 2", code=FAILED)
        self.refuse("The conditional request failed", f"DELETE FROM $t {where} AND c = 9", code=FAILED)
        self.assertEqual(self.run_one(f"DELETE FROM $t {where} RETURNING ALL OLD *")["Items"][0]["c"], N(6))
        self.assertEqual(self.run_one(f"DELETE FROM $t {where} RETURNING ALL OLD *")["Items"], [])

    def test_sets(self):
        where = "WHERE pk = 'a' AND sk = 0 RETURNING MODIFIED NEW *"
        added = self.run_one(f"UPDATE $t SET s = set_add(s, <<'c'>>) {where}")["Items"][0]["s"]["SS"]
        self.assertEqual(sorted(added), ["a", "b", "c"])
        left = self.run_one(f"UPDATE $t SET s = set_delete(s, <<'c', 'a'>>) {where}")["Items"][0]["s"]["SS"]
        self.assertEqual(left, ["b"])

    def test_batches(self):
        read = self.batch("SELECT * FROM $t WHERE pk = 'a' AND sk = 1", "SELECT * FROM $t WHERE pk = 'a'", "SELECT")["Responses"]
        self.assertEqual(read[0]["Item"]["v"], S("a1"))
        self.assertEqual([entry["Error"]["Code"] for entry in read[1:]], ["ValidationError"] * 2)
        written = self.batch("INSERT INTO $t VALUE {'pk': 'a', 'sk': 1}", "DELETE FROM $t WHERE pk = 'a' AND sk = 2")["Responses"]
        self.assertEqual(written[0]["Error"]["Code"], "DuplicateItem")
        self.assertEqual(written[1], {"TableName": self.name("t")})
        self.assertEqual(self.values("SELECT * FROM $t WHERE pk = 'a'"), ["a0", "a1"])
        self.refused(VALIDATION, "", self.batch, "SELECT * FROM $t WHERE pk = 'a' AND sk = 1", "DELETE FROM $t WHERE pk = 'a' AND sk = 1")

    def test_limits(self):
        text = "SELECT * FROM $t WHERE pk = 'a'".replace("$t", f'"{self.name("t")}"')
        self.run_one(text.ljust(8192))
        self.refuse("", text.ljust(8193))
        self.refuse("", "")
        one = "SELECT * FROM $t WHERE pk = 'a' AND sk = 1"
        self.assertEqual(len(self.batch(*[one] * 25)["Responses"]), 25)
        self.refused(VALIDATION, "", self.batch, *[one] * 26)
        self.refused(VALIDATION, "", self.batch)
        keys = ", ".join(f"'k{i}'" for i in range(50))
        self.assertEqual(self.values(f"SELECT * FROM $t WHERE pk IN [{keys}]"), [])
        self.refuse("", f"SELECT * FROM $t WHERE pk IN [{keys}, 'one more']")

    def test_bad_statements(self):
        self.refuse(MALFORMED + "Expected data manipulation", "CREATE TABLE $t")
        for text in ("SELECT * FROM", "SELECT * FROM $t WHERE pk = 'a", "INSERT INTO $t VALUES (1)", "DELETE FROM $t"):
            self.refuse("", text)
        mismatch = "Number of parameters in request and statement don't match."
        self.refuse(mismatch, "SELECT * FROM $t WHERE pk = ?")
        self.refuse(mismatch, "SELECT * FROM $t WHERE pk = 'a'", S("a"))
        self.refuse("Where clause does not contain a mandatory equality on all key attributes", "DELETE FROM $t WHERE pk = 'a'")
        self.refuse("", "SELECT * FROM \"no-such-table\"", code=NOT_FOUND)

    def test_capacity(self):
        page = self.run_one("SELECT * FROM $t WHERE pk = 'a' AND sk = 1", ConsistentRead=True, ReturnConsumedCapacity="TOTAL")
        self.assertEqual(page["ConsumedCapacity"], {"TableName": self.name("t"), "CapacityUnits": 1.0})
