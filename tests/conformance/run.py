#!/usr/bin/python3
"""The conformance suite: asks a DynamoDB server through boto3 and compares with what AWS documents.

  run.py --url http://HOST:PORT        any server; AWS_* variables give region and credentials, where it checks them
  run.py --server build/.../kstone-server   starts that one in memory on a free port

--gzip sends every request compressed.

--match WORD runs the tests whose name has the word. What is not obvious in AWS's documentation has its source beside
the assertion: "AWS" and a page's name for the developer guide or the API reference, "observed" and an issue for an
answer of the service that someone reported in public, "Local" for one of DynamoDB Local 3.3.1 about expressions, whose code
for them is the service's, "unverified" what nothing better than memory stands behind.
"""

import argparse
import os
import sys
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "server"))

import support  # noqa: E402
from server_process import Server  # noqa: E402

# Long enough that clients see CREATING and DELETING.
TRANSITION_MS = "30"


def run_suite(match):
    loader = unittest.TestLoader()
    if match:
        loader.testNamePatterns = [f"*{match}*"]
    suite = loader.discover(HERE, pattern="test_*.py", top_level_dir=HERE)
    result = unittest.TextTestRunner(verbosity=2).run(suite)
    calls = support.CALLS
    print(f"{calls.total} API calls, {len(calls.distinct)} of them distinct, {result.testsRun} tests")
    return 0 if result.wasSuccessful() and result.testsRun > 0 else 1


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--url")
    where.add_argument("--server")
    parser.add_argument("--match", default="")
    parser.add_argument("--gzip", action="store_true")
    arguments = parser.parse_args()
    support.Settings.gzip = arguments.gzip
    if arguments.url:
        support.connect(arguments.url, poll_seconds=0.5, statistics_are_exact=False)
        return run_suite(arguments.match)
    server = Server(arguments.server, ":memory:", "--transition-ms", TRANSITION_MS, "--ttl-interval-ms", "100")
    try:
        support.connect(f"http://127.0.0.1:{server.port}", poll_seconds=0.02, statistics_are_exact=True)
        failed = run_suite(arguments.match)
    finally:
        code = server.stop()
    if code != 0:
        print(f"the server ended with {code}", file=sys.stderr)
    return failed or code


if __name__ == "__main__":
    sys.exit(main())
