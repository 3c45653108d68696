"""The newest boto3, with all that is built on its client: tables as objects, conditions, batches, paginators, exceptions by their classes.

The client itself is what the conformance suite runs through.
"""

import decimal
import os
import unittest

import boto3
from boto3.dynamodb.conditions import Attr, Key
from botocore.config import Config

calls = []


def session():
    """(resource, client) of the server; what they ask is counted."""
    options = {
        "endpoint_url": os.environ["AWS_ENDPOINT_URL_DYNAMODB"], "region_name": "eu-central-1", "aws_access_key_id": "local",
        "aws_secret_access_key": "local",
        "config": Config(retries={"max_attempts": 2}),
    }
    both = boto3.resource("dynamodb", **options), boto3.client("dynamodb", **options)
    for client in (both[0].meta.client, both[1]):
        client.meta.events.register("before-call.dynamodb", lambda model, **_: calls.append(model.name))
    return both


class Resource(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.resource, cls.client = session()
        cls.table = cls.resource.create_table(
            TableName="boto3-resource", BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}])
        cls.wait(cls.table.wait_until_exists)

    @classmethod
    def tearDownClass(cls):
        cls.table.delete()
        cls.wait(cls.table.wait_until_not_exists)

    @staticmethod
    def wait(wait):
        wait(WaiterConfig={"Delay": 1, "MaxAttempts": 60})

    def test_attributes_of_the_table(self):
        self.table.load()
        self.assertEqual((self.table.table_status, self.table.key_schema[0]["AttributeName"]), ("ACTIVE", "pk"))
        self.assertIn("boto3-resource", [table.name for table in self.resource.tables.limit(5)])

    def test_values(self):
        item = {
            "pk": "values", "sk": decimal.Decimal("-1.5"), "n": decimal.Decimal("1234567890123456789012345678901234567.8"),
            "b": b"\0\xff", "s": "caf\u00e9",
            "set": {"a", "b"}, "numbers": {decimal.Decimal(1), decimal.Decimal("2.5")}, "bytes": {b"a"},
            "list": [True, None, {"x": []}], "map": {"deep": {"er": ""}},
        }
        self.table.put_item(Item=item)
        got = self.table.get_item(Key={"pk": "values", "sk": decimal.Decimal("-1.50")}, ConsistentRead=True)["Item"]
        self.assertEqual({**got, "b": got["b"].value, "bytes": {each.value for each in got["bytes"]}}, item)

    def test_batch_writer(self):
        with self.table.batch_writer(overwrite_by_pkeys=["pk", "sk"]) as batch:
            for i in range(60):
                batch.put_item(Item={"pk": "batch", "sk": i % 50, "v": i})
            batch.delete_item(Key={"pk": "batch", "sk": 49})
        items = self.table.query(KeyConditionExpression=Key("pk").eq("batch"))["Items"]
        self.assertEqual([int(item["sk"]) for item in items], list(range(49)))
        self.assertEqual([int(item["v"]) for item in items[:12]], [*range(50, 60), 10, 11])

    def test_conditions(self):
        for i in range(10):
            self.table.put_item(Item={"pk": "conditions", "sk": i, "s": "abc"[: i % 3 + 1], "m": {"n": i}, "tags": {str(i), "all"}})
        for condition, expected in (
            (Attr("m.n").gt(6), [7, 8, 9]), (Attr("s").begins_with("ab") & Attr("m.n").lt(5), [1, 2, 4]),
            (Attr("tags").contains("3") | Attr("m.n").eq(0), [0, 3]),
            (~Attr("m.n").between(2, 8), [0, 1, 9]), (Attr("s").size().eq(3), [2, 5, 8]), (Attr("m.n").is_in([1, 5]), [1, 5]),
            (Attr("x").not_exists() & Attr("m.n").ne(1), [0, *range(2, 10)]),
            (Attr("s").attribute_type("S") & Attr("m.n").lte(1), [0, 1]),
        ):
            page = self.table.query(KeyConditionExpression=Key("pk").eq("conditions"), FilterExpression=condition)
            self.assertEqual([int(item["sk"]) for item in page["Items"]], expected)
            page = self.table.scan(FilterExpression=Key("pk").eq("conditions") & condition, Select="COUNT")
            self.assertEqual(page["Count"], len(expected))
        for condition, expected in ((Key("sk").between(2, 4), [2, 3, 4]), (Key("sk").gte(8), [8, 9]), (Key("sk").eq(5), [5])):
            page = self.table.query(KeyConditionExpression=Key("pk").eq("conditions") & condition)
            self.assertEqual([int(item["sk"]) for item in page["Items"]], expected)

    def test_writes(self):
        failed = self.client.exceptions.ConditionalCheckFailedException
        key = {"pk": "writes", "sk": 1}
        self.table.put_item(Item={**key, "n": 1}, ConditionExpression=Attr("pk").not_exists())
        with self.assertRaises(failed):
            self.table.put_item(Item=key, ConditionExpression=Key("sk").eq(2))
        for condition, holds in ((Attr("n").eq(1), True), (Attr("n").gt(2), False), (Attr("x").exists(), False)):
            request = {"Key": key, "UpdateExpression": "SET n = n + :n", "ExpressionAttributeValues": {":n": 1},
                       "ConditionExpression": condition, "ReturnValues": "ALL_NEW"}
            if holds:
                self.assertEqual(self.table.update_item(**request)["Attributes"], {**key, "n": 2})
            else:
                self.assertRaises(failed, self.table.update_item, **request)
        old = self.table.update_item(Key=key, AttributeUpdates={"n": {"Action": "DELETE"}}, Expected={"n": {"Value": 2}},
                                     ReturnValues="UPDATED_OLD")
        self.assertEqual(old["Attributes"], {"n": 2})
        self.assertEqual(self.table.delete_item(Key=key, ReturnValues="ALL_OLD")["Attributes"], key)
        self.assertNotIn("Item", self.table.get_item(Key=key, ConsistentRead=True))

    def test_exceptions(self):
        exceptions = self.client.exceptions
        item = {"pk": {"S": "exceptions"}, "sk": {"N": "1"}, "v": {"L": []}}
        self.client.put_item(TableName="boto3-resource", Item=item)
        for call, request in (
            (self.client.put_item, {"Item": item}), (self.client.delete_item, {"Key": {"pk": item["pk"], "sk": item["sk"]}}),
            (self.client.update_item, {"Key": {"pk": item["pk"], "sk": item["sk"]}, "UpdateExpression": "REMOVE v"}),
        ):
            with self.assertRaises(exceptions.ConditionalCheckFailedException) as caught:
                call(TableName="boto3-resource", ConditionExpression="attribute_not_exists(pk)",
                     ReturnValuesOnConditionCheckFailure="ALL_OLD", **request)
            self.assertEqual(caught.exception.response["Item"], item)
        with self.assertRaises(exceptions.ResourceNotFoundException):
            self.client.scan(TableName="boto3-nowhere")
        with self.assertRaises(exceptions.ResourceInUseException):
            self.client.create_table(TableName="boto3-resource", BillingMode="PAY_PER_REQUEST",
                                     AttributeDefinitions=[{"AttributeName": "a", "AttributeType": "S"}],
                                     KeySchema=[{"AttributeName": "a", "KeyType": "HASH"}])
        with self.assertRaises(exceptions.ClientError) as caught:
            self.table.update_item(Key={"pk": "a", "sk": 1}, UpdateExpression="SET pk = :v", ExpressionAttributeValues={":v": "b"})
        self.assertEqual(caught.exception.response["Error"]["Code"], "ValidationException")

    def test_paginators(self):
        with self.table.batch_writer() as batch:
            for i in range(30):
                batch.put_item(Item={"pk": f"pages{i % 3}", "sk": i})
        request = {"TableName": "boto3-resource", "PaginationConfig": {"PageSize": 4}}
        pages = self.client.get_paginator("query").paginate(**request, KeyConditionExpression="pk = :p",
                                                            ExpressionAttributeValues={":p": {"S": "pages1"}})
        self.assertEqual([int(item["sk"]["N"]) for page in pages for item in page["Items"]], list(range(1, 30, 3)))
        pages = self.client.get_paginator("scan").paginate(**request, FilterExpression="begins_with(pk, :p)",
                                                           ExpressionAttributeValues={":p": {"S": "pages"}})
        self.assertEqual(pages.build_full_result()["Count"], 30)
        names = self.client.get_paginator("list_tables").paginate(PaginationConfig={"PageSize": 1}).build_full_result()["TableNames"]
        self.assertIn("boto3-resource", names)

    def test_batch_get_of_the_resource(self):
        self.table.put_item(Item={"pk": "get", "sk": 1, "v": decimal.Decimal("0.1")})
        reply = self.resource.batch_get_item(RequestItems={"boto3-resource": {"Keys": [{"pk": "get", "sk": 1}, {"pk": "get", "sk": 2}]}})
        self.assertEqual(reply["Responses"]["boto3-resource"], [{"pk": "get", "sk": 1, "v": decimal.Decimal("0.1")}])


def run():
    """(whether all passed, calls)."""
    result = unittest.TextTestRunner(verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(Resource))
    return result.wasSuccessful(), len(calls)
