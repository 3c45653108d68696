"""PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy, ResourcePolicy of CreateTable (AWS: the API reference's pages;
"Resource-based policy considerations").
"""

import json
import time

from botocore.exceptions import ClientError

from support import CALLS, NOT_FOUND, VALIDATION, Case, Settings, definition

MISSING = "PolicyNotFoundException"


def policy(sid="s", **more):
    """A policy that allows everybody to read."""
    statement = {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "dynamodb:GetItem", "Resource": "*", **more}
    return json.dumps({"Version": "2012-10-17", "Statement": [{name: value for name, value in statement.items() if value is not None}]})


class Policies(Case):
    TABLES = {"owner": "pk:S", "bad": "pk:S"}

    def arn(self, label="owner"):
        return self.db.describe_table(TableName=self.name(label))["Table"]["TableArn"]

    def put(self, text, label="owner", **more):
        """The revision. AWS refuses a second change within 15 seconds."""
        reply = self.ask("PutResourcePolicy", ResourceArn=self.arn(label), Policy=text, **more)
        if not Settings.statistics_are_exact:
            time.sleep(20)
        return reply["RevisionId"]

    def get(self, label="owner"):
        return self.ask("GetResourcePolicy", ResourceArn=self.arn(label))

    def delete(self, label="owner", **more):
        return self.ask("DeleteResourcePolicy", ResourceArn=self.arn(label), **more)

    def test_life_of_a_policy(self):
        self.refused(MISSING, "", self.get)
        self.refused(MISSING, "", self.put, policy(), ExpectedRevisionId="1")
        self.refused(MISSING, "", self.delete, ExpectedRevisionId="1")
        first = self.put(policy("a"), ExpectedRevisionId="NO_POLICY")
        self.assertEqual(self.get(), {"Policy": policy("a"), "RevisionId": first})
        self.assertEqual(self.put(policy("a")), first)
        self.refused(MISSING, "", self.put, policy("b"), ExpectedRevisionId="NO_POLICY")
        second = self.put(policy("b"), ExpectedRevisionId=first, ConfirmRemoveSelfResourceAccess=True)
        self.assertNotEqual(second, first)
        self.assertEqual(self.get(), {"Policy": policy("b"), "RevisionId": second})
        self.refused(MISSING, "", self.put, policy("c"), ExpectedRevisionId=first)
        self.refused(MISSING, "", self.delete, ExpectedRevisionId=first)
        self.assertEqual(self.delete(ExpectedRevisionId=second), {"RevisionId": second})
        self.assertEqual(self.delete(), {})
        self.refused(MISSING, "", self.get)

    def test_policy_of_a_new_table(self):
        name = self.name("made")
        self.created.append(name)
        self.ask("CreateTable", **definition(name, "pk:S", ResourcePolicy=policy("made")))
        self.wait("table_exists", name)
        self.assertEqual(self.get("made")["Policy"], policy("made"))

    def test_documents(self):
        # Observed: aws-controllers-k8s/dynamodb-controller 176.
        invalid = "One or more parameter values were invalid: Invalid policy document"
        for text in ("", "x", "[]", "{}", json.dumps({"Statement": []}), policy(Effect="Maybe"), policy(Effect=None),
                     policy(Principal=None), policy(Action=None), policy() + "}"):
            self.refused(VALIDATION, invalid, self.put, text, "bad")
        request = definition(self.name("refused"), "pk:S", ResourcePolicy="{}")
        with self.assertRaises(ClientError) as caught:
            self.ask("CreateTable", **request)
        self.assertIn(invalid, caught.exception.response["Error"]["Message"])
        self.refused(NOT_FOUND, "", self.db.describe_table, TableName=self.name("refused"))

    def test_twenty_kilobytes(self):
        # White space counts.
        padded = policy() + " " * ((20 << 10) - len(policy()))
        self.refused(VALIDATION, "", self.put, padded + " ", "bad")
        self.put(padded, "bad")
        self.assertEqual(self.get("bad")["Policy"], padded)
        self.delete("bad")

    def test_bad_requests(self):
        arn = self.arn("bad")
        null = "failed to satisfy constraint: Member must not be null"
        self.refused(VALIDATION, f"at 'policy' {null}", self.ask, "PutResourcePolicy", ResourceArn=arn)
        for operation in ("PutResourcePolicy", "GetResourcePolicy", "DeleteResourcePolicy"):
            self.refused(VALIDATION, f"at 'resourceArn' {null}", self.ask, operation, Policy=policy())
            self.refused(NOT_FOUND, "", self.ask, operation, ResourceArn=arn + "-nobody", Policy=policy())
            self.refused(NOT_FOUND, "", self.ask, operation, ResourceArn=arn + "/stream/2026-01-01T00:00:00.000", Policy=policy())
            self.refused(VALIDATION, "", self.ask, operation, ResourceArn="nobody", Policy=policy())
        for revision in ("", "x" * 256):
            self.refused(VALIDATION, "at 'expectedRevisionId' failed to satisfy constraint", self.put, policy(), "bad",
                         ExpectedRevisionId=revision)

    def test_error_has_a_shape(self):
        self.refused(MISSING, "", self.get, "bad")
        self.assertEqual(CALLS.reply["__type"], "com.amazonaws.dynamodb.v20120810#PolicyNotFoundException")
