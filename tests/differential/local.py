"""Starts DynamoDB Local, in memory, on a free port."""

import http.client
import os
import socket
import subprocess
import time
import zipfile
from decimal import Decimal, InvalidOperation

from compare import number
from steps import Endpoint


def main_class(jar):
    """From the manifest, whose lines go on after a blank."""
    manifest = zipfile.ZipFile(jar).read("META-INF/MANIFEST.MF").decode().replace("\r\n", "\n").replace("\n ", "")
    return next(line.split(": ")[1] for line in manifest.split("\n") if line.startswith("Main-Class:"))


class LocalEndpoint(Endpoint):
    """Says requests in the way that DynamoDB Local understands, so that the items stay alike.

    It forgets that an AttributeUpdates without an Action is a PUT (awslabs/amazon-dynamodb-local-samples 30), and where these
    add to a set of numbers or take from it, it compares the numbers as they were written.
    """

    def send(self, operation, request):
        request = with_plain_sets(request)
        updates = request.get("AttributeUpdates")
        if updates:
            request["AttributeUpdates"] = {name: {"Action": "PUT", **update} for name, update in updates.items()}
        super().send(operation, request)


def with_plain_sets(tree):
    if isinstance(tree, list):
        return [with_plain_sets(child) for child in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: [plain(text) for text in child] if name == "NS" and isinstance(child, list) else with_plain_sets(child)
            for name, child in tree.items()}


def plain(text):
    try:
        return format(Decimal(number(text)), "f")
    except InvalidOperation:
        return text


class DynamoDbLocal:
    """`jar` lies beside what it needs, as Maven copies it, or above DynamoDBLocal_lib, as AWS packs it."""

    def __init__(self, jar):
        folder = os.path.dirname(os.path.abspath(jar))
        folders = [folder, os.path.join(folder, "DynamoDBLocal_lib")]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process = subprocess.Popen(
            ["java", "-Xmx768m", "-Djava.library.path=" + ":".join(folders), "-cp", ":".join(f"{each}/*" for each in folders),
             main_class(jar), "-inMemory", "-sharedDb", "-disableTelemetry", "-port", str(self.port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.url = f"http://127.0.0.1:{self.port}"
        self.wait()

    def wait(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
                connection.request("GET", "/")
                connection.getresponse().read()
                return
            except OSError:
                if self.process.poll() is not None:
                    raise RuntimeError(f"DynamoDB Local ended with {self.process.returncode}") from None
                if time.monotonic() > deadline:
                    self.stop()
                    raise
                time.sleep(0.1)

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=30)
