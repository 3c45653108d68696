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
    """Says AttributeUpdates in the way that DynamoDB Local understands, so that the items stay alike.

    It forgets that an update without an Action is a PUT (awslabs/amazon-dynamodb-local-samples 30), and compares the numbers
    of sets as they are written.
    """

    def send(self, operation, request):
        updates = request.get("AttributeUpdates")
        if updates:
            request = {**request, "AttributeUpdates": {name: spelled_out(update) for name, update in updates.items()}}
        super().send(operation, request)


def spelled_out(update):
    update = {"Action": "PUT", **update}
    if list(update.get("Value", {})) == ["NS"]:
        update["Value"] = {"NS": [plain(text) for text in update["Value"]["NS"]]}
    return update


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
