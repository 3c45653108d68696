#!/usr/bin/env python3
"""Compressed requests and replies: what is accepted, what is refused, and what the checksum is of.

docs/compatibility.md, "Compression", says what AWS does and where that is known from.
"""

import gzip
import json
import socket
import unittest
import zlib

from server_process import Server, binary_from_flags, call, headers

BINARY = None
REQUEST_BYTES_MAX = 16 * 1024 * 1024
COMPRESSED_FROM = 4096
DAMAGED = "The compressed request body is damaged"
CUT = "The compressed request body is cut short"


def deflated(data, bits):
    stream = zlib.compressobj(wbits=bits)
    return stream.compress(data) + stream.flush()


def contents(body):
    """What one whole gzip member holds; None where it is none."""
    stream = zlib.decompressobj(wbits=31)
    try:
        data = stream.decompress(body)
    except zlib.error:
        return None
    return data if stream.eof and not stream.unused_data else None


def peak_bytes(pid):
    with open(f"/proc/{pid}/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


class Compression(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(BINARY, ":memory:")
        cls.connection = cls.server.connect()
        status, _ = call(cls.connection, "CreateTable", {
            "TableName": "things", "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}], "BillingMode": "PAY_PER_REQUEST"})
        assert status == 200

    @classmethod
    def tearDownClass(cls):
        assert cls.server.stop() == 0

    def send(self, operation, body, **changes):
        """(response, bytes as they came); the checksum is of these."""
        sent = headers(operation)
        sent.update({name.replace("_", "-"): value for name, value in changes.items()})
        self.connection.request("POST", "/", body, sent)
        response = self.connection.getresponse()
        received = response.read()
        self.assertEqual(int(response.getheader("x-amz-crc32")), zlib.crc32(received))
        return response, received

    def accepts(self, body, encoding, operation="ListTables"):
        response, text = self.send(operation, body, Content_Encoding=encoding)
        self.assertEqual(response.status, 200, text)
        return json.loads(text)

    def refuses(self, message, body, encoding="gzip", status=400, error="SerializationException"):
        response, text = self.send("ListTables", body, Content_Encoding=encoding)
        reply = json.loads(text)
        said = reply.get("message", reply.get("Message"))
        self.assertEqual((response.status, reply["__type"].split("#")[1], said), (status, error, message))

    def put(self, name, text):
        request = {"TableName": "things", "Item": {"id": {"S": name}, "v": {"S": text}}}
        self.assertEqual(self.accepts(gzip.compress(json.dumps(request).encode()), "gzip", "PutItem"), {})

    def get(self, name, **changes):
        return self.send("GetItem", json.dumps({"TableName": "things", "Key": {"id": {"S": name}}}), **changes)

    def test_requests(self):
        tables = {"TableNames": ["things"]}
        for coding in ("gzip", "GZIP", "x-gzip", " gzip "):
            self.assertEqual(self.accepts(gzip.compress(b"{}"), coding), tables)
        self.assertEqual(self.accepts(zlib.compress(b"{}"), "deflate"), tables)
        for coding in ("identity", "Identity", ""):
            self.assertEqual(self.accepts(b"{}", coding), tables)
        for level in range(10):
            self.assertEqual(self.accepts(gzip.compress(b'{"Limit":1}' + b" " * 100_000, level), "gzip"), tables)
        self.put("compressed", "é" * 100_000)
        self.assertEqual(json.loads(self.get("compressed")[1])["Item"]["v"]["S"], "é" * 100_000)

    def test_members_follow_one_another(self):
        whole = gzip.compress(b"{") + gzip.compress(b"") + gzip.compress(b'"Limit":1}')
        self.assertEqual(self.accepts(whole, "gzip"), {"TableNames": ["things"]})
        self.refuses("The request body is not valid JSON", gzip.compress(b"{}") * 2)
        self.refuses(DAMAGED, zlib.compress(b"{") + zlib.compress(b"}"), "deflate")

    def test_chunked_requests(self):
        body = gzip.compress(b'{"Limit":1}')
        head = "".join(f"{name}: {value}\r\n" for name, value in headers("ListTables").items())
        request = f"POST / HTTP/1.1\r\nHost: x\r\n{head}Content-Encoding: gzip\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
        for size in (1, 7, len(body)):
            chunks = b"".join(b"%x\r\n%s\r\n" % (len(body[i:i + size]), body[i:i + size]) for i in range(0, len(body), size))
            with socket.create_connection(("127.0.0.1", self.server.port), timeout=10) as connection:
                connection.sendall(request + chunks + b"0\r\n\r\n")
                received = b""
                while part := connection.recv(65536):
                    received += part
            self.assertTrue(received.startswith(b"HTTP/1.1 200") and received.endswith(b'{"TableNames":["things"]}'), received)

    def test_every_cut_and_every_flipped_bit(self):
        body = gzip.compress(b'{"Limit":1}', mtime=0)
        for size in range(len(body)):
            self.refuses(CUT, body[:size])
        harmless = 0
        for bit in range(len(body) * 8):
            changed = bytearray(body)
            changed[bit // 8] ^= 1 << bit % 8
            response, text = self.send("ListTables", bytes(changed), Content_Encoding="gzip")
            # Of time, level, system and the last byte's padding nothing depends.
            if contents(bytes(changed)) == b'{"Limit":1}':
                harmless += 1
                self.assertEqual((response.status, text), (200, b'{"TableNames":["things"]}'), bit)
            else:
                self.assertEqual((response.status, json.loads(text).get("__type", "").split("#")[-1]), (400, "SerializationException"), bit)
        self.assertLess(harmless, 70)
        self.refuses(CUT, zlib.compress(b"{}")[:-1], "deflate")

    def test_garbage(self):
        body = gzip.compress(b"{}")
        for rest in (b"\0\0", b"\0" * 1000, b"{}", b"garbage garbage garbage"):
            self.refuses(DAMAGED, body + rest)
            self.refuses(DAMAGED, zlib.compress(b"{}") + rest, "deflate")
        self.refuses(CUT, body + b"\0")
        self.refuses(DAMAGED, b"{}")
        self.refuses(DAMAGED, b"garbage garbage garbage")
        self.refuses(DAMAGED, zlib.compress(b"{}"), "gzip")
        self.refuses(DAMAGED, body, "deflate")
        self.refuses(DAMAGED, deflated(b"{}", -15), "deflate")
        response, text = self.send("ListTables", body)
        self.assertEqual((response.status, json.loads(text)["__type"].split("#")[1]), (400, "SerializationException"))

    def test_other_codings(self):
        for coding in ("br", "zstd", "compress", "gzip, gzip", "gzip, identity", "aws-chunked", "gzip;q=1", "é"):
            shown = coding.encode("latin-1").decode("utf-8", "replace")
            self.refuses("Unsupported Content-Encoding: " + shown, gzip.compress(b"{}"), coding)

    def test_who_does_not_sign_is_told_so_first(self):
        sent = {name: value for name, value in headers("ListTables").items() if name != "Authorization"}
        self.connection.request("POST", "/", b"garbage", {**sent, "Content-Encoding": "gzip"})
        self.assertIn(b"MissingAuthenticationTokenException", self.connection.getresponse().read())

    def test_limits_and_bombs(self):
        def spaces(size):
            return b'{"Limit":1}' + b" " * (size - 11)

        too_large = ("Request size exceeded 16 MB",)
        self.accepts(gzip.compress(spaces(REQUEST_BYTES_MAX)), "gzip")
        self.refuses(*too_large, gzip.compress(spaces(REQUEST_BYTES_MAX + 1)), status=413, error="RequestEntityTooLargeException")
        # A gigabyte in a megabyte, as one member, as many, and behind a damaged end that nobody reaches.
        bomb = deflated(b" " * (1 << 30), 31)
        before = peak_bytes(self.server.process.pid)
        for body in (bomb, gzip.compress(b" " * (1 << 20)) * 1024, bomb[:-8]):
            for _ in range(4):
                self.refuses(*too_large, body, status=413, error="RequestEntityTooLargeException")
        # Room for what sanitizers hold back; one bomb in full would be a gigabyte.
        self.assertLess(peak_bytes(self.server.process.pid) - before, 512 << 20)
        # Members without contents: many, and all of them are read.
        self.refuses("The request body is not valid JSON", gzip.compress(b"") * 1_000_000)

    def test_replies(self):
        text = json.dumps([{"name": f"name {i}"} for i in range(2000)])
        self.put("large", text)
        plain, body = self.get("large")
        self.assertIsNone(plain.getheader("Content-Encoding"))
        response, compressed = self.get("large", Accept_Encoding="gzip")
        self.assertEqual(response.getheader("Content-Encoding"), "gzip")
        self.assertEqual(int(response.getheader("Content-Length")), len(compressed))
        self.assertLess(len(compressed), len(body) / 4)
        self.assertEqual(gzip.decompress(compressed), body)
        page, compressed = self.send("Scan", '{"TableName":"things"}', Accept_Encoding="gzip")
        self.assertEqual(page.getheader("Content-Encoding"), "gzip")
        self.assertIn("large", {item["id"]["S"] for item in json.loads(gzip.decompress(compressed))["Items"]})

    def test_small_replies_errors_and_noise_stay_as_they_are(self):
        rest = len('{"Item":{"id":{"S":"edge"},"v":{"S":""}}}')
        for size, encoding in ((COMPRESSED_FROM - 1, None), (COMPRESSED_FROM, "gzip")):
            self.put("edge", "x" * (size - rest))
            response, body = self.get("edge", Accept_Encoding="gzip")
            self.assertEqual(response.getheader("Content-Encoding"), encoding)
            body = gzip.decompress(body) if encoding else body
            self.assertEqual((len(body), json.loads(body)["Item"]["id"]["S"]), (size, "edge"))
        request = json.dumps({"TableName": "things", "Item": {"id": {"S": "x"}, "v": {"N": "9" * 10_000}}})
        response, body = self.send("PutItem", request, Accept_Encoding="gzip")
        self.assertEqual((response.status, response.getheader("Content-Encoding")), (400, None))
        self.assertIn("__type", json.loads(body))

    def test_accept_encoding(self):
        self.put("wanted", "x" * 10_000)
        for accepted in ("gzip", "GZip", "x-gzip", "gzip, deflate, br", "br;q=1.0,gzip;q=0.8", "*", "deflate, *;q=0.1", "gzip;q=0.001",
                         "gzip ; q = 1.000", "identity;q=0, gzip;q=0.5", "identity;q=0.5, gzip;q=0.5", ",,gzip,", "gzip;level=1;q=0.5", "gzip;q=1."):
            self.assertEqual(self.get("wanted", Accept_Encoding=accepted)[0].getheader("Content-Encoding"), "gzip", accepted)
        for accepted in ("", "identity", "deflate", "br", "gzip;q=0", "gzip;q=0.000", "gzip; Q=0", "*;q=0", "gzip;q=0, *", "*, gzip;q=0",
                         "identity, gzip;q=0.5", "gzip;q=", "gzip;q=x", "gzip;q=2", "gzip;q=-1", "gzip;q=0.5555", "gzipped", "not gzip", "q=1", ";"):
            self.assertIsNone(self.get("wanted", Accept_Encoding=accepted)[0].getheader("Content-Encoding"), accepted)


if __name__ == "__main__":
    BINARY = binary_from_flags(__doc__)
    unittest.main(warnings="ignore")
