#!/usr/bin/env python3
"""Walks every operation of the service models that botocore has, of DynamoDB and of its streams.

  model_walk.py --server build/.../kstone-server    starts that one in memory
  model_walk.py --pin                               writes known_members.json anew, from this botocore

Each operation must have a row in docs/compatibility-operations.md, and is called with the least request that its shapes allow and a
member that nobody knows, which is ignored:
- "implemented", "stored, no effect": succeeds, or answers an error that the model has for it;
- "refused: Error": answers that error;
- "not yet: feature": answers UnknownOperationException, so that the row goes when the operation comes.

A known member, of known_members.json, is never dropped: with a value of the wrong type each is either read, which is a
SerializationException, or refused by name. Members newer than that file are told of, and become known with --pin.
"""

import argparse
import json
import os
import re
import sys
import time

from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.session import Session

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
KNOWN = os.path.join(HERE, "known_members.json")
TABLE = "model-walk"
KEY = {"pk": {"S": "a"}}
DONE = ("implemented", "stored, no effect")

# What shapes alone do not tell, by operation and member; "*" for all operations.
VALUES = {
    "*": {
        "TableName": TABLE, "BackupArn": "arn:aws:dynamodb:us-east-1:000000000000:table/model-walk/backup/0",
        "StreamArn": "arn:aws:kinesis:us-east-1:000000000000:stream/model-walk", "Statement": "SELECT * FROM \"model-walk\"",
    },
    "BatchGetItem": {"RequestItems": {TABLE: {"Keys": [KEY]}}},
    "BatchWriteItem": {"RequestItems": {TABLE: [{"PutRequest": {"Item": KEY}}]}},
    "CreateTable": {
        "TableName": TABLE + "-made", "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
    },
    "DeleteTable": {"TableName": TABLE + "-made"},
    "ListContributorInsights": {"MaxResults": 1},
    "PutResourcePolicy": {"Policy": json.dumps({"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}})},
    "TransactGetItems": {"TransactItems": [{"Get": {"TableName": TABLE, "Key": KEY}}]},
    "TransactWriteItems": {"TransactItems": [{"Put": {"TableName": TABLE, "Item": KEY}}]},
    "UpdateTable": {"BillingMode": "PAY_PER_REQUEST"},
    "Query": {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "a"}}},
}
# Exactly one of its members must be there: the tests of values are about it.
SHAPES_NOT_ENTERED = ("AttributeValue",)
DEPTH_MAX = 6


class Walk:
    def __init__(self, url):
        self.calls = 0
        self.body = b""
        self.problems = []
        session = Session()
        config = Config(parameter_validation=False, retries={"max_attempts": 1})
        self.clients = [
            session.create_client(service, region_name="us-east-1", endpoint_url=url, aws_access_key_id="local",
                                  aws_secret_access_key="local", config=config)
            for service in ("dynamodb", "dynamodbstreams")
        ]
        for client in self.clients:
            client.meta.events.register("before-call", self.replace_body)
        self.arn = ""

    def replace_body(self, params, **_):
        params["body"] = self.body

    def call(self, client, operation, request, body=None):
        """(error's name or None, its message); `body` instead of the request that botocore believes to send."""
        self.calls += 1
        self.body = json.dumps(body or request).encode()
        try:
            reply = client._make_api_call(operation, request)
        except ClientError as error:
            return error.response["Error"]["Code"], error.response["Error"].get("Message", "")
        if operation == "DescribeTable":
            self.arn = reply["Table"]["TableArn"]
        return None, ""

    def settled(self, client, operation, request, body):
        """The same, once the table is no longer being changed by the operation before."""
        deadline = time.monotonic() + 10
        while True:
            code, message = self.call(client, operation, request, body)
            if code != "ResourceInUseException" or "being updated" not in message or time.monotonic() > deadline:
                return code, message
            time.sleep(0.01)

    def fail(self, text):
        self.problems.append(text)

    def least(self, operation, shape, name=""):
        """The least value of a shape."""
        if name == "ResourceArn":
            return self.arn
        if name in VALUES["*"]:
            return VALUES["*"][name]
        if shape.type_name == "structure":
            return {member: self.least(operation, shape.members[member], member) for member in shape.required_members}
        if shape.type_name == "list":
            return [self.least(operation, shape.member)]
        if shape.type_name == "map" and shape.value.name == "AttributeValue":
            return KEY
        if shape.type_name == "map":
            return {"x": self.least(operation, shape.value)}
        if shape.type_name == "string":
            return (getattr(shape, "enum", None) or ["x" * max(3, int(shape.metadata.get("min", 1)))])[0]
        return {"boolean": True, "timestamp": 0, "blob": "eA==", "double": 1.0}.get(shape.type_name, int(shape.metadata.get("min", 1)))

    def request(self, operation, shape):
        return {**self.least(operation, shape), **VALUES.get(operation, {})}

    def prepare(self):
        self.call(self.clients[0], "CreateTable", {**VALUES["CreateTable"], "TableName": TABLE})
        self.call(self.clients[0], "DescribeTable", {"TableName": TABLE})

    def walk(self, rows, known):
        self.prepare()
        for client in self.clients:
            model = client.meta.service_model
            for operation in model.operation_names:
                if operation not in rows:
                    self.fail(f"{operation}: has no row in docs/compatibility-operations.md")
                    continue
                self.walk_operation(client, model.operation_model(operation), rows[operation], known)

    def walk_operation(self, client, operation, state, known):
        shape = operation.input_shape
        request = self.request(operation.name, shape)
        code, message = self.settled(client, operation.name, request, {**request, "NobodyKnows": {"it": [1]}})
        expected = {error.name for error in operation.error_shapes} | {None} if state in DONE else set()
        if state.startswith("refused: "):
            expected = {state[len("refused: "):]}
        elif state.startswith("not yet: "):
            expected = {"UnknownOperationException"}
        if code not in expected:
            self.fail(f"{operation.name} is “{state}” and answers {code}: {message}")
        if state in DONE:
            for path, wrong in self.wrong_members(operation.name, shape, request, known):
                self.check_known(client, operation.name, path, request, wrong)

    def check_known(self, client, operation, path, request, wrong):
        code, message = self.call(client, operation, request, wrong)
        if code == "SerializationException" or (code == "ValidationException" and any(name in message for name in path.split("."))):
            return
        self.fail(f"{operation}: {path} is dropped: {code} {message}")

    def wrong_members(self, operation, shape, value, known, path="", depth=0):
        """(path, request) for every known member at or below `shape`, with a value of the wrong type for it."""
        for name, member in shape.members.items():
            at = f"{path}.{name}".lstrip(".")
            if name not in known.get(shape.name, ()):
                continue
            yield at, {**value, name: 1 if member.type_name != "integer" and member.type_name != "long" else "x"}
            for inner, wrap in self.structures_in(member):
                if inner.name in SHAPES_NOT_ENTERED or depth == DEPTH_MAX:
                    continue
                for below, wrong in self.wrong_members(operation, inner, self.least(operation, inner), known, at, depth + 1):
                    yield below, {**value, name: wrap(wrong)}

    def structures_in(self, shape):
        """The structure that a member is or holds, and how it lies in it."""
        if shape.type_name == "structure":
            yield shape, lambda value: value
        elif shape.type_name == "list":
            for inner, wrap in self.structures_in(shape.member):
                yield inner, lambda value, wrap=wrap: [wrap(value)]
        elif shape.type_name == "map":
            for inner, wrap in self.structures_in(shape.value):
                yield inner, lambda value, wrap=wrap: {TABLE: wrap(value)}


def members(models):
    """Shape -> members, of all structures that requests have."""
    found = {}

    def visit(shape):
        if shape.type_name == "structure" and shape.name not in found:
            found[shape.name] = sorted(shape.members)
            for member in shape.members.values():
                visit(member)
        elif shape.type_name == "list":
            visit(shape.member)
        elif shape.type_name == "map":
            visit(shape.value)

    for model in models:
        for operation in model.operation_names:
            visit(model.operation_model(operation).input_shape)
    return found


def models():
    session = Session()
    return [session.get_service_model(service) for service in ("dynamodb", "dynamodbstreams")]


def newer(found, known):
    return [f"{shape}.{member}" for shape, names in sorted(found.items()) for member in names if member not in known.get(shape, ())]


def documented():
    """Operation -> its state, from the table of every operation."""
    with open(os.path.join(ROOT, "docs", "compatibility-operations.md"), encoding="utf-8") as file:
        text = file.read()
    table = text[text.index("## Every operation"):]
    table = table[:table.find("\n## ", 1)]
    return {name: state for name, state in re.findall(r"^\| ([A-Z]\w+) \| ([^|]+?) \|", table, re.MULTILINE)}


def run(url=None):
    """(whether all is as it should be, calls)."""
    with open(KNOWN, encoding="utf-8") as file:
        known = json.load(file)
    for member in newer(members(models()), known):
        print(f"newer than known_members.json: {member}")
    walk = Walk(url or os.environ["AWS_ENDPOINT_URL_DYNAMODB"])
    walk.walk(documented(), known)
    for problem in walk.problems:
        print(problem)
    print(f"{walk.calls} calls, {len(walk.problems)} problems")
    return not walk.problems, walk.calls


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--server")
    what.add_argument("--pin", action="store_true")
    arguments = parser.parse_args()
    if arguments.pin:
        with open(KNOWN, "w", encoding="utf-8") as file:
            lines = [f"  {json.dumps(shape)}: {json.dumps(names)}" for shape, names in sorted(members(models()).items())]
            file.write("{\n" + ",\n".join(lines) + "\n}\n")
        return 0
    sys.path.insert(0, os.path.join(HERE, "..", "server"))
    from server_process import Server  # noqa: E402
    server = Server(arguments.server, ":memory:")
    try:
        passed, _ = run(f"http://127.0.0.1:{server.port}")
    finally:
        code = server.stop()
    return code or not passed


if __name__ == "__main__":
    sys.exit(main())
