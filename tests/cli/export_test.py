#!/usr/bin/env python3
"""kstone export, and import of what it wrote: nothing is lost, and what cannot be carried is refused.

KEYSTONE_TEST_SEED=N replays the random items.
"""

import base64
import json
import os
import random
import signal
import subprocess

from kstone_process import BAD_INPUT, IO_ERROR, NOT_FOUND, OK, KstoneTest, main

TEXTS = ("", "a", "é", "日本", "😀", "\u2028", "\ufffe", "\x00", "\x1b[31m", "\x7f", "\u0085", "\r\n", "\t", '"', "\\", "\\u0041", "/", "Item", "S", " ")
PLAIN_TYPES = ("S", "N", "BOOL", "NULL", "L", "M")
ALL_TYPES = (*PLAIN_TYPES, "B", "SS", "NS", "BS")


class RandomItems:
    """Items as DynamoDB writes them: numbers canonical, sets and maps in some order."""

    def __init__(self, seed, types):
        self.random = random.Random(seed)
        self.types = types

    def text(self):
        return "".join(self.random.choice(TEXTS) for _ in range(self.random.randrange(5)))

    def number(self):
        digits = str(self.random.randrange(1, 10)) + "".join(self.random.choice("0123456789") for _ in range(self.random.choice((0, 1, 5, 36))))
        digits = digits.rstrip("0") + self.random.choice(("", "7"))
        exponent = self.random.choice((0, 0, 1, 20, 126 - len(digits), -1, -3, -130))
        if exponent >= 0:
            text = digits + "0" * exponent
        else:
            text = "0." + "0" * (-exponent - 1) + digits.rstrip("0")
        return self.random.choice(("", "-")) + text

    def bytes(self):
        return base64.b64encode(self.random.randbytes(self.random.randrange(6))).decode()

    def several(self, make):
        return sorted({make() for _ in range(self.random.randrange(1, 5))})

    def value(self, depth=0):
        kind = self.random.choice(self.types)
        if depth == 4 and kind in "LM":
            kind = "N"
        elements = self.random.randrange(4)
        return {kind: {
            "S": self.text,
            "N": self.number,
            "B": self.bytes,
            "BOOL": lambda: self.random.random() < 0.5,
            "NULL": lambda: True,
            "SS": lambda: self.several(self.text),
            "NS": lambda: self.several(self.number),
            "BS": lambda: self.several(self.bytes),
            "L": lambda: [self.value(depth + 1) for _ in range(elements)],
            "M": lambda: {self.text(): self.value(depth + 1) for _ in range(elements)},
        }[kind]()}

    def item(self, number):
        attributes = {name: self.value() for name in {self.text() for _ in range(4)} if name}
        return {**attributes, "pk": {"S": f"{number}{self.text()}"}, "sk": {"N": self.number()}}

    def items(self, count):
        return [self.item(number) for number in range(count)]


def comparable(value):
    """Sets have no order; everything else is compared as it is written."""
    if isinstance(value, dict):
        return {name: sorted(member) if name in ("SS", "NS", "BS") and isinstance(member, list) and
                all(isinstance(element, str) for element in member) else comparable(member) for name, member in value.items()}
    return [comparable(element) for element in value] if isinstance(value, list) else value


def by_key(items):
    return {(item["pk"]["S"], item["sk"]["N"]): comparable(item) for item in items}


class Export(KstoneTest):
    keys = ("--partition-key", "pk", "--sort-key", "sk:N")

    def seed(self):
        seed = int(os.environ.get("KEYSTONE_TEST_SEED", random.SystemRandom().randrange(2**32)))
        print(f"KEYSTONE_TEST_SEED={seed}", flush=True)
        return seed

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def write(self, name, content):
        with open(self.path(name), "wb") as file:
            file.write(content)
        return self.path(name)

    def put(self, items):
        """Some as single items, the others at once; escaped or not."""
        self.ok("create", self.db, *self.keys)
        for item in items[:10]:
            rest = {name: value for name, value in item.items() if name not in ("pk", "sk")}
            if "\x00" not in item["pk"]["S"]:
                self.ok("put", self.db, "--typed", "--", item["pk"]["S"], item["sk"]["N"], json.dumps(rest))
        lines = "".join(json.dumps(item, ensure_ascii=number % 2 == 0) + "\n" for number, item in enumerate(items))
        self.ok("import", self.db, "--typed", self.write("items", lines.encode()))

    def sorted(self, name):
        """Lines come in the order of the partitions' hashes, whose seed is each database's own."""
        return b"".join(sorted(self.read(name).splitlines(keepends=True)))

    def there_and_back(self, items, export, import_):
        """A database that only knows the export of another one exports the same bytes, line for line."""
        self.put(items)
        self.ok("export", self.db, self.path("first"), *export)
        self.ok("import", self.path("other"), self.path("first"), *import_, *self.keys)
        self.ok("export", self.path("other"), self.path("second"), *export)
        self.assertEqual(self.sorted("first"), self.sorted("second"))
        self.ok("export", self.db, self.path("repeated"), *export)
        self.assertEqual(self.read("first"), self.read("repeated"))
        scanned = self.ok("scan", self.path("other"), "-o", "jsonl", "--typed").split("\n")[:-1]
        self.assertEqual(by_key(json.loads(line) for line in scanned), by_key(items))
        return [json.loads(line) for line in self.read("first").decode().split("\n")[:-1]]

    def test_dynamodb_json_carries_everything(self):
        items = RandomItems(self.seed(), ALL_TYPES).items(400)
        lines = self.there_and_back(items, (), ())
        self.assertTrue(all(list(line) == ["Item"] for line in lines))
        self.assertEqual(by_key(line["Item"] for line in lines), by_key(items))
        self.ok("import", self.path("third"), self.path("first"), "--format", "dynamodb-json", *self.keys)
        self.ok("export", self.path("third"), self.path("again"), "--format", "dynamodb-json")
        self.assertEqual(self.sorted("first"), self.sorted("again"))

    def test_plain_json_carries_what_it_can(self):
        items = RandomItems(self.seed(), PLAIN_TYPES).items(400)
        lines = self.there_and_back(items, ("--format", "jsonl"), ("--format", "jsonl"))
        self.assertEqual({line["pk"] for line in lines}, {item["pk"]["S"] for item in items})

    def test_plain_json_refuses_what_it_cannot(self):
        self.ok("create", self.db)
        for value, words in (('{"B":"AA=="}', 'attribute "v" is binary'),
                             ('{"SS":["a"]}', 'attribute "v" is a string set'),
                             ('{"L":[{"N":"1"},{"M":{"x y":{"NS":["1"]}}}]}', 'attribute "v"[1]."x y" is a number set'),
                             ('{"M":{"":{"L":[{"BS":["AA=="]}]}}}', 'attribute "v".""[0] is a binary set')):
            self.ok("put", self.db, "the key", '{"v":%s}' % value, "--typed")
            error = self.fails(BAD_INPUT, "export", self.db, self.path("out"), "--format", "jsonl")
            self.assertIn('item {"pk":"the key"}: ' + words, error)
            self.assertIn("--format dynamodb-json", error)
            self.assertEqual(os.listdir(self.folder.name), ["db.keystone"])

    def test_lines_as_aws_exports_them_are_told_from_others(self):
        lines = ('{"Item":{"pk":{"S":"a"},"Authors":{"SS":["x"]}}}', '{"Item":{"pk":{"S":"b"}}}', '{"pk":{"S":"c"}}', '{"pk":"d","Item":{"S":"x"}}',
                 '  { "Item" : { "pk" : { "S" : "e" } } }  ', '{"pk":"f","Item":{"pk":{"S":"x"}}}')
        code, _, err = self.run_kstone("import", self.db, "-", "--max-errors", "9", stdin="\n".join(lines))
        self.assertEqual((code, err.count("line ")), (OK, 1))
        self.assertIn("line 4: some members look DynamoDB-typed", err)
        self.assertEqual(len(self.ok("scan", self.db, "-o", "jsonl").split("\n")[:-1]), 5)
        self.assertEqual(self.ok("get", self.db, "f", "-o", "jsonl"), '{"Item":{"pk":{"S":"x"}},"pk":"f"}\n')
        # A table whose keys are named as what wraps and what types.
        for key in ("Item", "S", "M"):
            self.ok("import", self.path(key), "-", "--partition-key", key, stdin='{"Item":{"%s":{"S":"x"}}}' % key)
            self.assertEqual(self.ok("scan", self.path(key), "-o", "jsonl"), '{"%s":"x"}\n' % key)
        self.ok("import", self.path("Item"), "-", stdin='{"Item":{"S":"bare"}}\n{"Item":"plain"}')
        self.assertEqual(len(self.ok("scan", self.path("Item"), "-o", "jsonl").split("\n")[:-1]), 3)

    def test_lines_that_are_not_dynamodb_json(self):
        self.ok("create", self.db)
        for line in ("nonsense", "{}", '{"Item":1}', '{"Item":{"pk":{"S":"a"}},"more":1}', '{"Item":{"pk":{"S":"a"}}} x', '{"pk":{"S":"a"}}',
                     '{"Item":{}}', '{"Item":{"pk":"a"}}', '{"Item":{"pk":{"S":"a"},"pk":{"S":"b"}}}', '{"Item":{"pk":{"S":"a"}}'):
            self.assertIn("line 1: ", self.fails(BAD_INPUT, "import", self.db, "-", "--format", "dynamodb-json", stdin=line))
        self.fails(BAD_INPUT, "import", self.db, "-", "--format", "dynamodb-json", "--plain")
        self.fails(BAD_INPUT, "import", self.db, "-", "--format", "xml")
        self.assertEqual(self.ok("export", self.db), "")

    def test_an_output_file_is_whole_or_not_there(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "a", "{}")
        line = '{"Item":{"pk":{"S":"a"}}}\n'
        self.assertTrue(self.ok("export", self.db, self.path("out")).startswith("Exported 1 rows of default in "))
        self.assertEqual(self.read("out"), line.encode())
        self.write("out", b"precious")
        self.assertIn("--force", self.fails(BAD_INPUT, "export", self.db, self.path("out")))
        self.assertEqual(self.read("out"), b"precious")
        os.symlink("out", self.path("link"))
        self.ok("export", self.db, self.path("link"), "--force")
        self.assertEqual((self.read("out"), os.path.islink(self.path("link"))), (line.encode(), True))
        self.fails(IO_ERROR, "export", self.db, self.path("no/such/folder"))
        self.fails(IO_ERROR, "export", self.db, self.folder.name)
        self.fails(NOT_FOUND, "export", self.path("no database"), self.path("new"))
        self.fails(NOT_FOUND, "export", self.db, self.path("new"), "-t", "nobody")
        # What fails with force on leaves the old file as it was.
        self.ok("put", self.db, "b", '{"v":{"B":"AA=="}}', "--typed")
        self.fails(BAD_INPUT, "export", self.db, self.path("out"), "--force", "--format", "jsonl")
        self.assertEqual(self.read("out"), line.encode())
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["db.keystone", "link", "out"])

    def test_standard_output_pipes_and_devices(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "a", "{}")
        line = '{"Item":{"pk":{"S":"a"}}}\n'
        for words in ((), ("-",)):
            code, out, err = self.run_kstone("export", self.db, *words)
            self.assertEqual((code, out), (OK, line))
            self.assertIn("Exported 1 rows of default", err)
        self.assertIn(line, self.ok("export", self.db, "/dev/stdout"))
        self.assertIn("No space left", self.fails(IO_ERROR, "export", self.db, "/dev/full"))
        full = subprocess.run(["sh", "-c", '"$0" export "$1" >/dev/full', self.binary, self.db], capture_output=True, text=True, check=False)
        self.assertEqual((full.returncode, "No space left" in full.stderr), (IO_ERROR, True))

    def test_many_pages_and_a_full_disk(self):
        self.ok("create", self.db)
        lines = "".join('{"pk":"%d","v":"%s"}\n' % (i, "x" * 100_000) for i in range(40))
        self.ok("import", self.db, "-", stdin=lines)
        self.ok("export", self.db, self.path("all"))
        exported = [json.loads(line)["Item"] for line in self.read("all").splitlines()]
        self.assertEqual(sorted(int(item["pk"]["S"]) for item in exported), list(range(40)))
        small_disk = ["sh", "-c", 'trap "" XFSZ; ulimit -f 2048; exec "$@"', "sh"]
        self.fails(IO_ERROR, "export", self.db, self.path("out"), prefix=small_disk)
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["all", "db.keystone"])

    def put_much(self):
        self.ok("create", self.db)
        lines = "".join('{"pk":"%d","v":"%s"}\n' % (i, "x" * 300_000) for i in range(70))
        self.ok("import", self.db, self.write("items", lines.encode()))
        os.unlink(self.path("items"))

    def start_export(self, **more):
        """An export of much, once its draft is there."""
        export = subprocess.Popen([self.binary, "export", self.db, self.path("out")], stdout=subprocess.DEVNULL, **more)
        while export.poll() is None and not any("partial" in name for name in os.listdir(self.folder.name)):
            pass
        return export

    def test_an_interrupted_export_leaves_nothing(self):
        self.put_much()
        for end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Whoever runs this test may have it ignore the signal.
            export = self.start_export(preexec_fn=lambda end=end: signal.signal(end, signal.SIG_DFL))
            export.send_signal(end)
            self.assertEqual(export.wait(timeout=60), -end)
            self.assertEqual(os.listdir(self.folder.name), ["db.keystone"])

    def test_a_file_made_meanwhile_is_not_replaced(self):
        self.put_much()
        export = self.start_export(stderr=subprocess.PIPE, text=True)
        self.write("out", b"precious")
        self.assertIn("--force", export.communicate(timeout=60)[1])
        self.assertEqual((export.returncode, self.read("out")), (BAD_INPUT, b"precious"))
        self.assertEqual(sorted(os.listdir(self.folder.name)), ["db.keystone", "out"])

    def test_progress_on_a_terminal(self):
        self.ok("create", self.db)
        self.ok("put", self.db, "a", "{}")
        for words, shown in ((self.path("out"), True), ("-", False)):
            reader, terminal = os.openpty()
            stdout = terminal if words == "-" else subprocess.DEVNULL
            export = subprocess.Popen([self.binary, "export", self.db, words], stdout=stdout, stderr=terminal)
            os.close(terminal)
            seen = b""
            try:
                while part := os.read(reader, 1 << 16):
                    seen = (seen + part)[-1000:]
            except OSError:
                pass  # the end of a terminal
            os.close(reader)
            self.assertEqual((export.wait(timeout=60), b"\r1 rows, " in seen and b"rows/s" in seen), (OK, shown))


if __name__ == "__main__":
    main(__doc__)
