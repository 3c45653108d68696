"""Starts kstone-server for a test, talks to it, and stops it. Python's standard library only."""

import argparse
import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time

AUTHORIZATION = (
    "AWS4-HMAC-SHA256 Credential=test/20240101/eu-west-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date, Signature=0000"
)


def binary_from_flags(description):
    """What --server says; the other flags stay in sys.argv, for unittest."""
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--server", required=True)
    known, rest = arguments.parse_known_args()
    sys.argv[1:] = rest
    return known.server


def headers(operation):
    return {
        "X-Amz-Target": "DynamoDB_20120810." + operation,
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": AUTHORIZATION,
    }


class Server:
    def __init__(self, binary, db_path, *flags, prefix=()):
        self.folder = tempfile.TemporaryDirectory()
        ready = os.path.join(self.folder.name, "ready")
        command = [*prefix, binary, "--db-path", db_path, "--http-port", "0", "--ready-file", ready, *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not os.path.exists(ready):
            if self.process.poll() is not None:
                raise RuntimeError(f"the server ended with {self.process.returncode}")
            if time.monotonic() > deadline:
                raise RuntimeError("the server did not become ready")
            time.sleep(0.005)
        with open(ready) as file:
            self.port = int(file.read())

    def connect(self, timeout=30):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        """Ends it politely; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)


def call(connection, operation, request):
    """(status, reply) of one operation."""
    connection.request("POST", "/", json.dumps(request), headers(operation))
    response = connection.getresponse()
    return response.status, json.loads(response.read())
