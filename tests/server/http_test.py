#!/usr/bin/env python3
"""The HTTP side of the server: headers, checksums, refusals, limits, and a drain that loses nothing."""

import json
import socket
import subprocess
import tempfile
import threading
import unittest
import zlib

from server_process import AUTHORIZATION, Server, binary_from_flags, call, headers

BINARY = None
KEY = {
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "BillingMode": "PAY_PER_REQUEST",
}


def raw(port, data, shut=False):
    """What the server sends back to bytes, until it closes or two seconds pass."""
    with socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.sendall(data)
        received = b""
        try:
            if shut:
                connection.shutdown(socket.SHUT_WR)
            while chunk := connection.recv(65536):
                received += chunk
        except OSError:
            pass
        return received


class Http(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, ":memory:")

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def post(self, body, **changes):
        sent = headers("ListTables")
        for name, value in changes.items():
            sent[name.replace("_", "-")] = value
        sent = {name: value for name, value in sent.items() if value is not None}
        connection = self.server.connect()
        connection.request("POST", "/", body, sent)
        response = connection.getresponse()
        return response, response.read()

    def error(self, body, **changes):
        response, text = self.post(body, **changes)
        reply = json.loads(text)
        return response.status, reply["__type"].split("#")[1], reply.get("message", reply.get("Message", ""))

    def test_headers(self):
        response, body = self.post("{}")
        self.assertEqual(response.status, 200)
        self.assertEqual(body, b'{"TableNames":[]}')
        self.assertEqual(response.getheader("Content-Type"), "application/x-amz-json-1.0")
        self.assertEqual(int(response.getheader("x-amz-crc32")), zlib.crc32(body))
        self.assertRegex(response.getheader("x-amzn-RequestId"), "^[A-Z0-9]{52}$")
        other, _ = self.post("{}")
        self.assertNotEqual(other.getheader("x-amzn-RequestId"), response.getheader("x-amzn-RequestId"))

    def test_health(self):
        connection = self.server.connect()
        connection.request("GET", "/")
        response = connection.getresponse()
        self.assertEqual(response.status, 200)
        self.assertTrue(response.read().startswith(b"healthy: dynamodb."))

    def test_refusals(self):
        token = (400, "MissingAuthenticationTokenException", "Request is missing Authentication Token")
        unknown = (400, "UnknownOperationException", "")
        self.assertEqual(self.error("{}", Authorization=None), token)
        self.assertEqual(self.error("{}", X_Amz_Target=None), unknown)
        self.assertEqual(self.error("{}", X_Amz_Target="DynamoDB_20120810.Nonsense"), unknown)
        self.assertEqual(self.error("{}", X_Amz_Target="Kinesis_20131202.ListStreams"), unknown)
        self.assertEqual(self.error("{}", Content_Type="text/plain"), unknown)
        self.assertEqual(self.error("{}", Authorization="Basic abc")[1], "IncompleteSignatureException")
        self.assertEqual(self.error("{")[1], "SerializationException")
        self.assertEqual(self.error('{"Limit":0}')[1], "ValidationException")

    def test_the_region_is_the_one_signed_for(self):
        table = {"TableName": "regional", **KEY}
        _, reply = call(self.server.connect(), "CreateTable", table)
        self.assertEqual(reply["TableDescription"]["TableArn"],
                         "arn:aws:dynamodb:eu-west-1:000000000000:table/regional")

    def test_connections_are_kept_alive(self):
        connection = self.server.connect()
        for _ in range(5):
            self.assertEqual(call(connection, "ListTables", {})[0], 200)

    def test_pipelined_requests_are_answered_in_order(self):
        request = b"POST / HTTP/1.1\r\nHost: x\r\n"
        for name, value in headers("ListTables").items():
            request += f"{name}: {value}\r\n".encode()
        first = request + b"Content-Length: 2\r\n\r\n{}"
        last = request + b"Connection: close\r\nContent-Length: 11\r\n\r\n{\"Limit\":0}"
        answers = raw(self.server.port, first + last)
        self.assertEqual(answers.count(b"HTTP/1.1 200"), 1)
        self.assertEqual(answers.count(b"HTTP/1.1 400"), 1)
        self.assertLess(answers.index(b"HTTP/1.1 200"), answers.index(b"HTTP/1.1 400"))

    def test_garbage_and_cut_requests_harm_nobody(self):
        for data in (b"garbage\r\n\r\n", b"\x00" * 1000, b"POST / HTTP/1.1\r\nContent-Le", b"POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{}",
                     b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", b"GET " + b"x" * 200_000 + b" HTTP/1.1\r\n\r\n"):
            self.assertNotIn(b"HTTP/1.1 200", raw(self.server.port, data, shut=True))
        self.assertEqual(call(self.server.connect(), "ListTables", {})[0], 200)

    def test_bodies_over_16_mb_are_refused(self):
        body = b'{"Limit":1}' + b" " * (16 * 1024 * 1024 - 11)
        self.assertEqual(self.post(body)[0].status, 200)
        response, text = self.post(body + b" ")
        self.assertEqual(response.status, 413)
        self.assertEqual(json.loads(text)["__type"], "com.amazon.coral.service#RequestEntityTooLargeException")
        # Nobody's memory is filled by more: that is refused before it is read.
        over = 32 * 1024 * 1024 + 1
        head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {over}\r\n\r\n".encode()
        self.assertIn(b"HTTP/1.1 413", raw(self.server.port, head + b" " * over))

    def test_other_methods(self):
        connection = self.server.connect()
        connection.request("DELETE", "/")
        self.assertEqual(connection.getresponse().status, 405)


class Life(unittest.TestCase):
    def test_a_busy_port_is_a_clear_error(self):
        first = Server(BINARY, ":memory:")
        second = subprocess.run([BINARY, "--db-path", ":memory:", "--http-port", str(first.port)],
                                capture_output=True, text=True, timeout=30, check=False)
        self.assertEqual(second.returncode, 5)
        self.assertIn("Address already in use", second.stderr)
        first.stop()

    def test_a_database_in_use_is_a_clear_error(self):
        with tempfile.TemporaryDirectory() as folder:
            first = Server(BINARY, folder + "/db")
            second = subprocess.run([BINARY, "--db-path", folder + "/db", "--http-port", "0"],
                                    capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(second.returncode, 5)
            self.assertIn("another process has the database open", second.stderr)
            self.assertEqual(first.stop(), 0)

    def test_a_damaged_database_is_a_clear_error(self):
        with tempfile.TemporaryDirectory() as folder:
            self.assertEqual(Server(BINARY, folder + "/db").stop(), 0)
            with open(folder + "/db/CURRENT", "r+b") as file:
                file.write(b"X")
            second = subprocess.run([BINARY, "--db-path", folder + "/db", "--http-port", "0"],
                                    capture_output=True, text=True, timeout=30, check=False)
            self.assertEqual(second.returncode, 3)
            self.assertIn("CURRENT at 0", second.stderr)

    def test_a_full_disk_refuses_writes_and_keeps_what_was_acknowledged(self):
        # The limit stands for the disk: a write beyond it fails, and the process is not killed for it.
        small_disk = ["sh", "-c", 'trap "" XFSZ; ulimit -f 1024; exec "$@"', "sh"]
        with tempfile.TemporaryDirectory() as folder:
            server = Server(BINARY, folder + "/db", prefix=small_disk)
            connection = server.connect()
            self.assertEqual(call(connection, "CreateTable", {"TableName": "full", **KEY})[0], 200)
            acknowledged = []
            for i in range(200):
                item = {"id": {"S": str(i)}, "filler": {"S": "x" * 16384}}
                status, reply = call(connection, "PutItem", {"TableName": "full", "Item": item})
                if status != 200:
                    break
                acknowledged.append(str(i))
            self.assertEqual((status, reply["__type"].split("#")[1]), (500, "InternalServerError"))
            self.assertGreater(len(acknowledged), 5)

            def check(connection):
                for name in acknowledged:
                    status, reply = call(connection, "GetItem", {"TableName": "full", "Key": {"id": {"S": name}}})
                    self.assertTrue(status == 200 and "Item" in reply, name)

            check(connection)
            self.assertEqual(server.stop(), 4)
            server = Server(BINARY, folder + "/db")
            connection = server.connect()
            check(connection)
            item = {"id": {"S": "after"}}
            self.assertEqual(call(connection, "PutItem", {"TableName": "full", "Item": item})[0], 200)
            self.assertEqual(server.stop(), 0)

    def test_a_stop_before_the_first_request_ends_it(self):
        # Many at once, so that some are asked to stop before all their threads have run.
        failed = []

        def start_and_stop():
            for _ in range(8):
                server = Server(BINARY, ":memory:")
                try:
                    if server.stop() != 0:
                        failed.append("another exit code")
                except subprocess.TimeoutExpired:
                    failed.append("still running")
                    server.kill()
                    return

        threads = [threading.Thread(target=start_and_stop) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failed, [])

    def test_a_drain_loses_no_acknowledged_write(self):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(BINARY, folder + "/db")
            call(server.connect(), "CreateTable", {"TableName": "drain", **KEY})
            acknowledged = []

            def write(client):
                connection = server.connect()
                for i in range(100_000):
                    name = f"{client}-{i}"
                    try:
                        status, _ = call(connection, "PutItem", {"TableName": "drain", "Item": {"id": {"S": name}}})
                    except Exception:
                        return
                    if status == 200:
                        acknowledged.append(name)

            threads = [threading.Thread(target=write, args=(client,)) for client in range(4)]
            for thread in threads:
                thread.start()
            threading.Event().wait(0.5)
            self.assertEqual(server.stop(), 0)
            for thread in threads:
                thread.join()
            server = Server(BINARY, folder + "/db")
            connection = server.connect()
            self.assertGreater(len(acknowledged), 10)
            for name in acknowledged:
                status, reply = call(connection, "GetItem", {"TableName": "drain", "Key": {"id": {"S": name}}})
                self.assertTrue(status == 200 and "Item" in reply, name)
            server.stop()


if __name__ == "__main__":
    BINARY = binary_from_flags(__doc__)
    unittest.main(warnings="ignore")
