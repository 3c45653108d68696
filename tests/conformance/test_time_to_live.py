"""UpdateTimeToLive, DescribeTimeToLive: the setting (AWS: the API reference's page of each)."""

import time

from support import NOT_FOUND, VALIDATION, Case, Settings


class TimeToLive(Case):
    TABLES = {"on": "pk:S", "off": "pk:S", "bad": "pk:S", "sweep": "pk:S"}

    def update(self, label, enabled, attribute="expires"):
        specification = {"Enabled": enabled, "AttributeName": attribute}
        reply = self.db.update_time_to_live(TableName=self.name(label), TimeToLiveSpecification=specification)
        self.assertEqual(reply["TimeToLiveSpecification"], specification)

    def describe(self, label):
        return self.db.describe_time_to_live(TableName=self.name(label))["TimeToLiveDescription"]

    def wait_for(self, label, status):
        """Statuses change within the hour."""
        deadline = time.monotonic() + 3600
        while self.describe(label)["TimeToLiveStatus"] != status and time.monotonic() < deadline:
            time.sleep(Settings.poll_seconds)
        return self.describe(label)

    def test_items_expire(self):
        if not Settings.statistics_are_exact:
            self.skipTest("AWS deletes what has expired within a few days")
        now = int(time.time())
        expires = {"gone": {"N": str(now - 100)}, "text": {"S": str(now - 100)}, "later": {"N": str(now + 3600)},
                   "long ago": {"N": str(now - 6 * 365 * 24 * 3600)}}
        for key, value in expires.items():
            self.db.put_item(TableName=self.name("sweep"), Item={"pk": {"S": key}, "until": value})
        self.update("sweep", True, "until")
        deadline = time.monotonic() + 60
        while self.db.scan(TableName=self.name("sweep"))["Count"] == 4 and time.monotonic() < deadline:
            time.sleep(Settings.poll_seconds)
        left = {item["pk"]["S"] for item in self.db.scan(TableName=self.name("sweep"))["Items"]}
        self.assertEqual(left, {"text", "later", "long ago"})

    def test_life_of_the_setting(self):
        self.assertEqual(self.describe("on"), {"TimeToLiveStatus": "DISABLED"})
        self.update("on", True)
        # A second change has to wait; "modified multiple times …" is unverified.
        self.refused(VALIDATION, "", self.update, "on", True)
        self.assertEqual(self.describe("on")["AttributeName"], "expires")
        self.assertEqual(self.wait_for("on", "ENABLED"), {"TimeToLiveStatus": "ENABLED", "AttributeName": "expires"})
        self.refused(VALIDATION, "TimeToLive is already enabled", self.update, "on", True)
        # Observed: go-to-k/cdkd 932.
        self.refused(VALIDATION, "TimeToLive is active on a different AttributeName", self.update, "on", True, "other")
        self.refused(VALIDATION, "TimeToLive is active on a different AttributeName", self.update, "on", False, "other")
        self.update("on", False)
        self.assertEqual(self.wait_for("on", "DISABLED"), {"TimeToLiveStatus": "DISABLED"})
        self.update("on", True, "other")
        self.assertEqual(self.wait_for("on", "ENABLED")["AttributeName"], "other")

    def test_already_disabled(self):
        # Observed: cloudposse/terraform-aws-dynamodb 94.
        self.refused(VALIDATION, "TimeToLive is already disabled", self.update, "off", False)

    def test_bad_requests(self):
        call, name = self.db.update_time_to_live, self.name("bad")
        at = "at 'timeToLiveSpecification"
        self.refused(VALIDATION, f"{at}' failed to satisfy constraint: Member must not be null", call, TableName=name)
        for specification, message in (
            ({"Enabled": True}, f"{at}.attributeName' failed"), ({"AttributeName": "a"}, f"{at}.enabled' failed"),
            ({"Enabled": True, "AttributeName": ""}, f"{at}.attributeName' failed"),
            ({"Enabled": True, "AttributeName": "a" * 256}, f"{at}.attributeName' failed"),
        ):
            self.refused(VALIDATION, message, call, TableName=name, TimeToLiveSpecification=specification)
        self.assertEqual(self.describe("bad"), {"TimeToLiveStatus": "DISABLED"})
        self.update("bad", True, "a" * 255)

    def test_missing_table(self):
        # Observed: localstack/localstack 9030.
        message = f"Requested resource not found: Table: {self.name('nobody')} not found"
        self.refused(NOT_FOUND, message, self.describe, "nobody")
        self.refused(NOT_FOUND, message, self.update, "nobody", True)
