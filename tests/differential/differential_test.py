#!/usr/bin/env python3
"""The differential test's own test, without DynamoDB Local: two of our servers agree, and a lie of one is found and made short."""

import os
import random
import re
import sys
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "server"))

from campaign import TABLES, Campaign  # noqa: E402
from compare import difference  # noqa: E402
from known import KNOWN  # noqa: E402
from operations import Operations, selection  # noqa: E402
from server_process import Server, binary_from_flags  # noqa: E402
from steps import Answer, Endpoint, Step  # noqa: E402

BINARY = binary_from_flags(__doc__)



class Liar(Endpoint):
    """Forgets a flag of what it is asked for."""

    def send(self, operation, request):
        self.operation = operation
        super().send(operation, request)

    def receive(self):
        answer = super().receive()
        if self.operation == "GetItem" and "yes" in answer.body.get("Item", {}):
            del answer.body["Item"]["yes"]
        return answer


def item(**attributes):
    return Answer(200, {"Item": attributes})


class DifferentialTest(unittest.TestCase):
    def setUp(self):
        self.servers = [Server(BINARY, ":memory:", "--transition-ms", "0") for _ in range(2)]
        self.urls = [f"http://127.0.0.1:{server.port}" for server in self.servers]
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def tearDown(self):
        for server in self.servers:
            self.assertEqual(server.stop(), 0)

    def campaign(self, kind, only, failures=10):
        endpoints = [kind(self.urls[0]), Endpoint(self.urls[1])]
        for endpoint in endpoints:
            self.addCleanup(endpoint.connection.close)
        return Campaign(endpoints, 7, selection(only), "run.py", self.folder.name, failures)

    def test_two_alike_agree(self):
        campaign = self.campaign(Endpoint, "")
        campaign.run(0, 1500)
        self.assertFalse(campaign.failures)
        succeeded = sum(count for (_, answer), count in campaign.answers.items() if answer == "OK")
        self.assertGreater(succeeded, campaign.requests // 2)
        self.assertGreater(campaign.requests - succeeded, campaign.requests // 20)

    def test_a_lie_is_found_and_made_short(self):
        campaign = self.campaign(Liar, "PutItem,GetItem,DeleteItem,plain", failures=1)
        campaign.run(0, 1500)
        self.assertEqual(len(campaign.failures), 1)
        name, = os.listdir(self.folder.name)
        with open(os.path.join(self.folder.name, name), encoding="utf-8") as file:
            calls = [line for line in file if line.startswith("call ")]
        self.assertEqual([call.split()[1] for call in calls], ["CreateTable"] * len(TABLES) + ["PutItem", "GetItem"])
        self.assertEqual(re.findall(r'"(?:s1|n1|l1|m1|ss|ns|bs|yes|nil)"', calls[-2]), ['"yes"'])


class PartsTest(unittest.TestCase):
    def test_a_seed_draws_the_same_again(self):
        histories = []
        for _ in range(2):
            operations = Operations(random.Random("1/2"), TABLES, *selection(""))
            histories.append([operations.step() for _ in range(3000)])
        self.assertEqual(histories[0], histories[1])
        self.assertEqual(len({step.operation for step in histories[0]}), 11)

    def test_numbers_and_sets_compare_by_value(self):
        step = Step("GetItem", {})
        alike = [({"N": "1.0"}, {"N": "1"}), ({"N": "-0"}, {"N": "0"}), ({"N": "1E2"}, {"N": "100"}), ({"NS": ["1", "2"]}, {"NS": ["2.0", "1"]}),
                 ({"SS": ["a", "b"]}, {"SS": ["b", "a"]})]
        for one, other in alike:
            self.assertIsNone(difference(step, item(a=one), item(a=other)), (one, other))
        unlike = [({"N": "1"}, {"N": "2"}), ({"N": "12345678901234567890123456789012345678"}, {"N": "12345678901234567890123456789012345679"}),
                  ({"S": "1.0"}, {"S": "1"}), ({"L": [{"S": "a"}, {"S": "b"}]}, {"L": [{"S": "b"}, {"S": "a"}]}), ({"SS": ["a"]}, {"SS": ["b"]})]
        for one, other in unlike:
            self.assertEqual(difference(step, item(a=one), item(a=other)).kind, "body", (one, other))

    def test_errors_compare_by_status_type_and_words(self):
        step = Step("GetItem", {})
        answer = Answer(400, {"__type": "x#ValidationException", "message": "unused: keys: {:a, :b}"})
        self.assertIsNone(difference(step, answer, Answer(400, {"__type": "y#ValidationException", "Message": "unused: keys: {:b, :a}"})))
        others = [("status", Answer(200, {})), ("status", Answer(500, answer.body)), ("type", Answer(400, {**answer.body, "__type": "x#Other"})),
                  ("message", Answer(400, {**answer.body, "message": "unused: keys: {:a}"}))]
        for kind, other in others:
            self.assertEqual(difference(step, answer, other).kind, kind)

    def test_what_is_known_is_documented(self):
        with open(os.path.join(HERE, "..", "..", "docs", "compatibility.md"), encoding="utf-8") as file:
            section = file.read().split("### Where DynamoDB Local differs")[1].split("\n## ")[0]
        rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.split("\n") if line.startswith("| ")][1:]
        self.assertEqual([(row[0], row[3]) for row in rows], [(entry.name, entry.right) for entry in KNOWN])


if __name__ == "__main__":
    unittest.main()
