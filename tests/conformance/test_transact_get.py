"""TransactGetItems (AWS: its page in the API reference)."""

from botocore.exceptions import ClientError

from support import NOT_FOUND, VALIDATION, Case, put_all
from values import N, S

KB = 1024


def key(pk, sk=1):
    return {"pk": S(pk), "sk": N(sk)}


def item(pk, size, sk=1):
    """An item of that many bytes: keys pk and sk, an attribute d."""
    return {**key(pk, sk), "d": S("x" * (size - (2 + len(pk)) - (2 + 2) - 1))}


class TransactGets(Case):
    TABLES = {"a": "pk:S sk:N", "b": "pk:S"}

    def one(self, what, table="a", **more):
        return {"Get": {"TableName": self.name(table), "Key": what, **more}}

    def get(self, *gets, **more):
        return self.db.transact_get_items(TransactItems=list(gets), **more)

    def test_answers_come_in_order_of_the_request(self):
        items = [{**key("order", i), "v": S(str(i))} for i in range(3)]
        put_all(self.db, self.name("a"), items)
        put_all(self.db, self.name("b"), [{"pk": S("order")}])
        reply = self.get(self.one(key("order", 2)), self.one(key("nobody")), self.one({"pk": S("order")}, "b"),
                         self.one(key("order", 0)))
        self.assertEqual(reply["Responses"], [{"Item": items[2]}, {}, {"Item": {"pk": S("order")}}, {"Item": items[0]}])

    def test_projections(self):
        put_all(self.db, self.name("a"), [{**key("part"), "v": S("1"), "m": {"M": {"x": N(1), "y": N(2)}}}])
        gets = [self.one(key("part"), ProjectionExpression="v, m.x"), self.one(key("nobody"), ProjectionExpression="v")]
        self.assertEqual(self.get(*gets)["Responses"], [{"Item": {"v": S("1"), "m": {"M": {"x": N(1)}}}}, {}])
        named = self.one(key("part"), ProjectionExpression="#m.y", ExpressionAttributeNames={"#m": "m"})
        self.assertEqual(self.get(named)["Responses"], [{"Item": {"m": {"M": {"y": N(2)}}}}])
        # AWS: "if the requested item has no projected attributes, the corresponding ItemResponse object is an empty Map".
        self.assertEqual(self.get(self.one(key("part"), ProjectionExpression="z"))["Responses"], [{"Item": {}}])

    def test_100_and_one_more(self):
        items = [key("full", i) for i in range(100)]
        put_all(self.db, self.name("a"), items)
        gets = [self.one(k) for k in items]
        self.assertEqual(self.get(*gets)["Responses"], [{"Item": k} for k in items])
        self.refused(VALIDATION, "at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
                     self.get, *gets, self.one(key("full", 100)))

    def test_no_gets(self):
        self.refused(VALIDATION, "Member must have length greater than or equal to 1", self.get)
        self.refused(VALIDATION, "Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
                     self.db.transact_get_items)
        self.refused(VALIDATION, "Value null at 'transactItems.2.member.get' failed to satisfy constraint: Member must not be null",
                     self.get, self.one(key("x")), {})
        self.refused(VALIDATION, "Value null at 'transactItems.1.member.get.key' failed to satisfy constraint: Member must not be null",
                     self.get, {"Get": {"TableName": self.name("a")}})
        self.refused(VALIDATION, "Value null at 'transactItems.1.member.get.tableName' failed to satisfy constraint: Member must not be null",
                     self.get, {"Get": {"Key": key("x")}})

    def test_4_megabytes_and_one_more(self):
        sizes = [400 * KB] * 10 + [96 * KB, 96 * KB + 1]
        for i, size in enumerate(sizes, 1):
            self.db.put_item(TableName=self.name("a"), Item=item("mega", size, i))
        gets = [self.one(key("mega", i)) for i in range(1, 11)]
        self.assertEqual(len(self.get(*gets, self.one(key("mega", 11)))["Responses"]), 11)
        self.refused(VALIDATION, "", self.get, *gets, self.one(key("mega", 12)))
        # The whole items count, whatever is shown of them.
        small = [self.one(key("mega", i), ProjectionExpression="sk") for i in [*range(1, 11), 12]]
        self.refused(VALIDATION, "", self.get, *small)

    def test_one_item_twice(self):
        message = "Transaction request cannot include multiple operations on one item"
        arn = self.db.describe_table(TableName=self.name("a"))["Table"]["TableArn"]
        self.refused(VALIDATION, message, self.get, self.one(key("x")), self.one(key("y")), self.one(key("x")))
        self.refused(VALIDATION, message, self.get, self.one(key("x")), {"Get": {"TableName": arn, "Key": key("x")}})
        self.assertEqual(self.get(self.one(key("x", 1)), self.one(key("x", 2)))["Responses"], [{}, {}])

    def test_keys_that_do_not_fit(self):
        reason = {"Code": "ValidationError", "Message": "The provided key element does not match the schema"}
        with self.assertRaises(ClientError) as caught:
            self.get(self.one(key("x")), self.one({"pk": S("x")}))
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], "TransactionCanceledException")
        self.assertIn("[None, ValidationError]", answer["Error"]["Message"])
        self.assertEqual(answer["CancellationReasons"], [{"Code": "None"}, reason])

    def test_bad_expressions(self):
        good = self.one(key("x"))
        self.refused(VALIDATION, "Invalid ProjectionExpression: Syntax error", self.get, good, self.one(key("y"), ProjectionExpression="a,"))
        self.refused(VALIDATION, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}", self.get, good,
                     self.one(key("y"), ProjectionExpression="a", ExpressionAttributeNames={"#u": "u"}))
        self.refused(VALIDATION, "ExpressionAttributeNames can only be specified when using expressions", self.get, good,
                     self.one(key("y"), ExpressionAttributeNames={"#u": "u"}))

    def test_missing_table(self):
        self.refused(NOT_FOUND, "Requested resource not found", self.get, self.one(key("x")), self.one(key("x"), "missing"))

    def test_capacity(self):
        # AWS: two read units for each 4 KB begun, of what is not there too.
        put_all(self.db, self.name("a"), [item("units", 5 * KB)])
        a, b = self.name("a"), self.name("b")
        gets = [self.one(key("units"), ProjectionExpression="sk"), self.one({"pk": S("nobody")}, "b"), self.one(key("nobody"))]
        self.assertEqual(self.get(*gets, ReturnConsumedCapacity="TOTAL")["ConsumedCapacity"], [
            {"TableName": a, "CapacityUnits": 6.0, "ReadCapacityUnits": 6.0},
            {"TableName": b, "CapacityUnits": 2.0, "ReadCapacityUnits": 2.0}])
        self.assertNotIn("ConsumedCapacity", self.get(*gets))
