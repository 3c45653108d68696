"""DescribeLimits, DescribeEndpoints (AWS: the API reference's page of each)."""

import re
import urllib.parse

from support import Case


class Account(Case):
    def test_limits(self):
        limits = self.ask("DescribeLimits")
        self.assertGreaterEqual(limits["AccountMaxReadCapacityUnits"], limits["TableMaxReadCapacityUnits"])
        self.assertGreaterEqual(limits["AccountMaxWriteCapacityUnits"], limits["TableMaxWriteCapacityUnits"])
        # AWS, "Quotas in Amazon DynamoDB": what an account begins with.
        self.assertGreaterEqual(limits["TableMaxReadCapacityUnits"], 40000)

    def test_endpoints(self):
        endpoint = self.ask("DescribeEndpoints")["Endpoints"][0]
        self.assertEqual(endpoint["CachePeriodInMinutes"], 1440)
        self.assertRegex(endpoint["Address"], re.escape(urllib.parse.urlsplit(self.db.meta.endpoint_url).netloc) + "|amazonaws")
