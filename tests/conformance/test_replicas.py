"""Global tables of version 2017.11.29, auto scaling of replicas, Kinesis destinations (AWS: the API reference's page of each)."""

from support import NOT_FOUND, VALIDATION, Case

NO_TABLE = "TableNotFoundException"
NO_GLOBAL_TABLE = "GlobalTableNotFoundException"
STREAM = "arn:aws:kinesis:us-east-1:000000000000:stream/conformance"


class Replicas(Case):
    """Of which there are none: this suite makes no second Region."""

    TABLES = {"single": "pk:S"}

    def test_global_tables(self):
        name = self.name("single")
        here = self.db.meta.region_name
        other = "eu-west-1" if here != "eu-west-1" else "us-east-1"
        # Observed: aws-controllers-k8s/community 1034.
        self.refused(NO_TABLE, f"Table not found: Table: '{name}' not found in region: '{other}'.", self.ask, "CreateGlobalTable",
                     GlobalTableName=name, ReplicationGroup=[{"RegionName": here}, {"RegionName": other}])
        for operation, more in (
            ("DescribeGlobalTable", {}), ("DescribeGlobalTableSettings", {}), ("UpdateGlobalTableSettings", {}),
            ("UpdateGlobalTable", {"ReplicaUpdates": [{"Delete": {"RegionName": other}}]}),
        ):
            self.refused(NO_GLOBAL_TABLE, name, self.ask, operation, GlobalTableName=name, **more)
            self.refused(VALIDATION, "at 'globalTableName' failed to satisfy constraint", self.ask, operation, GlobalTableName="ab", **more)
            self.refused(VALIDATION, "at 'globalTableName' failed to satisfy constraint", self.ask, operation, GlobalTableName="a b c",
                         **more)
        self.assertNotIn(name, str(self.ask("ListGlobalTables")))
        self.refused(VALIDATION, "at 'limit' failed", self.ask, "ListGlobalTables", Limit=0)

    def test_auto_scaling(self):
        name = self.name("single")
        table = self.ask("DescribeTableReplicaAutoScaling", TableName=name)["TableAutoScalingDescription"]
        self.assertEqual(table, {"TableName": name, "TableStatus": "ACTIVE", "Replicas": []})
        self.refused(VALIDATION, "", self.ask, "UpdateTableReplicaAutoScaling", TableName=name)
        self.refused(VALIDATION, "", self.ask, "UpdateTableReplicaAutoScaling", TableName=name,
                     ReplicaUpdates=[{"RegionName": self.db.meta.region_name}])
        for operation in ("DescribeTableReplicaAutoScaling", "UpdateTableReplicaAutoScaling"):
            self.refused(NOT_FOUND, "", self.ask, operation, TableName=self.name("nobody"))

    def test_kinesis(self):
        name = self.name("single")
        described = self.ask("DescribeKinesisStreamingDestination", TableName=name)
        self.assertEqual(described, {"TableName": name, "KinesisDataStreamDestinations": []})
        request = {"TableName": name, "StreamArn": STREAM}
        self.refused(NOT_FOUND, STREAM, self.ask, "EnableKinesisStreamingDestination", **request)
        self.refused(VALIDATION, "Table is not in a valid state", self.ask, "DisableKinesisStreamingDestination", **request)
        self.refused(VALIDATION, "Table is not in a valid state", self.ask, "UpdateKinesisStreamingDestination", **request,
                     UpdateKinesisStreamingConfiguration={"ApproximateCreationDateTimePrecision": "MICROSECOND"})
        self.assertEqual(self.ask("DescribeKinesisStreamingDestination", TableName=name), described)
        precision = {"ApproximateCreationDateTimePrecision": "SECOND"}
        self.refused(VALIDATION, "approximateCreationDateTimePrecision' failed", self.ask, "EnableKinesisStreamingDestination", **request,
                     EnableKinesisStreamingConfiguration=precision)
        self.refused(VALIDATION, "at 'streamArn' failed", self.ask, "EnableKinesisStreamingDestination", TableName=name, StreamArn="arn:x")
        for operation in ("Describe", "Enable", "Disable", "Update"):
            self.refused(NOT_FOUND, "", self.ask, operation + "KinesisStreamingDestination", TableName=self.name("nobody"),
                         StreamArn=STREAM)
