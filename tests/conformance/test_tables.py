"""CreateTable, DescribeTable, ListTables, DeleteTable (AWS: the API reference's page of each, and TableDescription)."""

import datetime
import re

from botocore.exceptions import ClientError

from support import CALLS, NOT_FOUND, RUN, Case, Settings, VALIDATION, definition

UUID = re.compile(r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$")


class Tables(Case):
    TABLES = {"demand": "pk:S sk:N", "size": "pk:S sk:N"}

    def test_on_demand_description(self):
        name = self.name("demand")
        table = self.db.describe_table(TableName=name)["Table"]
        self.assertEqual(table["TableName"], name)
        self.assertEqual(table["TableStatus"], "ACTIVE")
        self.assertEqual(
            sorted(table["AttributeDefinitions"], key=lambda d: d["AttributeName"]),
            [{"AttributeName": "pk", "AttributeType": "S"}, {"AttributeName": "sk", "AttributeType": "N"}],
        )
        self.assertEqual(
            table["KeySchema"],
            [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        )
        # AWS: "DynamoDB resources and operations": arn:aws:dynamodb:region:account:table/name.
        self.assertRegex(table["TableArn"], rf"^arn:aws[a-z-]*:dynamodb:[a-z0-9-]+:\d{{12}}:table/{re.escape(name)}$")
        self.assertRegex(table["TableId"], UUID)
        age = datetime.datetime.now(datetime.timezone.utc) - table["CreationDateTime"]
        self.assertLess(abs(age.total_seconds()), 600)
        self.assertEqual((table["ItemCount"], table["TableSizeBytes"]), (0, 0))
        self.assertEqual(table["BillingModeSummary"]["BillingMode"], "PAY_PER_REQUEST")
        self.assertLess(abs((table["BillingModeSummary"]["LastUpdateToPayPerRequestDateTime"]
                             - table["CreationDateTime"]).total_seconds()), 600)
        # AWS, BillingModeSummary: of an on-demand table the units are 0.
        self.assertEqual(
            table["ProvisionedThroughput"],
            {"NumberOfDecreasesToday": 0, "ReadCapacityUnits": 0, "WriteCapacityUnits": 0},
        )

    def test_members_newer_than_boto3(self):
        table = self.raw("describe_table", {"TableName": self.name("demand")})["Table"]
        self.assertIs(table["DeletionProtectionEnabled"], False)
        # AWS, "Understanding DynamoDB warm throughput in different scenarios": a new on-demand table starts with these.
        self.assertEqual(
            table["WarmThroughput"], {"ReadUnitsPerSecond": 12000, "WriteUnitsPerSecond": 4000, "Status": "ACTIVE"}
        )

    def test_provisioned_description(self):
        created = self.create(
            "provisioned", "pk:B", BillingMode="PROVISIONED",
            ProvisionedThroughput={"ReadCapacityUnits": 3, "WriteCapacityUnits": 2},
        )
        self.assertIn(created["TableStatus"], ("CREATING", "ACTIVE"))
        self.wait("table_exists", self.name("provisioned"))
        table = self.db.describe_table(TableName=self.name("provisioned"))["Table"]
        self.assertEqual(table["ProvisionedThroughput"]["ReadCapacityUnits"], 3)
        self.assertEqual(table["ProvisionedThroughput"]["WriteCapacityUnits"], 2)
        self.assertEqual(table.get("BillingModeSummary", {}).get("BillingMode", "PROVISIONED"), "PROVISIONED")
        self.assertEqual(table["TableId"], created["TableId"])
        self.assertEqual(table["CreationDateTime"], created["CreationDateTime"])
        warm = CALLS.reply["Table"]["WarmThroughput"]
        self.assertGreaterEqual(warm["ReadUnitsPerSecond"], 3)
        self.assertGreaterEqual(warm["WriteUnitsPerSecond"], 2)

    def test_size_by_the_size_rule(self):
        # AWS, "DynamoDB item sizes and formats".
        size = self.name("size")
        item = {
            "pk": {"S": "a"},                                        # 2 + 1
            "sk": {"N": "-12.50"},                                   # 2 + 1 + 2 for 12 5 (+ 1: negative, below)
            "text": {"S": "h\u00e9"},                                # 4 + 3
            "raw": {"B": b"\0\1\2\3"},                               # 3 + 4
            "yes": {"BOOL": True},                                   # 3 + 1
            "no": {"NULL": True},                                    # 2 + 1
            "list": {"L": [{"S": "ab"}, {"BOOL": False}]},           # 4 + 3 + (1 + 2) + (1 + 1)
            "map": {"M": {"k": {"S": "v"}}},                         # 3 + 3 + (1 + 1 + 1)
            "empty": {"M": {}},                                      # 5 + 3
            "set": {"SS": ["x", "yz"]},                              # 3 + 3
        }
        self.db.put_item(TableName=size, Item=item)
        table = self.db.describe_table(TableName=size)["Table"]
        expected = 3 + 5 + 7 + 7 + 4 + 3 + 12 + 9 + 8 + 6
        if Settings.statistics_are_exact:
            self.assertEqual(table["ItemCount"], 1)
            # A number's size is "approximately" that: a sign may take a byte.
            self.assertIn(table["TableSizeBytes"], (expected, expected + 1))
        self.db.delete_item(TableName=size, Key={"pk": item["pk"], "sk": item["sk"]})
        if Settings.statistics_are_exact:
            table = self.db.describe_table(TableName=size)["Table"]
            self.assertEqual((table["ItemCount"], table["TableSizeBytes"]), (0, 0))

    def test_arn_as_table_name(self):
        arn = self.db.describe_table(TableName=self.name("demand"))["Table"]["TableArn"]
        self.assertEqual(self.db.describe_table(TableName=arn)["Table"]["TableName"], self.name("demand"))
        item = {"pk": {"S": "arn"}, "sk": {"N": "1"}}
        self.db.put_item(TableName=arn, Item=item)
        self.assertEqual(self.db.get_item(TableName=self.name("demand"), Key=item, ConsistentRead=True)["Item"], item)
        query = {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": {":p": {"S": "arn"}}}
        self.assertEqual(self.db.query(TableName=arn, ConsistentRead=True, **query)["Items"], [item])
        self.db.delete_item(TableName=arn, Key=item)
        self.assertNotIn("Item", self.db.get_item(TableName=arn, Key=item, ConsistentRead=True))

    def test_delete(self):
        name = self.name("deleted")
        self.create("deleted", "pk:S")
        self.wait("table_exists", name)
        description = self.db.delete_table(TableName=name)["TableDescription"]
        self.assertEqual(description["TableName"], name)
        self.assertEqual(description["TableStatus"], "DELETING")
        self.wait("table_not_exists", name)
        # "Requested resource not found: Table: x not found", from the operations on tables.
        message = "Requested resource not found"
        self.refused(NOT_FOUND, message, self.db.describe_table, TableName=name)
        self.refused(NOT_FOUND, message, self.db.delete_table, TableName=name)
        self.refused(NOT_FOUND, message, self.db.put_item, TableName=name, Item={"pk": {"S": "a"}})
        self.refused(NOT_FOUND, message, self.db.scan, TableName=name)

    def test_deletion_protection(self):
        name = self.name("protected")
        self.created.append(name)
        reply = self.raw("create_table", definition(name, "pk:S", DeletionProtectionEnabled=True))
        try:
            self.assertIs(reply["TableDescription"]["DeletionProtectionEnabled"], True)
            self.wait("table_exists", name)
            # Observed: nubo-db/dynoxide 46.
            self.refused(VALIDATION, "protected against deletion", self.db.delete_table, TableName=name)
            self.assertEqual(self.db.describe_table(TableName=name)["Table"]["TableStatus"], "ACTIVE")
        finally:
            self.unprotect(name)

    def unprotect(self, name):
        """Only UpdateTable takes the protection away; a server without it keeps the table until it ends."""
        try:
            self.raw("update_table", {"TableName": name, "DeletionProtectionEnabled": False})
        except ClientError as error:
            if error.response["Error"]["Code"] != "UnknownOperationException":
                raise
            self.created.remove(name)

    def test_table_that_exists(self):
        request = definition(self.name("demand"), "pk:S")
        self.refused("ResourceInUseException", self.name("demand"), self.db.create_table, **request)


class ListTables(Case):
    TABLES = {"a": "pk:S", "b": "pk:S", "c": "pk:S"}

    def test_pages(self):
        for limit in (1, 2, 100):
            names, start = [], {}
            while True:
                page = self.db.list_tables(Limit=limit, **start)
                self.assertLessEqual(len(page["TableNames"]), limit)
                names += page["TableNames"]
                if "LastEvaluatedTableName" not in page:
                    break
                self.assertEqual(page["LastEvaluatedTableName"], page["TableNames"][-1])
                start = {"ExclusiveStartTableName": page["LastEvaluatedTableName"]}
            self.assertEqual(len(names), len(set(names)))
            self.assertEqual([n for n in names if n.startswith(f"conformance-{RUN}-ListTables.")],
                             [self.name(label) for label in "abc"])

    def test_start_need_not_exist(self):
        page = self.db.list_tables(ExclusiveStartTableName=self.name("a") + "0", Limit=1)
        self.assertEqual(page["TableNames"], [self.name("b")])

    def test_limit(self):
        for limit in (0, 101):
            self.refused(VALIDATION, "at 'limit' failed to satisfy constraint", self.db.list_tables, Limit=limit)


class BadTables(Case):
    def refuse_table(self, message, label="bad", keys="pk:S", **more):
        self.refused(VALIDATION, message, self.db.create_table, **definition(self.name(label), keys, **more))

    def test_names(self):
        # AWS, "Supported data types and naming rules in Amazon DynamoDB": 3 to 255 of a-z A-Z 0-9 _ - .
        for name in ("ab", "has space", "x" * 256, "per%cent"):
            self.refused(VALIDATION, "", self.db.create_table, **definition(name, "pk:S"))

    def test_schemas(self):
        self.refuse_table("", KeySchema=[])
        self.refuse_table("", KeySchema=[{"AttributeName": "pk", "KeyType": "RANGE"}])
        self.refuse_table("", KeySchema=[{"AttributeName": "pk", "KeyType": "SORT"}])
        self.refuse_table("", keys="pk:S sk:BOOL")
        self.refuse_table("", KeySchema=[{"AttributeName": "other", "KeyType": "HASH"}])
        # Observed: aws-cloudformation/cfn-lint issue 1037.
        self.refuse_table(
            "Number of attributes in KeySchema does not exactly match number of attributes defined in "
            "AttributeDefinitions", keys="pk:S sk:N", KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        )

    def test_billing(self):
        units = {"ReadCapacityUnits": 1, "WriteCapacityUnits": 1}
        # AWS, CreateTable, ProvisionedThroughput: required for PROVISIONED, not allowed for PAY_PER_REQUEST.
        self.refuse_table("", BillingMode="PROVISIONED")
        self.refuse_table("", BillingMode=None)
        self.refuse_table("", ProvisionedThroughput=units)
        self.refuse_table("", BillingMode="PROVISIONED", ProvisionedThroughput={**units, "ReadCapacityUnits": 0})
        self.refuse_table("", BillingMode="FREE")
