#!/usr/bin/env python3
"""kstone's commands: what they print and how they exit."""

import os
import shutil
import struct
import subprocess

from kstone_process import BAD_INPUT, BUSY, CORRUPTION, IO_ERROR, NOT_FOUND, OK, KstoneTest, main

# Root writes into folders that are read-only; without these capabilities it is as everybody.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
# The checksum of a manifest's header that holds the magic number, version 1, its size, and zeros.
NEWER_HEADER_CHECKSUM = 0x227f36b6022dd1fe


class Cli(KstoneTest):
    def test_version_and_help(self):
        self.assertRegex(self.ok("--version"), r"^kstone \d+\.\d+\.\d+\n$")
        for verb in ("create", "put", "get", "update", "delete", "query", "scan", "import", "export", "serve"):
            self.assertIn(verb, self.ok("--help"))
            self.assertIn("PATH", self.ok(verb, "--help"))
        self.fails(BAD_INPUT)
        self.fails(BAD_INPUT, "nonsense")

    def test_items_by_partition_key(self):
        self.assertEqual(self.ok("create", self.db), f"Database created: {self.db} (table default)\n")
        self.assertEqual(self.ok("put", self.db, "alice", '{"age": 30.50, "tags": ["a"], "none": null}'), "Item stored\n")
        self.assertEqual(self.ok("get", self.db, "alice"), '{"age":30.5,"none":null,"pk":"alice","tags":["a"]}\n')
        self.assertEqual(self.ok("get", self.db, "alice", "-o", "json", "--typed"),
                         '[{"age":{"N":"30.5"},"none":{"NULL":true},"pk":{"S":"alice"},"tags":{"L":[{"S":"a"}]}}]\n')
        self.assertEqual(self.ok("delete", self.db, "alice"), "Item deleted\n")
        self.assertIn("Item not found", self.fails(NOT_FOUND, "get", self.db, "alice"))
        self.fails(NOT_FOUND, "delete", self.db, "alice")

    def test_numbers_keep_all_their_digits(self):
        number = "12345678901234567890123456789012345678"
        self.ok("create", self.db)
        self.ok("put", self.db, "n", '{"x": %s}' % number)
        self.assertEqual(self.ok("get", self.db, "n"), '{"pk":"n","x":%s}\n' % number)

    def test_both_kinds_of_json_and_their_mixture(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "a", '{"x": {"SS": ["b", "a"]}}')
        self.assertEqual(self.ok("get", self.db, "a"), '{"pk":"a","x":["a","b"]}\n')
        self.ok("put", self.db, "a", '{"x": {"SS": ["b", "a"]}}', "--plain")
        self.assertEqual(self.ok("get", self.db, "a"), '{"pk":"a","x":{"SS":["b","a"]}}\n')
        self.assertIn("--typed or --plain", self.fails(BAD_INPUT, "put", self.db, "a", '{"x": {"S": "1"}, "y": 2}'))
        for bad in ("nonsense", '{"x":1} y', '{"x":1}}', '{"x":1x}', '{"x":1,"x":2}', '{"pk":"twice"}', '"text"'):
            self.fails(BAD_INPUT, "put", self.db, "a", bad)

    def test_sort_keys_and_queries(self):
        self.ok("create", self.db, "-t", "events", "--partition-key", "user", "--sort-key", "at:N")
        for at in (1, 2, 10):
            self.ok("put", self.db, "u", str(at), '{"v": "%d"}' % at)
        def shown(*words):
            return [line.split('"v":')[1].strip('"}') for line in self.ok("query", self.db, "u", *words).splitlines()]
        self.assertEqual(shown(), ["1", "2", "10"])
        self.assertEqual(shown("--reverse", "--limit", "2"), ["10", "2"])
        self.assertEqual(shown("--sort-eq", "2"), ["2"])
        self.assertEqual(shown("--sort-lt", "2"), ["1"])
        self.assertEqual(shown("--sort-le", "2"), ["1", "2"])
        self.assertEqual(shown("--sort-gt", "2"), ["10"])
        self.assertEqual(shown("--sort-ge", "2"), ["2", "10"])
        self.assertEqual(shown("--sort-between", "2", "10"), ["2", "10"])
        self.fails(BAD_INPUT, "query", self.db, "u", "--sort-begins-with", "1")
        self.fails(BAD_INPUT, "query", self.db, "u", "--sort-eq", "1", "--sort-lt", "2")
        self.assertIn("sort key at", self.fails(BAD_INPUT, "get", self.db, "u"))
        self.assertIn('"v":"10"', self.ok("get", self.db, "u", "10"))

    def test_updates(self):
        self.ok("create", self.db)
        self.assertEqual(self.ok("update", self.db, "a", "ADD n :one", "--values", '{":one": 1}'), '{"n":1,"pk":"a"}\n')
        self.assertEqual(self.ok("update", self.db, "a", "SET n = n + :one, #n = :list", "--values", '{":one": 1, ":list": [2]}',
                                 "--names", '{"#n": "name"}'), '{"n":2,"name":[2],"pk":"a"}\n')
        self.assertEqual(self.ok("update", self.db, "a", "REMOVE n", "--condition", "n = :n", "--values", '{":n": {"N": "2"}}',
                                 "-o", "json", "--typed"), '[{"name":{"L":[{"N":"2"}]},"pk":{"S":"a"}}]\n')
        self.assertIn("Condition not met", self.fails(NOT_FOUND, "update", self.db, "a", "REMOVE n", "--condition", "n = :n",
                                                      "--values", '{":n": 2}'))
        for words, message in ((("SET n",), "Syntax error"), (("SET n = :n",), "not defined"),
                               (("REMOVE n", "--values", '{":n": 1}'), "unused in expressions"),
                               (("REMOVE n", "--values", "nonsense"), "--values"), (("REMOVE n", "--names", '["#n"]'), "--names"),
                               (("REMOVE #n", "--names", '{"#n": 1}'), "#n is no string")):
            self.assertIn(message, self.fails(BAD_INPUT, "update", self.db, "a", *words))

    def test_conditions(self):
        self.ok("create", self.db, "--partition-key", "id", "--sort-key", "at:N")
        new = ("put", self.db, "a", "1", '{"v": 1}', "--condition", "attribute_not_exists(id)")
        self.assertEqual(self.ok(*new), "Item stored\n")
        self.assertIn("Condition not met", self.fails(NOT_FOUND, *new))
        gone = ("delete", self.db, "a", "1", "--condition", "v = :v", "--values")
        self.assertIn("Condition not met", self.fails(NOT_FOUND, *gone, '{":v": 2}'))
        self.assertEqual(self.ok(*gone, '{":v": 1}'), "Item deleted\n")

    def test_filters_and_projections(self):
        self.ok("create", self.db, "--partition-key", "id", "--sort-key", "at:N")
        for at in range(5):
            self.ok("put", self.db, "a", str(at), '{"v": %d, "name": "n%d", "m": {"x": [%d]}}' % (at % 2, at, at))
        odd = ("--filter", "v = :v", "--values", '{":v": 1}')
        self.assertEqual(self.ok("scan", self.db, *odd, "--projection", "#n", "--names", '{"#n": "name"}'),
                         '{"name":"n1"}\n{"name":"n3"}\n')
        self.assertEqual(self.ok("query", self.db, "a", *odd, "--sort-gt", "1", "--projection", "m.x[0]"), '{"m":{"x":[3]}}\n')
        self.assertEqual(self.ok("query", self.db, "a", *odd, "--limit", "1", "--reverse", "--projection", "v"), '{"v":1}\n')
        self.assertEqual(self.ok("get", self.db, "a", "4", "--projection", "m,v"), '{"m":{"x":[4]},"v":0}\n')
        self.assertIn("redundant parentheses", self.fails(BAD_INPUT, "scan", self.db, "--filter", "((v = at))"))

    def test_several_tables_need_a_name(self):
        self.ok("create", self.db, "-t", "one")
        self.ok("scan", self.db)
        self.ok("create", self.db, "-t", "two")
        self.assertIn("-t", self.fails(BAD_INPUT, "scan", self.db))
        self.ok("scan", self.db, "-t", "two")
        self.fails(NOT_FOUND, "scan", self.db, "-t", "three")
        self.fails(BAD_INPUT, "create", self.db, "-t", "two")

    def test_formats(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "a", '{"x": "1,\\"2\\"", "y": true}')
        self.ok("put", self.db, "b", '{"x": "\\u001b[31mred\\n"}')
        rows = self.ok("scan", self.db, "-o", "csv").split("\n")
        self.assertEqual(rows[0], "pk,x,y")
        self.assertIn('a,"1,""2""",true', rows)
        table = self.ok("scan", self.db, "-o", "table")
        self.assertIn(r"\x1b[31mred\n", table)
        self.assertNotIn("\x1b", table)
        self.assertTrue(table.endswith("Count: 2\n"))
        self.assertEqual(len(self.ok("scan", self.db, "-o", "jsonl").splitlines()), 2)
        self.assertEqual(self.ok("get", self.db, "a", "-o", "csv", "--columns", "y,pk").split("\n")[1], "true,a")
        self.fails(BAD_INPUT, "scan", self.db, "-o", "xml")

    def test_import(self):
        rows = "".join('{"id":"%d","n":%d}\n' % (i, i) for i in range(1000))
        out = self.ok("import", self.db, "-", "-t", "rows", "--partition-key", "id", stdin=rows)
        self.assertTrue(out.startswith("Imported 1000 rows into rows"))
        self.assertEqual(len(self.ok("scan", self.db).splitlines()), 1000)
        again = '{"id":"5","n":"first"}\n{"id":"5","n":"last"}\n'
        self.ok("import", self.db, "-", stdin=again)
        self.assertEqual(self.ok("get", self.db, "5"), '{"id":"5","n":"last"}\n')
        bad = '{"id":"new"}\nnonsense\n{"no":"key"}\n{"id":"newer"}\n'
        self.assertIn("line 2", self.fails(BAD_INPUT, "import", self.db, "-", stdin=bad))
        code, out, err = self.run_kstone("import", self.db, "-", "--max-errors", "2", stdin=bad)
        self.assertEqual((code, "2 bad rows" in out), (OK, True))
        self.assertIn("line 3: ValidationException: One or more parameter values were invalid: Missing the key id in the item", err)
        self.ok("get", self.db, "newer")
        self.fails(NOT_FOUND, "import", self.db, "/no/such/file")

    def test_failures_have_their_codes(self):
        self.fails(NOT_FOUND, "get", self.db, "x")
        self.assertFalse(os.path.exists(self.db))
        self.ok("create", self.db)
        with open(os.path.join(self.db, "CURRENT"), "r+b") as file:
            file.write(b"X")
        self.assertIn("CURRENT", self.fails(CORRUPTION, "get", self.db, "x"))

    def test_bad_items_and_keys(self):
        self.ok("create", self.db, "--partition-key", "pk", "--sort-key", "sk:N")
        self.assertIn("empty string value. Key: pk", self.fails(BAD_INPUT, "put", self.db, "", "1", "{}"))
        self.assertIn("limit of2048", self.fails(BAD_INPUT, "put", self.db, "p" * 2049, "1", "{}"))
        self.assertIn("numeric value: x", self.fails(BAD_INPUT, "put", self.db, "p", "x", "{}"))
        self.assertIn("38 significant digits", self.fails(BAD_INPUT, "put", self.db, "p", "1", '{"n": %s}' % ("1" * 39)))
        self.assertIn("overflow", self.fails(BAD_INPUT, "put", self.db, "p", "1", '{"n": 1e126}'))
        self.assertIn("Nesting", self.fails(BAD_INPUT, "put", self.db, "p", "1", '{"v": %s1%s}' % ("[" * 33, "]" * 33)))
        self.fails(BAD_INPUT, "put", self.db, "p", "1", '{"v": %s1%s}' % ("[" * 5000, "]" * 5000))
        large = '{"pk": "p", "sk": 1, "v": "%s"}\n' % ("x" * 400 * 1024)
        self.assertIn("Item size", self.fails(BAD_INPUT, "import", self.db, "-", stdin=large))
        self.fails(BAD_INPUT, "put", self.db, "p", "1", b'{"v": "\xff"}')
        self.assertEqual(self.ok("scan", self.db), "")

    def test_a_read_only_folder(self):
        self.ok("create", self.db)
        parent = os.path.join(self.folder.name, "parent")
        os.mkdir(parent, 0o555)
        self.assertIn("Permission denied", self.fails(IO_ERROR, "create", parent + "/db", prefix=UNPRIVILEGED))
        os.chmod(self.db, 0o555)
        self.assertIn("Permission denied", self.fails(IO_ERROR, "put", self.db, "x", "{}", prefix=UNPRIVILEGED))
        os.chmod(self.db, 0o755)
        self.assertEqual(self.ok("scan", self.db), "")
        self.fails(IO_ERROR, "create", "/dev/null/db")

    def manifest(self):
        with open(os.path.join(self.db, "CURRENT")) as file:
            return os.path.join(self.db, file.read().split()[0])

    def test_a_database_of_a_newer_format(self):
        self.ok("create", self.db)
        header = struct.pack("<8sII", b"KSTNMAN\0", 1, 4096).ljust(4088, b"\0")
        with open(self.manifest(), "r+b") as file:
            file.write(header + struct.pack("<Q", NEWER_HEADER_CHECKSUM))
        self.assertIn("written by a newer version", self.fails(CORRUPTION, "get", self.db, "x"))

    def test_flipped_bits_and_truncated_files(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "x", "{}")
        whole = os.path.join(self.folder.name, "whole")
        shutil.copytree(self.db, whole)
        names = [name for name in sorted(os.listdir(whole)) if name != "LOCK"]
        self.assertEqual({name.split("-")[0].split(".")[-1] for name in names}, {"CURRENT", "MANIFEST", "wal"})
        for name in names:
            path = os.path.join(self.db, name)
            for offset in (0, 20, 4100) if os.path.getsize(path) > 4100 else (0, 20):
                for damage in ("flip", "cut"):
                    shutil.rmtree(self.db)
                    shutil.copytree(whole, self.db)
                    with open(path, "r+b") as file:
                        file.seek(offset)
                        byte = file.read(1)[0]
                        file.seek(offset)
                        file.write(bytes([byte ^ 1])) if damage == "flip" else file.truncate()
                    with self.subTest(name=name, offset=offset, damage=damage):
                        self.assertIn(" at ", self.fails(CORRUPTION, "get", self.db, "x"))

    def test_a_database_in_use_and_serve(self):
        self.ok("create", self.db)
        ready = os.path.join(self.folder.name, "ready")
        server = subprocess.Popen([self.binary, "serve", self.db, "--", "--http-port", "0", "--ready-file", ready], stdout=subprocess.DEVNULL)
        try:
            for _ in range(1000):
                if os.path.exists(ready):
                    break
                subprocess.run(["sleep", "0.01"], check=True)
            self.assertIn("another process", self.fails(BUSY, "get", self.db, "x"))
        finally:
            server.terminate()
            self.assertEqual(server.wait(timeout=30), OK)


if __name__ == "__main__":
    main(__doc__)
