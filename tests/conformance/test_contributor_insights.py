"""DescribeContributorInsights, UpdateContributorInsights, ListContributorInsights (AWS: the API reference's page of each)."""

import time

from support import NOT_FOUND, VALIDATION, Case, Settings


class Insights(Case):
    TABLES = {"watched": "pk:S", "other": "pk:S"}

    def update(self, action, label="watched", **more):
        return self.ask("UpdateContributorInsights", TableName=self.name(label), ContributorInsightsAction=action, **more)

    def describe(self, label="watched", **more):
        return self.ask("DescribeContributorInsights", TableName=self.name(label), **more)

    def wait_for(self, status):
        deadline = time.monotonic() + 600
        while self.describe()["ContributorInsightsStatus"] != status and time.monotonic() < deadline:
            time.sleep(Settings.poll_seconds)
        self.assertEqual(self.describe()["ContributorInsightsStatus"], status)

    def test_switch(self):
        self.assertEqual(self.describe(), {"TableName": self.name("watched"), "ContributorInsightsStatus": "DISABLED"})
        reply = self.update("ENABLE", ContributorInsightsMode="THROTTLED_KEYS")
        self.assertEqual(reply, {"TableName": self.name("watched"), "ContributorInsightsStatus": "ENABLING",
                                 "ContributorInsightsMode": "THROTTLED_KEYS"})
        self.wait_for("ENABLED")
        described = self.describe()
        self.assertEqual(described["ContributorInsightsMode"], "THROTTLED_KEYS")
        self.assertLess(abs(described["LastUpdateDateTime"] - time.time()), 600)
        self.assertEqual(self.update("DISABLE")["ContributorInsightsStatus"], "DISABLING")
        self.wait_for("DISABLED")

    def test_lists(self):
        name = self.name("other")
        reply = self.ask("ListContributorInsights", TableName=name)
        self.assertEqual(reply, {"ContributorInsightsSummaries": [{"TableName": name, "ContributorInsightsStatus": "DISABLED"}]})
        seen, token = [], {}
        while True:
            page = self.ask("ListContributorInsights", MaxResults=1, **token)
            self.assertLessEqual(len(page["ContributorInsightsSummaries"]), 1)
            seen += [summary["TableName"] for summary in page["ContributorInsightsSummaries"]]
            if "NextToken" not in page:
                break
            token = {"NextToken": page["NextToken"]}
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual({self.name("watched"), name}, set(seen))

    def test_bad_requests(self):
        self.refused(VALIDATION, "at 'contributorInsightsAction' failed to satisfy constraint: Member must satisfy enum value set",
                     self.update, "TOGGLE")
        self.refused(VALIDATION, "at 'contributorInsightsMode' failed", self.update, "ENABLE", ContributorInsightsMode="ALL")
        self.refused(VALIDATION, "at 'indexName' failed", self.describe, IndexName="ab")
        self.refused(VALIDATION, "at 'maxResults' failed", self.ask, "ListContributorInsights", MaxResults=101)
        self.refused(VALIDATION, "", self.ask, "ListContributorInsights", NextToken="#")
        self.refused(NOT_FOUND, "", self.describe, IndexName="nobody")
        self.refused(NOT_FOUND, "", self.update, "ENABLE", IndexName="nobody")
        self.refused(NOT_FOUND, "", self.describe, "nobody")
        self.refused(NOT_FOUND, "", self.update, "ENABLE", "nobody")
        self.refused(NOT_FOUND, "", self.ask, "ListContributorInsights", TableName=self.name("nobody"))
