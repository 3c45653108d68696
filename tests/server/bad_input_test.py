#!/usr/bin/env python3
"""Bad requests over HTTP: each gets the error DynamoDB gives it, changes nothing, and harms no other request.

docs/compatibility.md, "Bad input", lists what is tested here and elsewhere.
"""

import json
import unittest
import zlib

from server_process import Server, binary_from_flags, call, headers

BINARY = None
VALIDATION = "ValidationException"
SERIALIZATION = "SerializationException"
UNKNOWN = "UnknownOperationException"
ITEM_BYTES_MAX = 400 * 1024
DUPLICATES = "Provided list of item keys contains duplicates"
NO_JSON = "The request body is not valid JSON"


def s(text):
    return {"S": text}


def key(partition, sort="1"):
    return {"pk": s(partition), "sk": s(sort)}


def nested(levels):
    """A value inside that many lists."""
    return '{"L":[' * levels + '{"S":"x"}' + "]}" * levels


class BadInput(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, ":memory:")
        cls.connection = cls.server.connect()
        for table in ("things", "others"):
            status, reply = call(cls.connection, "CreateTable", {
                "TableName": table,
                "AttributeDefinitions": [{"AttributeName": name, "AttributeType": "S"} for name in ("pk", "sk")],
                "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
                "BillingMode": "PAY_PER_REQUEST",
            })
            assert status == 200, reply

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def tearDown(self):
        """Whatever a test sent, the tables are as empty as before and the server answers."""
        for table in ("things", "others"):
            status, page = call(self.connection, "Scan", {"TableName": table})
            self.assertEqual((status, page.get("Count")), (200, 0))

    def send(self, operation, body, path="/", **changes):
        sent = headers(operation)
        sent.update({name.replace("_", "-"): value for name, value in changes.items()})
        body = body if isinstance(body, (str, bytes)) else json.dumps(body)
        self.connection.request("POST", path, body, sent)
        response = self.connection.getresponse()
        text = response.read()
        self.assertEqual(int(response.getheader("x-amz-crc32")), zlib.crc32(text))
        self.assertRegex(response.getheader("x-amzn-RequestId"), "^[A-Z0-9]{52}$")
        return response.status, json.loads(text)

    def accepts(self, operation, body):
        status, reply = self.send(operation, body)
        self.assertEqual(status, 200, reply)
        return reply

    def refuses(self, error, message, operation, body, **changes):
        """The error's name, and its message or, where that ends in "…", how it begins."""
        status, reply = self.send(operation, body, **changes)
        text = reply.get("message", reply.get("Message", ""))
        self.assertEqual((status, reply["__type"].split("#")[1]), (400, error), reply)
        if message.endswith("…"):
            self.assertEqual(text[:len(message) - 1], message[:-1])
        else:
            self.assertEqual(text, message)

    def refuses_item(self, message, item, error=VALIDATION):
        self.refuses(error, message, "PutItem", {"TableName": "things", "Item": item})

    def delete(self, partition, sort="1", table="things"):
        self.accepts("DeleteItem", {"TableName": table, "Key": key(partition, sort)})

    def test_malformed_json(self):
        for body in ("", "{", "{}}", "{} x", '{"TableName":}', "{'TableName':'things'}", '{"TableName":"things",}', "nul",
                     '{"TableName":"\\ud800"}', '{"TableName":"a\x01"}', '{"Limit":1e999}', '{"Limit":99999999999999999999}'):
            self.refuses(SERIALIZATION, NO_JSON, "Scan", body)
        for body in ("[]", '"x"', "1", "null"):
            self.refuses(SERIALIZATION, "Unexpected field type", "Scan", body)

    def test_duplicate_keys_of_json(self):
        twice = "The request has two members of the same name: "
        self.refuses(SERIALIZATION, twice + "TableName", "Scan", '{"TableName":"things","TableName":"others"}')
        write = '[{"PutRequest":{"Item":{"pk":{"S":"a"},"sk":{"S":"b"}}}}]'
        self.refuses(SERIALIZATION, twice + "things", "BatchWriteItem", f'{{"RequestItems":{{"things":{write},"things":{write}}}}}')
        for item in ('"pk":{"S":"a"},"sk":{"S":"b"},"sk":{"S":"c"}', '"pk":{"S":"a"},"sk":{"S":"b"},"m":{"M":{"k":{"S":"1"},"k":{"S":"2"}}}'):
            self.refuses(SERIALIZATION, "A map has two members of the same name", "PutItem", f'{{"TableName":"things","Item":{{{item}}}}}')

    def test_wrong_types(self):
        no_string = "NUMBER_VALUE can not be converted to String"
        self.refuses(SERIALIZATION, no_string, "Scan", {"TableName": 1})
        self.refuses(SERIALIZATION, "STRING_VALUE can not be converted to Integer", "Scan", {"TableName": "things", "Limit": "1"})
        self.refuses(SERIALIZATION, "Start of list found where not expected.", "GetItem", {"TableName": "things", "Key": []})
        self.refuses(SERIALIZATION, "Unexpected field type", "GetItem", {"TableName": "things", "Key": "a"})
        self.refuses_item(no_string, {**key("a"), "n": {"N": 1}}, SERIALIZATION)
        self.refuses_item("STRING_VALUE can not be converted to Boolean", {**key("a"), "b": {"BOOL": "true"}}, SERIALIZATION)
        self.refuses_item("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes", {**key("a"), "x": {"Q": "1"}})
        self.refuses_item("One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N", {"pk": s("a"), "sk": {"N": "1"}})
        self.refuses_item("One or more parameter values were invalid: Missing the key sk in the item", {"pk": s("a")})
        schema = "The provided key element does not match the schema"
        for wrong in ({"pk": s("a")}, {"pk": {"N": "1"}, "sk": s("b")}, {**key("a"), "x": s("y")}):
            self.refuses(VALIDATION, schema, "GetItem", {"TableName": "things", "Key": wrong})
            self.refuses(VALIDATION, schema, "DeleteItem", {"TableName": "things", "Key": wrong})

    def test_invalid_utf8(self):
        for bad in (b"\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80"):
            self.refuses(SERIALIZATION, NO_JSON, "PutItem", b'{"TableName":"things","Item":{"pk":{"S":"' + bad + b'"},"sk":{"S":"b"}}}')
            self.refuses(SERIALIZATION, NO_JSON, "PutItem", b'{"TableName":"things","Item":{"pk":{"S":"a"},"sk":{"S":"b"},"' + bad + b'":{"S":""}}}')

    def test_empty_keys(self):
        words = ("One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an "
                 "empty string value. Key: ")
        for name, bad in (("pk", key("", "b")), ("sk", key("a", ""))):
            self.refuses_item(words + name, bad)
            self.refuses(VALIDATION, words + name, "GetItem", {"TableName": "things", "Key": bad})

    def test_numbers(self):
        self.accepts("PutItem", {"TableName": "things", "Item": {**key("a"), "n": {"N": "9" * 38}, "m": {"N": "-1e-130"}, "o": {"N": "9e125"}}})
        self.delete("a")
        for number, message in (("9" * 39, "Attempting to store more than 38 significant digits in a Number"),
                                ("1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
                                ("-1e126", "Number overflow. Attempting to store a number with magnitude larger than supported range"),
                                ("1e-131", "Number underflow. Attempting to store a number with magnitude smaller than supported range"),
                                ("NaN", "The parameter cannot be converted to a numeric value: NaN"),
                                ("0x1", "The parameter cannot be converted to a numeric value: 0x1")):
            self.refuses_item(message, {**key("a"), "n": {"N": number}})
            self.refuses_item(message, {**key("a"), "n": {"L": [{"NS": ["1", number]}]}})

    def test_items_over_400_kb(self):
        rest = len("pk" + "a" + "sk" + "1" + "v")
        item = {**key("a"), "v": s("x" * (ITEM_BYTES_MAX - rest))}
        self.accepts("PutItem", {"TableName": "things", "Item": item})
        self.delete("a")
        item["v"]["S"] += "x"
        self.refuses_item("Item size has exceeded the maximum allowed size", item)
        self.refuses(VALIDATION, "Item size has exceeded the maximum allowed size", "BatchWriteItem",
                     {"RequestItems": {"things": [{"PutRequest": {"Item": key("b")}}, {"PutRequest": {"Item": item}}]}})

    def test_keys_over_their_sizes(self):
        self.accepts("PutItem", {"TableName": "things", "Item": key("p" * 2048, "s" * 1024)})
        self.delete("p" * 2048, "s" * 1024)
        for bad, size in ((key("p" * 2049), "hashkey has exceeded the maximum size limit of2048 bytes"),
                          (key("é" * 1025), "hashkey has exceeded the maximum size limit of2048 bytes"),
                          (key("p", "s" * 1025), "range keys has exceeded the size limit of 1024 bytes")):
            for operation, member in (("PutItem", "Item"), ("GetItem", "Key"), ("DeleteItem", "Key")):
                status, reply = self.send(operation, {"TableName": "things", member: bad})
                self.assertEqual((status, reply["__type"].split("#")[1]), (400, VALIDATION))
                self.assertIn(size, reply["message"])

    def test_over_deep_nesting(self):
        body = '{"TableName":"things","Item":{"pk":{"S":"a"},"sk":{"S":"1"},"v":%s}}'
        self.accepts("PutItem", body % nested(31))
        self.delete("a")
        self.refuses(VALIDATION, "Nesting Levels have exceeded supported limits: …", "PutItem", body % nested(32))
        self.refuses(SERIALIZATION, NO_JSON, "PutItem", body % nested(1_000_000))
        self.refuses(SERIALIZATION, NO_JSON, "PutItem", "[" * 16_000_000)

    def test_batches(self):
        def puts(count):
            return {"RequestItems": {"things": [{"PutRequest": {"Item": key(str(i))}} for i in range(count)]}}

        def gets(count):
            return {"RequestItems": {"things": {"Keys": [key(str(i)) for i in range(count)]}}}

        self.accepts("BatchWriteItem", puts(25))
        self.assertEqual(len(self.accepts("BatchGetItem", gets(100))["Responses"]["things"]), 25)
        self.refuses(VALIDATION, "1 validation error detected: …", "BatchWriteItem", puts(26))
        spread = {"RequestItems": {"things": puts(13)["RequestItems"]["things"], "others": puts(13)["RequestItems"]["things"]}}
        self.refuses(VALIDATION, "Too many items requested for the BatchWriteItem call", "BatchWriteItem", spread)
        self.refuses(VALIDATION, "Too many items requested for the BatchGetItem call", "BatchGetItem", gets(101))
        for i in range(25):
            self.delete(str(i))
        put, remove = {"PutRequest": {"Item": key("a")}}, {"DeleteRequest": {"Key": key("a")}}
        arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/things"
        for items in ({"things": [put, put]}, {"things": [put, remove]}, {"things": [put], arn: [put]}):
            self.refuses(VALIDATION, DUPLICATES, "BatchWriteItem", {"RequestItems": items})
        self.refuses(VALIDATION, DUPLICATES, "BatchGetItem", {"RequestItems": {"things": {"Keys": [key("a"), key("a")]}}})
        for empty in ({}, {"things": []}):
            self.refuses(VALIDATION, "1 validation error detected: …", "BatchWriteItem", {"RequestItems": empty})
            self.refuses(VALIDATION, "1 validation error detected: …", "BatchGetItem",
                         {"RequestItems": {name: {"Keys": keys} for name, keys in empty.items()}})

    def test_transactions(self):
        def put(item, table="things"):
            return {"Put": {"TableName": table, "Item": item}}

        def get(partition):
            return {"Get": {"TableName": "things", "Key": key(partition)}}

        def puts(count):
            return {"TransactItems": [put(key(str(i))) for i in range(count)]}

        self.accepts("TransactWriteItems", puts(100))
        self.assertEqual(len(self.accepts("TransactGetItems", {"TransactItems": [get(str(i)) for i in range(100)]})["Responses"]), 100)
        self.accepts("TransactWriteItems", {"TransactItems": [{"Delete": {"TableName": "things", "Key": key(str(i))}} for i in range(100)]})
        self.refuses(VALIDATION, "1 validation error detected: …", "TransactWriteItems", puts(101))
        self.refuses(VALIDATION, "1 validation error detected: …", "TransactGetItems", {"TransactItems": [get(str(i)) for i in range(101)]})
        for operation in ("TransactWriteItems", "TransactGetItems"):
            for empty in ({}, {"TransactItems": None}, {"TransactItems": []}):
                self.refuses(VALIDATION, "1 validation error detected: …", operation, empty)
            for wrong in ({}, "x", 1):
                status, reply = self.send(operation, {"TransactItems": wrong})
                self.assertEqual((status, reply["__type"].split("#")[1]), (400, SERIALIZATION), reply)
            for wrong in ([1], ["Put"], [[]], [{"Put": 1, "Get": 1}], [{"Put": [], "Get": []}], [{"Put": {"TableName": 1}, "Get": {"TableName": 1}}]):
                status, reply = self.send(operation, {"TransactItems": wrong})
                self.assertEqual((status, reply["__type"].split("#")[1]), (400, SERIALIZATION), reply)
        self.refuses(SERIALIZATION, "The request has two members of the same name: Put", "TransactWriteItems",
                     '{"TransactItems":[{"Put":{"TableName":"things","Item":{}},"Put":{"TableName":"things","Item":{}}}]}')
        twice = "Transaction request cannot include multiple operations on one item"
        arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/things"
        self.refuses(VALIDATION, twice, "TransactWriteItems", {"TransactItems": [put(key("a")), put(key("b")), put(key("a"), arn)]})
        self.refuses(VALIDATION, twice, "TransactGetItems", {"TransactItems": [get("a"), get("a")]})
        self.refuses(VALIDATION, "1 validation error detected: …", "TransactWriteItems", {**puts(1), "ClientRequestToken": "x" * 37})
        self.refuses(SERIALIZATION, "NUMBER_VALUE can not be converted to String", "TransactWriteItems", {**puts(1), "ClientRequestToken": 1})
        # Of many mistakes the first ten are told, as of every request.
        status, reply = self.send("TransactWriteItems", {"TransactItems": [{"Put": {}}] * 100})
        self.assertEqual((status, reply["message"].count("Member must not be null")), (400, 10))

    def test_forged_and_foreign_start_keys(self):
        for start in ({"pk": s("a")}, {"pk": s("a"), "sk": {"N": "1"}}, {**key("a"), "x": s("y")}, {"id": s("of another table")}, {}):
            self.refuses(VALIDATION, "The provided starting key is invalid…", "Scan", {"TableName": "things", "ExclusiveStartKey": start})
            self.refuses(VALIDATION, "The provided starting key is invalid…", "Query", self.query(start))
        self.refuses(VALIDATION, "The provided starting key is outside query boundaries based on provided conditions", "Query",
                     self.query(key("of another partition")))
        self.refuses(VALIDATION, "The provided starting key does not match the range key predicate", "Query", self.query(key("a", "0")))
        self.assertEqual(self.accepts("Query", self.query(key("a", "5")))["Count"], 0)

    @staticmethod
    def query(start):
        return {"TableName": "things", "KeyConditionExpression": "pk = :p AND sk > :s", "ExclusiveStartKey": start,
                "ExpressionAttributeValues": {":p": s("a"), ":s": s("1")}}

    def test_other_services_and_protocols(self):
        for target in ("DynamoDBStreams_20120810.ListStreams", "DynamoDB_20111205.ListTables", "DynamoDB_20120810.", "DynamoDB_20120810",
                       "dynamodb_20120810.ListTables", "DynamoDB_20120810.listTables", "AmazonDAX.ListTables", ""):
            self.refuses(UNKNOWN, "", "ListTables", "{}", X_Amz_Target=target)
        for media in ("application/json", "application/cbor", "application/x-www-form-urlencoded", "text/xml"):
            self.refuses(UNKNOWN, "", "ListTables", "{}", Content_Type=media)
        self.refuses(UNKNOWN, "", "ListTables", b"\xa0", path="/service/DynamoDB_20120810/operation/ListTables",
                     Content_Type="application/cbor", Smithy_Protocol="rpc-v2-cbor")

    def test_hosts_that_are_none(self):
        for host, known in (("localhost:8000", True), ("[::1]:8000", True), ("a b", False), ("a<b>", False), ("x" * 263, False)):
            _, reply = self.send("DescribeEndpoints", "{}", Host=host)
            self.assertEqual([endpoint["Address"] for endpoint in reply["Endpoints"]], [host] if known else [])

    def test_table_names_by_arn(self):
        arn = "arn:aws:dynamodb:eu-west-1:000000000000:table/"
        reply = self.accepts("DescribeTable", {"TableName": arn + "things"})
        self.assertEqual(reply["Table"]["TableName"], "things")
        self.accepts("PutItem", {"TableName": arn + "things", "Item": key("a")})
        self.assertIn("Item", self.accepts("GetItem", {"TableName": "things", "Key": key("a")}))
        self.delete("a", table=arn + "things")
        for bad in (arn, arn + "x", arn + "things/index/x", "arn:aws:s3:::things", "arn:", "arn:aws:dynamodb:eu-west-1:000000000000:things"):
            self.refuses(VALIDATION, "Invalid TableArn: …", "DescribeTable", {"TableName": bad})
        for bad in ("xy", "a b", "é" * 3, "x" * 256, "../etc/passwd"):
            self.refuses(VALIDATION, "Invalid table/index name. …", "DescribeTable", {"TableName": bad})
        self.refuses("ResourceNotFoundException", "Requested resource not found: …", "DescribeTable", {"TableName": arn + "nobody"})


if __name__ == "__main__":
    BINARY = binary_from_flags(__doc__)
    unittest.main(warnings="ignore")
