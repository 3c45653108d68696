"""UpdateTable (AWS: the API reference's page, "Managing Global Secondary Indexes in DynamoDB")."""

import time

from support import NOT_FOUND, VALIDATION, Case, Settings, put_all

UNITS = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}


class UpdateTable(Case):
    def table(self, label, **more):
        self.create(label, "p:S", **more)
        self.wait("table_exists", self.name(label))
        return self.name(label)

    def update(self, name, **request):
        """Until the table is ACTIVE again."""
        answered = self.db.update_table(TableName=name, **request)["TableDescription"]
        self.settle(name)
        return answered

    def settle(self, name):
        while True:
            table = self.describe(name)
            indexes = table.get("GlobalSecondaryIndexes", [])
            if table["TableStatus"] == "ACTIVE" and all(i["IndexStatus"] == "ACTIVE" for i in indexes):
                return table
            time.sleep(min(0.05, Settings.poll_seconds))

    def describe(self, name):
        return self.db.describe_table(TableName=name)["Table"]

    def test_billing(self):
        name = self.table("billing", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
        answered = self.update(name, ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 3})
        self.assertEqual(answered["TableStatus"], "UPDATING")
        units = self.describe(name)["ProvisionedThroughput"]
        self.assertEqual((units["ReadCapacityUnits"], units["WriteCapacityUnits"]), (2, 3))
        self.refused(VALIDATION, "The provisioned throughput for the table will not change. The requested value equals the current "
                     "value. Current ReadCapacityUnits provisioned for the table: 2. Requested ReadCapacityUnits: 2.",
                     self.db.update_table, TableName=name,
                     ProvisionedThroughput={"ReadCapacityUnits": 2, "WriteCapacityUnits": 3})
        self.update(name, BillingMode="PAY_PER_REQUEST")
        table = self.describe(name)
        self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        self.assertEqual(table["ProvisionedThroughput"]["ReadCapacityUnits"], 0)
        self.refused(VALIDATION, "Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is "
                     "PAY_PER_REQUEST", self.db.update_table, TableName=name, ProvisionedThroughput=UNITS)
        self.refused(VALIDATION, "ProvisionedThroughput must be specified when BillingMode is PROVISIONED", self.db.update_table,
                     TableName=name, BillingMode="PROVISIONED")
        self.update(name, BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
        summary = self.describe(name)["BillingModeSummary"]
        self.assertEqual(summary["BillingMode"], "PROVISIONED")
        self.assertIn("LastUpdateToPayPerRequestDateTime", summary)

    def test_class_and_protection(self):
        name = self.table("class")
        self.assertNotIn("TableClassSummary", self.describe(name))
        self.update(name, TableClass="STANDARD_INFREQUENT_ACCESS")
        self.assertEqual(self.describe(name)["TableClassSummary"]["TableClass"], "STANDARD_INFREQUENT_ACCESS")
        self.raw("update_table", {"TableName": name, "DeletionProtectionEnabled": True})
        self.settle(name)
        self.refused(VALIDATION, "protected against deletion", self.db.delete_table, TableName=name)
        self.raw("update_table", {"TableName": name, "DeletionProtectionEnabled": False})
        self.settle(name)
        self.raw("update_table", {"TableName": name, "OnDemandThroughput": {"MaxReadRequestUnits": 10}})
        self.settle(name)
        table = self.raw("describe_table", {"TableName": name})["Table"]
        self.assertEqual(table["OnDemandThroughput"], {"MaxReadRequestUnits": 10})
        self.raw("update_table", {"TableName": name, "OnDemandThroughput": {"MaxReadRequestUnits": -1}})
        self.settle(name)
        self.assertNotIn("OnDemandThroughput", self.raw("describe_table", {"TableName": name})["Table"])

    def create_index(self, *keys, name="late", projection="ALL", **more):
        schema = [{"AttributeName": n, "KeyType": "HASH" if i == 0 else "RANGE"} for i, n in enumerate(keys)]
        return [{"Create": {"IndexName": name, "KeySchema": schema, "Projection": {"ProjectionType": projection}, **more}}]

    def test_an_index_is_made_and_removed(self):
        name = self.table("late")
        put_all(self.db, name, [{"p": {"S": str(i)}, "k": {"S": "x" if i % 2 else "y"}, "n": {"N": str(i)}} for i in range(200)])
        self.db.put_item(TableName=name, Item={"p": {"S": "wrong"}, "k": {"N": "1"}, "n": {"N": "1"}})
        answered = self.update(
            name, GlobalSecondaryIndexUpdates=self.create_index("k", "n"),
            AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}, {"AttributeName": "n", "AttributeType": "N"}])
        made = answered["GlobalSecondaryIndexes"][0]
        self.assertEqual((answered["TableStatus"], made["IndexStatus"], made["Backfilling"]), ("UPDATING", "CREATING", True))
        table = self.describe(name)
        self.assertEqual(sorted(d["AttributeName"] for d in table["AttributeDefinitions"]), ["k", "n", "p"])
        self.assertNotIn("Backfilling", table["GlobalSecondaryIndexes"][0])
        found = self.db.query(TableName=name, IndexName="late", KeyConditionExpression="k = :k AND n < :n",
                              ExpressionAttributeValues={":k": {"S": "x"}, ":n": {"N": "10"}})["Items"]
        self.assertEqual([int(item["n"]["N"]) for item in found], [1, 3, 5, 7, 9])
        if Settings.statistics_are_exact:
            self.assertEqual(table["GlobalSecondaryIndexes"][0]["ItemCount"], 200)
        answered = self.update(name, GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "late"}}])
        self.assertEqual(answered["GlobalSecondaryIndexes"][0]["IndexStatus"], "DELETING")
        table = self.describe(name)
        self.assertNotIn("GlobalSecondaryIndexes", table)
        self.assertEqual([d["AttributeName"] for d in table["AttributeDefinitions"]], ["p"])
        self.refused(VALIDATION, "The table does not have the specified index: late", self.db.scan, TableName=name, IndexName="late")

    def test_index_throughput(self):
        name = self.table("units", BillingMode="PROVISIONED", ProvisionedThroughput=UNITS)
        k = [{"AttributeName": "k", "AttributeType": "S"}]
        self.refused(VALIDATION, "ProvisionedThroughput must be specified for index: late", self.db.update_table, TableName=name,
                     AttributeDefinitions=k, GlobalSecondaryIndexUpdates=self.create_index("k"))
        self.update(name, AttributeDefinitions=k,
                    GlobalSecondaryIndexUpdates=self.create_index("k", ProvisionedThroughput=UNITS))
        more = {"ReadCapacityUnits": 5, "WriteCapacityUnits": 6}
        change = [{"Update": {"IndexName": "late", "ProvisionedThroughput": more}}]
        self.update(name, GlobalSecondaryIndexUpdates=change)
        units = self.describe(name)["GlobalSecondaryIndexes"][0]["ProvisionedThroughput"]
        self.assertEqual((units["ReadCapacityUnits"], units["WriteCapacityUnits"]), (5, 6))
        self.refused(VALIDATION, "The provisioned throughput for the index late will not change", self.db.update_table,
                     TableName=name, GlobalSecondaryIndexUpdates=change)

    def test_what_is_refused(self):
        name = self.table("refusals")
        update = self.db.update_table
        nothing = ("At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates or "
                   "SSESpecification or ReplicaUpdates is required")
        self.refused(VALIDATION, nothing, update, TableName=name)
        self.refused(NOT_FOUND, "Requested resource not found: Table: nowhere not found", update, TableName="nowhere",
                     BillingMode="PAY_PER_REQUEST")
        self.refused(NOT_FOUND, "Requested resource not found", update, TableName=name,
                     GlobalSecondaryIndexUpdates=[{"Delete": {"IndexName": "none"}}])
        self.refused(VALIDATION, "Some index key attributes are not defined in AttributeDefinitions. Keys: [k]", update,
                     TableName=name, GlobalSecondaryIndexUpdates=self.create_index("k"))
        self.refused(VALIDATION, "Exactly one of Create, Update and Delete", update, TableName=name,
                     GlobalSecondaryIndexUpdates=[{}])
        k = [{"AttributeName": "k", "AttributeType": "S"}]
        self.refused("LimitExceededException", "Subscriber limit exceeded: Only 1 online index can be created or deleted "
                     "simultaneously per table", update, TableName=name, AttributeDefinitions=k,
                     GlobalSecondaryIndexUpdates=self.create_index("k", name="one") + self.create_index("k", name="two"))
        self.refused(VALIDATION, "Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]", update, TableName=name,
                     BillingMode="FREE")
        self.update(name, AttributeDefinitions=k, GlobalSecondaryIndexUpdates=self.create_index("k"))
        self.refused(VALIDATION, "Duplicate index name: late", update, TableName=name, AttributeDefinitions=k,
                     GlobalSecondaryIndexUpdates=self.create_index("k"))
