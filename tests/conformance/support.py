"""What the conformance tests share: the client, the count of calls, and tables that go away again."""

import gzip
import hashlib
import json
import os
import re
import unittest
import uuid

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

RUN = uuid.uuid4().hex[:8]
VALIDATION = "ValidationException"
NOT_FOUND = "ResourceNotFoundException"


class Calls:
    """Watches the client: counts what it asks and keeps the last reply as it came.

    Debian's boto3 does not know members and operations that came after it; `body` replaces what it would send, `operation` whom.
    """

    def __init__(self):
        self.total = 0
        self.distinct = set()
        self.body = None
        self.operation = None
        self.reply = None

    def before(self, model, params, **_):
        if self.body is not None:
            params["body"] = self.body
        body = params["body"] if isinstance(params["body"], bytes) else params["body"].encode()
        if self.operation is not None:
            params["headers"]["X-Amz-Target"] = "DynamoDB_20120810." + self.operation
        self.total += 1
        self.distinct.add((self.operation or model.name) + hashlib.sha256(body).hexdigest())
        if Settings.gzip:  # before it is signed, as the SDKs that compress do it
            params["body"] = gzip.compress(body)
            params["headers"]["Content-Encoding"] = "gzip"

    def after(self, http_response, **_):
        self.reply = json.loads(http_response.content)


CALLS = Calls()


class Settings:
    client = None
    gzip = False
    poll_seconds = 0.5
    # AWS brings ItemCount and TableSizeBytes up to date about every six hours (AWS: TableDescription).
    statistics_are_exact = False


def connect(url, poll_seconds, statistics_are_exact):
    # The tests send what boto3 itself would refuse.
    config = Config(parameter_validation=False, retries={"max_attempts": 3, "mode": "standard"}, read_timeout=20)
    Settings.client = boto3.client(
        "dynamodb", endpoint_url=url, config=config,
        region_name=os.environ.get("AWS_DEFAULT_REGION", "us-east-1"),
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "local"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "local"),
    )
    Settings.client.meta.events.register("before-call.dynamodb", CALLS.before)
    Settings.client.meta.events.register("after-call.dynamodb", CALLS.after)
    Settings.poll_seconds = poll_seconds
    Settings.statistics_are_exact = statistics_are_exact


def definition(name, keys, **more):
    """CreateTable's request; keys as "pk:S sk:N"."""
    pairs = [key.split(":") for key in keys.split()]
    request = {
        "TableName": name,
        "AttributeDefinitions": [{"AttributeName": n, "AttributeType": t} for n, t in pairs],
        "KeySchema": [
            {"AttributeName": n, "KeyType": key_type} for (n, _), key_type in zip(pairs, ("HASH", "RANGE"))
        ],
        "BillingMode": "PAY_PER_REQUEST",
    }
    request.update(more)
    return {member: value for member, value in request.items() if value is not None}


class Case(unittest.TestCase):
    """A test class whose tables are deleted when it ends. TABLES: label -> keys."""

    TABLES = {}
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.db = Settings.client
        # Runs where setUpClass fails, too.
        cls.addClassCleanup(cls.delete_tables)
        cls.created = []
        for label, keys in cls.TABLES.items():
            cls.create(label, keys)
        for name in list(cls.created):
            cls.wait("table_exists", name)

    @classmethod
    def name(cls, label):
        return f"conformance-{RUN}-{cls.__name__}.{label}"

    @classmethod
    def create(cls, label, keys, **more):
        name = cls.name(label)
        cls.created.append(name)
        return cls.db.create_table(**definition(name, keys, **more))["TableDescription"]

    @classmethod
    def wait(cls, what, name):
        config = {"Delay": Settings.poll_seconds, "MaxAttempts": int(300 / Settings.poll_seconds)}
        cls.db.get_waiter(what).wait(TableName=name, WaiterConfig=config)

    @classmethod
    def delete_tables(cls):
        for name in cls.created:
            try:
                cls.db.delete_table(TableName=name)
            except ClientError as error:
                if error.response["Error"]["Code"] != NOT_FOUND:
                    raise
        for name in cls.created:
            cls.wait("table_not_exists", name)

    def raw(self, method, request):
        """The reply as it came to a request as it stands, past what boto3 knows."""
        CALLS.body = json.dumps(request).encode()
        try:
            getattr(self.db, method)()
        finally:
            CALLS.body = None
        return CALLS.reply

    def ask(self, operation, **request):
        """The reply to an operation, whether boto3 knows it or not."""
        CALLS.operation = operation
        try:
            return self.raw("list_tables", request)
        finally:
            CALLS.operation = None

    def refused(self, code, message, call, *arguments, **request):
        """`call` answers `code` with status 400, and a message that has `message` (a pattern, where compiled)."""
        with self.assertRaises(ClientError) as caught:
            call(*arguments, **request)
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], code, answer["Error"]["Message"])
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)
        if isinstance(message, re.Pattern):
            self.assertRegex(answer["Error"]["Message"], message)
        else:
            self.assertIn(message, answer["Error"]["Message"])


def put_all(client, table, items):
    """Writes items in batches of 25, and what was left unprocessed again."""
    for begin in range(0, len(items), 25):
        left = {table: [{"PutRequest": {"Item": item}} for item in items[begin:begin + 25]]}
        while left:
            left = client.batch_write_item(RequestItems=left)["UnprocessedItems"]


def pages(operation, **request):
    """Every page of a Query or Scan, each asked for with the key the one before ended at."""
    while True:
        page = operation(**request)
        yield page
        if "LastEvaluatedKey" not in page:
            return
        request["ExclusiveStartKey"] = page["LastEvaluatedKey"]
