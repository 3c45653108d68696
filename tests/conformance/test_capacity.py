"""ReturnConsumedCapacity and ReturnItemCollectionMetrics (AWS: "DynamoDB read and write operations", "ConsumedCapacity").

A read takes a unit for each 4 KB begun, half of it when it may be eventually consistent; a write one for each KB begun.
"""

from support import Case, VALIDATION, put_all
from values import N, S

KB = 1024


def item(pk, size, sk=1):
    """An item of that many bytes: keys pk and sk, an attribute d."""
    rest = size - (2 + len(pk)) - 4 - 1
    return {"pk": S(pk), "sk": N(sk), "d": S("x" * rest)}


def key(pk, sk=1):
    return {"pk": S(pk), "sk": N(sk)}


class Capacity(Case):
    TABLES = {"t": "pk:S sk:N", "u": "pk:S sk:N"}

    def setUp(self):
        self.table = {"TableName": self.name("t")}

    def consumed(self, units, call, table="t", **request):
        """`call` takes `units` of one table, and says so in each way that it is asked."""
        if "RequestItems" not in request:
            request["TableName"] = self.name(table)
        total = {"TableName": self.name(table), "CapacityUnits": units}
        indexes = {**total, "Table": {"CapacityUnits": units}}
        for word, expected in (("NONE", None), ("TOTAL", total), ("INDEXES", indexes)):
            with self.subTest(call=call.__name__, word=word):
                reply = call(**request, ReturnConsumedCapacity=word)
                batch = "RequestItems" in request
                self.assertEqual(reply.get("ConsumedCapacity"), [expected] if batch and expected else expected)
        self.assertNotIn("ConsumedCapacity", call(**request))

    def test_put(self):
        for size, units in ((30, 1), (KB, 1), (KB + 1, 2), (10 * KB, 10), (400 * KB, 400)):
            self.consumed(units, self.db.put_item, Item=item(f"put{size}", size))
        # AWS: the larger of the item before and after.
        reply = self.db.put_item(**self.table, Item=key(f"put{10 * KB}"), ReturnConsumedCapacity="TOTAL")
        self.assertEqual(reply["ConsumedCapacity"]["CapacityUnits"], 10)

    def test_update(self):
        self.db.put_item(**self.table, Item=item("update", 3 * KB))
        self.consumed(3, self.db.update_item, Key=key("update"), UpdateExpression="SET d = d")
        self.consumed(1, self.db.update_item, Key=key("new"), UpdateExpression="REMOVE d")
        shrink = {"Key": key("update"), "UpdateExpression": "REMOVE d", "ReturnConsumedCapacity": "TOTAL"}
        self.assertEqual([self.db.update_item(**self.table, **shrink)["ConsumedCapacity"]["CapacityUnits"] for _ in range(2)], [3, 1])
        self.consumed(1, self.db.update_item, Key=key("update"), AttributeUpdates={"a": {"Value": N(1)}})

    def test_delete(self):
        self.db.put_item(**self.table, Item=item("delete", 2 * KB))
        request = {**self.table, "Key": key("delete"), "ReturnConsumedCapacity": "TOTAL"}
        # A delete of what is not there takes one.
        self.assertEqual([self.db.delete_item(**request)["ConsumedCapacity"]["CapacityUnits"] for _ in range(2)], [2, 1])
        self.consumed(1, self.db.delete_item, Key=key("delete"))

    def test_get(self):
        for size, units in ((30, 1), (4 * KB, 1), (4 * KB + 1, 2), (400 * KB, 100)):
            self.db.put_item(**self.table, Item=item(f"get{size}", size))
            self.consumed(units, self.db.get_item, Key=key(f"get{size}"), ConsistentRead=True)
            self.consumed(units / 2, self.db.get_item, Key=key(f"get{size}"), ProjectionExpression="sk")
        self.consumed(1, self.db.get_item, Key=key("nobody"), ConsistentRead=True)
        self.consumed(0.5, self.db.get_item, Key=key("nobody"))

    def test_query(self):
        # The bytes of all items together, whether or not a filter lets them through.
        put_all(self.db, self.name("t"), [item("query", 2 * KB, i) for i in range(5)])
        request = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": S("query")}}
        for more, items in (({}, 5), ({"Limit": 2}, 2), ({"FilterExpression": "attribute_exists(a)"}, 5),
                ({"ProjectionExpression": "pk"}, 5), ({"Select": "COUNT"}, 5)):
            units = -(-items * 2 // 4)
            self.consumed(units, self.db.query, **request, **more, ConsistentRead=True)
            self.consumed(units / 2, self.db.query, **request, **more)
        # AWS: a read that finds nothing is not free.
        nobody = {**request, "ExpressionAttributeValues": {":p": S("nobody")}}
        self.consumed(1, self.db.query, **nobody, ConsistentRead=True)
        self.consumed(0.5, self.db.query, **nobody)

    def test_scan(self):
        put_all(self.db, self.name("u"), [item(f"scan{i}", 3 * KB) for i in range(6)])
        for more in ({}, {"FilterExpression": "attribute_exists(a)"}, {"Select": "COUNT"}):
            self.consumed(5, self.db.scan, table="u", **more, ConsistentRead=True)
            self.consumed(2.5, self.db.scan, table="u", **more)
        self.consumed(1, self.db.scan, table="u", Limit=1, ConsistentRead=True)

    def test_batch_get(self):
        # Each item is rounded up by itself.
        items = [item(f"batch{i}", 5 * KB) for i in range(3)]
        put_all(self.db, self.name("t"), items)
        keys = [key(f"batch{i}") for i in range(3)]
        self.consumed(6, self.db.batch_get_item, RequestItems={self.name("t"): {"Keys": keys, "ConsistentRead": True}})
        self.consumed(3, self.db.batch_get_item, RequestItems={self.name("t"): {"Keys": keys}})
        self.consumed(3.5, self.db.batch_get_item, RequestItems={self.name("t"): {"Keys": [*keys, key("nobody")]}})

    def test_batch_write(self):
        def put(size, i):
            return {"PutRequest": {"Item": item(f"write{i}", size)}}

        self.consumed(5, self.db.batch_write_item, RequestItems={self.name("t"): [put(2 * KB, 1), put(3 * KB, 2)]})
        self.consumed(2, self.db.batch_write_item, RequestItems={self.name("t"): [put(30, 3), {"DeleteRequest": {"Key": key("nobody")}}]})

    def test_batches_of_two_tables(self):
        t, u = self.name("t"), self.name("u")
        write = self.db.batch_write_item(ReturnConsumedCapacity="TOTAL", RequestItems={
            t: [{"PutRequest": {"Item": item("two", 2 * KB)}}], u: [{"PutRequest": {"Item": item("two", 30)}}]})
        self.assertEqual(sorted((c["TableName"], c["CapacityUnits"]) for c in write["ConsumedCapacity"]), sorted([(t, 2), (u, 1)]))
        read = self.db.batch_get_item(ReturnConsumedCapacity="TOTAL",
                                      RequestItems={t: {"Keys": [key("two")]}, u: {"Keys": [key("two")], "ConsistentRead": True}})
        self.assertEqual(sorted((c["TableName"], c["CapacityUnits"]) for c in read["ConsumedCapacity"]), sorted([(t, 0.5), (u, 1)]))

    def writes(self):
        return (
            (self.db.put_item, {**self.table, "Item": key("metrics")}), (self.db.update_item, {**self.table, "Key": key("metrics")}),
            (self.db.delete_item, {**self.table, "Key": key("metrics")}),
            (self.db.batch_write_item, {"RequestItems": {self.name("t"): [{"PutRequest": {"Item": key("metrics")}}]}}),
        )

    def test_item_collection_metrics(self):
        # AWS: only of tables with a local secondary index.
        for write, request in self.writes():
            for word in ("SIZE", "NONE"):
                self.assertNotIn("ItemCollectionMetrics", write(**request, ReturnItemCollectionMetrics=word))

    def test_unknown_words(self):
        reads = ((self.db.get_item, {**self.table, "Key": key("words")}), (self.db.scan, self.table))
        unknown = "at '{}' failed to satisfy constraint: Member must satisfy enum value set: ["
        for call, request in (*self.writes(), *reads):
            self.refused(VALIDATION, unknown.format("returnConsumedCapacity"), call, **request, ReturnConsumedCapacity="SOMETHING")
        for call, request in self.writes():
            self.refused(VALIDATION, unknown.format("returnItemCollectionMetrics"), call, **request, ReturnItemCollectionMetrics="SOMETHING")
