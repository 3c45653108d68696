"""DescribeContinuousBackups, UpdateContinuousBackups (AWS: the API reference's page of each)."""

from support import VALIDATION, Case

NO_TABLE = "TableNotFoundException"
OFF = {"PointInTimeRecoveryStatus": "DISABLED"}


class Backups(Case):
    TABLES = {"backed": "pk:S"}

    def update(self, label="backed", **specification):
        reply = self.ask("UpdateContinuousBackups", TableName=self.name(label), PointInTimeRecoverySpecification=specification)
        return reply["ContinuousBackupsDescription"]

    def describe(self, label="backed"):
        return self.ask("DescribeContinuousBackups", TableName=self.name(label))["ContinuousBackupsDescription"]

    def test_switch(self):
        self.assertEqual(self.describe(), {"ContinuousBackupsStatus": "ENABLED", "PointInTimeRecoveryDescription": OFF})
        for days, request in ((35, {}), (1, {"RecoveryPeriodInDays": 1}), (35, {"RecoveryPeriodInDays": 35})):
            self.update(PointInTimeRecoveryEnabled=True, **request)
            recovery = self.describe()["PointInTimeRecoveryDescription"]
            self.assertEqual((recovery["PointInTimeRecoveryStatus"], recovery["RecoveryPeriodInDays"]), ("ENABLED", days))
        self.assertEqual(self.update(PointInTimeRecoveryEnabled=False)["PointInTimeRecoveryDescription"], OFF)
        self.assertEqual(self.describe()["PointInTimeRecoveryDescription"], OFF)

    def test_bad_requests(self):
        at = "at 'pointInTimeRecoverySpecification"
        for days in (0, 36):
            self.refused(VALIDATION, f"{at}.recoveryPeriodInDays' failed", self.update, PointInTimeRecoveryEnabled=True,
                         RecoveryPeriodInDays=days)
        self.refused(VALIDATION, f"{at}.pointInTimeRecoveryEnabled' failed", self.update)
        self.refused(VALIDATION, f"{at}' failed", self.db.update_continuous_backups, TableName=self.name("backed"))

    def test_missing_table(self):
        # Observed: hashicorp/terraform-provider-aws 26577, nccgroup/ScoutSuite 1533.
        message = f"Table not found: {self.name('nobody')}"
        self.refused(NO_TABLE, message, self.describe, "nobody")
        self.refused(NO_TABLE, message, self.update, "nobody", PointInTimeRecoveryEnabled=True)
