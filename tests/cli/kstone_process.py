"""Runs kstone for a test, in a folder of the test's own."""

import argparse
import os
import subprocess
import sys
import tempfile
import unittest

OK, NOT_FOUND, BAD_INPUT, CORRUPTION, IO_ERROR, BUSY = 0, 1, 2, 3, 4, 5


class KstoneTest(unittest.TestCase):
    binary = None

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.db = self.path("db.keystone")

    def tearDown(self):
        self.folder.cleanup()

    def path(self, name):
        return os.path.join(self.folder.name, name)

    def run_kstone(self, *words, stdin="", prefix=()):
        done = subprocess.run([*prefix, self.binary, *words], input=stdin, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def ok(self, *words, stdin=""):
        code, out, err = self.run_kstone(*words, stdin=stdin)
        self.assertEqual(code, OK, err)
        return out

    def fails(self, expected_code, *words, stdin="", prefix=()):
        code, out, err = self.run_kstone(*words, stdin=stdin, prefix=prefix)
        self.assertEqual(code, expected_code, out + err)
        return err


def main(description):
    arguments = argparse.ArgumentParser(description=description)
    arguments.add_argument("--kstone", required=True)
    known, rest = arguments.parse_known_args()
    KstoneTest.binary = known.kstone
    unittest.main(argv=[sys.argv[0], *rest])
