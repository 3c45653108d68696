"""TransactWriteItems (AWS: its page in the API reference, "Amazon DynamoDB Transactions: How it works")."""

import uuid

from botocore.exceptions import ClientError

from support import NOT_FOUND, VALIDATION, Case
from values import N, S

CANCELED = "TransactionCanceledException"
MISMATCH = "IdempotentParameterMismatchException"
FAILED = {"Code": "ConditionalCheckFailed", "Message": "The conditional request failed"}
NONE = {"Code": "None"}
KB = 1024


def key(pk, sk=1):
    return {"pk": S(pk), "sk": N(sk)}


def item(pk, size, sk=1):
    """An item of that many bytes: keys pk and sk, an attribute d."""
    return {**key(pk, sk), "d": S("x" * (size - (2 + len(pk)) - (2 + 2) - 1))}


class Writes(Case):
    """How these tests write; the tests themselves are below."""

    TABLES = {"a": "pk:S sk:N", "b": "pk:S"}

    def action(self, kind, what, table="a", **more):
        member = "Item" if kind == "Put" else "Key"
        return {kind: {"TableName": self.name(table), member: what, **more}}

    def put(self, what, table="a", **more):
        return self.action("Put", what, table, **more)

    def delete(self, what, table="a", **more):
        return self.action("Delete", what, table, **more)

    def update(self, what, expression="SET v = :v", value=None, **more):
        values = {"ExpressionAttributeValues": {":v": value or S("1")}} if ":v" in expression else {}
        return self.action("Update", what, UpdateExpression=expression, **values, **more)

    def check(self, what, condition="attribute_exists(pk)", **more):
        return self.action("ConditionCheck", what, ConditionExpression=condition, **more)

    def write(self, *actions, **more):
        return self.db.transact_write_items(TransactItems=list(actions), **more)

    def stored(self, what, table="a"):
        return self.db.get_item(TableName=self.name(table), Key=what, ConsistentRead=True).get("Item")

    def canceled(self, reasons, *actions, **more):
        """The transaction is cancelled for these reasons, one for each action; boto3 shows them."""
        with self.assertRaises(ClientError) as caught:
            self.write(*actions, **more)
        answer = caught.exception.response
        self.assertEqual(answer["Error"]["Code"], CANCELED, answer)
        self.assertEqual(answer["ResponseMetadata"]["HTTPStatusCode"], 400)
        codes = ", ".join(reason["Code"] for reason in reasons)
        self.assertEqual(answer["Error"]["Message"],
                         f"Transaction cancelled, please refer cancellation reasons for specific reasons [{codes}]")
        self.assertEqual(answer["CancellationReasons"], reasons)


class TransactWrites(Writes):
    def test_all_four_actions_in_two_tables(self):
        self.write(self.put({**key("four", 1), "v": S("old")}), self.put(key("four", 2)), self.put(key("four", 3)))
        reply = self.write(
            self.update(key("four", 1), "SET v = :v", S("new")), self.delete(key("four", 2)), self.check(key("four", 3)),
            self.put({"pk": S("four")}, "b"))
        self.assertEqual(set(reply), {"ResponseMetadata"})
        self.assertEqual(self.stored(key("four", 1))["v"], S("new"))
        self.assertIsNone(self.stored(key("four", 2)))
        self.assertEqual(self.stored(key("four", 3)), key("four", 3))
        self.assertEqual(self.stored({"pk": S("four")}, "b"), {"pk": S("four")})

    def test_an_update_makes_the_item_and_a_delete_of_nothing_succeeds(self):
        self.write(self.update(key("new")), self.delete(key("nobody")))
        self.assertEqual(self.stored(key("new")), {**key("new"), "v": S("1")})

    def test_nothing_is_written_where_one_condition_fails(self):
        self.write(self.put({**key("kept", 1), "v": S("old")}))
        self.canceled(
            [NONE, FAILED, NONE, FAILED],
            self.update(key("kept", 1)), self.check(key("nobody")), self.put(key("kept", 2)),
            self.delete(key("kept", 3), ConditionExpression="attribute_exists(pk)"))
        self.assertEqual(self.stored(key("kept", 1))["v"], S("old"))
        self.assertIsNone(self.stored(key("kept", 2)))

    def test_all_conditions_are_looked_at_before_anything_is_written(self):
        # Each looks at its own item as it was before the transaction.
        self.write(self.put(key("before", 1), ConditionExpression="attribute_not_exists(pk)"),
                   self.check(key("before", 2), "attribute_not_exists(pk)"))
        self.canceled([FAILED, NONE], self.put(key("before", 1), ConditionExpression="attribute_not_exists(pk)"),
                      self.check(key("before", 2), "attribute_not_exists(pk)"))

    def test_reasons_show_the_item_where_it_is_asked_for(self):
        old = {**key("shown"), "v": S("old"), "l": {"L": [N(1)]}}
        self.write(self.put(old))
        wrong = {"ConditionExpression": "v = :w", "ExpressionAttributeValues": {":w": S("other")}}
        shows = {"ReturnValuesOnConditionCheckFailure": "ALL_OLD"}
        for action in (self.put(key("shown"), **wrong, **shows), self.delete(key("shown"), **wrong, **shows),
                       self.action("ConditionCheck", key("shown"), **wrong, **shows),
                       self.action("Update", key("shown"), UpdateExpression="REMOVE l", **wrong, **shows)):
            self.canceled([NONE, {**FAILED, "Item": old}], self.put(key("shown", 2)), action)
        self.canceled([FAILED], self.put(key("shown"), **wrong))
        self.canceled([FAILED], self.put(key("shown"), **wrong, ReturnValuesOnConditionCheckFailure="NONE"))
        # Nothing to show.
        self.canceled([FAILED], self.check(key("nobody"), **shows))

    def test_reasons_of_updates_that_cannot_be_done(self):
        self.write(self.put({**key("wrong", 1), "s": S("x"), "n": N(1)}), self.put(item("wrong", 400 * KB - 10, 2)))
        good = self.put(key("wrong", 9))

        def reason(message):
            return {"Code": "ValidationError", "Message": message}

        # AWS: TransactionCanceledException, the reasons' messages.
        self.canceled([NONE, reason("An operand in the update expression has an incorrect data type")],
                      good, self.update(key("wrong", 1), "SET v = s + :v", N(1)))
        self.canceled([reason("The provided expression refers to an attribute that does not exist in the item"), NONE],
                      self.update(key("wrong", 1), "SET v = nobody"), good)
        self.canceled([NONE, reason("The document path provided in the update expression is invalid for update")],
                      good, self.update(key("wrong", 1), "SET nobody.x = :v"))
        self.canceled([NONE, reason("Item size to update has exceeded the maximum allowed size")],
                      good, self.update(key("wrong", 2), "SET v = :v", S("x" * 20)))
        self.canceled([FAILED, reason("Item size to update has exceeded the maximum allowed size")],
                      self.check(key("nobody")), self.update(key("wrong", 2), "SET v = :v", S("x" * 20)))
        # Local.
        self.canceled([NONE, reason("One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key")],
                      good, self.update(key("wrong", 3), "SET sk = :v", N(1)))
        self.assertIsNone(self.stored(key("wrong", 9)))

    def test_reasons_of_keys_that_do_not_fit(self):
        # Observed: getmoto/moto 5673, aws/aws-sdk-js 3106: a key that does not fit is a reason.
        schema = {"Code": "ValidationError", "Message": "The provided key element does not match the schema"}
        for bad in ({"pk": S("x")}, {"pk": S("x"), "sk": S("1")}, {**key("x"), "more": S("y")}):
            self.canceled([NONE, schema], self.put(key("fits")), self.delete(bad))
            self.canceled([schema, NONE], self.check(bad), self.put(key("fits")))
            self.canceled([schema], self.update(bad))
        self.assertIsNone(self.stored(key("fits")))

    def test_100_actions_and_one_more(self):
        actions = [self.put(key("full", i)) for i in range(101)]
        self.refused(VALIDATION, "at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100",
                     self.write, *actions)
        self.assertIsNone(self.stored(key("full", 0)))
        self.write(*actions[:100])
        page = self.db.query(TableName=self.name("a"), KeyConditionExpression="pk = :p", Select="COUNT",
                             ExpressionAttributeValues={":p": S("full")}, ConsistentRead=True)
        self.assertEqual(page["Count"], 100)

    def test_no_action(self):
        self.refused(VALIDATION, "Member must have length greater than or equal to 1", self.write)
        self.refused(VALIDATION, "Value null at 'transactItems' failed to satisfy constraint: Member must not be null",
                     self.db.transact_write_items)

    def test_4_megabytes_and_one_more(self):
        # AWS: "The aggregate size of the items in the transaction cannot exceed 4 MB." 4 MiB here, unverified.
        sizes = [400 * KB] * 10 + [96 * KB]
        exact = [self.put(item("mega", size, i)) for i, size in enumerate(sizes, 1)]
        over = exact[:-1] + [self.put(item("mega", 96 * KB + 1, 11))]
        self.refused(VALIDATION, "", self.write, *over)
        self.assertIsNone(self.stored(key("mega", 1)))
        self.write(*exact)
        self.assertEqual(len(self.stored(key("mega", 1))["d"]["S"]), len(exact[0]["Put"]["Item"]["d"]["S"]))

    def test_one_item_twice(self):
        message = "Transaction request cannot include multiple operations on one item"
        one = key("twice")
        for other in (self.put(one), self.delete(one), self.update(one), self.check(one)):
            self.refused(VALIDATION, message, self.write, self.put(one), self.put(key("between")), other)
        self.refused(VALIDATION, message, self.write, self.put(one), self.put(key("twice", "1.0")))
        arn = self.db.describe_table(TableName=self.name("a"))["Table"]["TableArn"]
        by_arn = {"Put": {"TableName": arn, "Item": one}}
        self.refused(VALIDATION, message, self.write, self.put(one), by_arn)
        self.assertIsNone(self.stored(one))
        # The same key in another table is another item.
        self.write(by_arn, self.put({"pk": S("twice")}, "b"))
        self.assertEqual(self.stored(one), one)

    def test_exactly_one_action_each(self):
        # Observed: getmoto/moto 5496.
        message = "TransactItems can only contain one of Check, Put, Update or Delete"
        # Local.
        self.refused(VALIDATION, "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request", self.write, {})
        self.refused(VALIDATION, message, self.write, {**self.put(key("both")), **self.delete(key("other"))})

    def test_members_that_are_missing_have_their_path(self):
        def null_at(path):
            return f"Value null at '{path}' failed to satisfy constraint: Member must not be null"

        name = {"TableName": self.name("a")}
        for number, (kind, member) in enumerate((("Put", "item"), ("Delete", "key"), ("Update", "key"), ("ConditionCheck", "key"))):
            before = [self.put(key("path", i)) for i in range(number)]
            path = f"transactItems.{number + 1}.member.{kind[0].lower() + kind[1:]}"
            self.refused(VALIDATION, null_at(f"{path}.{member}"), self.write, *before, {kind: name})
            self.refused(VALIDATION, null_at(f"{path}.tableName"), self.write, *before, {kind: {member.title(): key("path")}})
        self.refused(VALIDATION, null_at("transactItems.1.member.update.updateExpression"), self.write, {"Update": {**name, "Key": key("x")}})
        self.refused(VALIDATION, null_at("transactItems.1.member.conditionCheck.conditionExpression"), self.write,
                     {"ConditionCheck": {**name, "Key": key("x")}})
        self.refused(VALIDATION, "3 validation errors detected: ", self.write, {"Put": {}}, {"Delete": name})
        self.refused(VALIDATION, "Value 'FOO' at 'transactItems.2.member.put.returnValuesOnConditionCheckFailure' failed to satisfy "
                     "constraint: Member must satisfy enum value set: [ALL_OLD, NONE]", self.write, self.put(key("path")),
                     self.put(key("path", 2), ReturnValuesOnConditionCheckFailure="FOO"))

    def test_bad_expressions_refuse_the_request(self):
        # A request that cannot be understood is a ValidationException, not a cancelled transaction.
        good = self.put(key("understood"))
        self.refused(VALIDATION, "Invalid ConditionExpression: Syntax error", self.write, good, self.check(key("x"), "v ="))
        self.refused(VALIDATION, "Invalid UpdateExpression: ", self.write, good, self.update(key("x"), "SET v"))
        self.refused(VALIDATION, "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}", self.write, good,
                     self.put(key("x"), ConditionExpression="attribute_exists(pk)", ExpressionAttributeValues={":u": N(1)}))
        self.refused(VALIDATION, "Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}", self.write, good,
                     self.check(key("x"), ExpressionAttributeNames={"#u": "u"}))
        self.refused(VALIDATION, "ExpressionAttributeNames can only be specified when using expressions", self.write, good,
                     self.put(key("x"), ExpressionAttributeNames={"#u": "u"}))
        self.assertIsNone(self.stored(key("understood")))

    def test_items_too_large_refuse_the_request(self):
        # Local.
        self.refused(VALIDATION, "Item size has exceeded the maximum allowed size", self.write, self.put(key("small")),
                     self.put(item("large", 400 * KB + 1)))
        self.assertIsNone(self.stored(key("small")))
        self.write(self.put(item("large", 400 * KB)))

    def test_keys_of_no_characters_refuse_the_request(self):
        # Local.
        self.refused(VALIDATION, "cannot contain an empty string value. Key: pk", self.write, self.put(key("small")), self.put(key("")))

    def test_missing_table(self):
        self.refused(NOT_FOUND, "Requested resource not found", self.write, self.put(key("x")), self.put(key("x"), "missing"))
        self.assertIsNone(self.stored(key("x")))

    def test_capacity(self):
        # AWS: "two read or write units for each": twice those of a plain write.
        self.write(self.put(item("units", 2 * KB)), self.put(key("units", 2)))
        a, b = self.name("a"), self.name("b")
        reply = self.write(self.update(key("units"), "REMOVE d"), self.delete(key("units", 2)), self.check(key("units", 3), "attribute_not_exists(pk)"),
                           self.put({"pk": S("units")}, "b"), ReturnConsumedCapacity="TOTAL")
        self.assertEqual(reply["ConsumedCapacity"], [
            {"TableName": a, "CapacityUnits": 8.0, "WriteCapacityUnits": 8.0},
            {"TableName": b, "CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}])
        reply = self.write(self.put({"pk": S("units")}, "b"), ReturnConsumedCapacity="INDEXES")
        units = {"CapacityUnits": 2.0, "WriteCapacityUnits": 2.0}
        self.assertEqual(reply["ConsumedCapacity"], [{"TableName": b, **units, "Table": units}])
        self.assertNotIn("ConsumedCapacity", self.write(self.put(key("units")), ReturnConsumedCapacity="NONE"))

    def test_collection_metrics_of_tables_without_local_indexes(self):
        self.assertNotIn("ItemCollectionMetrics", self.write(self.put(key("metrics")), ReturnItemCollectionMetrics="SIZE"))
        self.refused(VALIDATION, "returnItemCollectionMetrics", self.write, self.put(key("metrics")), ReturnItemCollectionMetrics="FOO")


class RequestTokens(Writes):
    """AWS: TransactWriteItems, ClientRequestToken."""

    def count(self):
        return self.stored(key("count"))["n"]["N"]

    def add(self, **more):
        return self.update(key("count"), "ADD n :v", N(1), **more)

    def setUp(self):
        self.db.delete_item(TableName=self.name("a"), Key=key("count"))

    def test_a_repeat_does_nothing_and_tells_what_reading_takes(self):
        token = str(uuid.uuid4())
        request = {"ClientRequestToken": token, "ReturnConsumedCapacity": "TOTAL"}
        first = self.write(self.add(), self.put(key("count", 2)), **request)["ConsumedCapacity"]
        self.assertEqual(first, [{"TableName": self.name("a"), "CapacityUnits": 4.0, "WriteCapacityUnits": 4.0}])
        self.write(self.add())
        for _ in range(3):
            again = self.write(self.add(), self.put(key("count", 2)), **request)["ConsumedCapacity"]
            self.assertEqual(again, [{"TableName": self.name("a"), "CapacityUnits": 4.0, "ReadCapacityUnits": 4.0}])
        self.assertEqual(self.count(), "2")
        # What is reported is no part of what is done.
        self.assertNotIn("ConsumedCapacity", self.write(self.add(), self.put(key("count", 2)), ClientRequestToken=token))
        self.assertEqual(self.count(), "2")

    def test_another_request_of_the_same_token(self):
        token = {"ClientRequestToken": str(uuid.uuid4())}
        self.write(self.add(), **token)
        for other in ((self.add(), self.put(key("more"))), (self.put(key("count")),), (self.update(key("count"), "ADD n :v", N(2)),),
                      (self.update(key("count", 3), "ADD n :v", N(1)),), (self.add(ConditionExpression="attribute_exists(pk)"),)):
            self.refused(MISMATCH, "", self.write, *other, **token)
        self.assertEqual(self.count(), "1")
        self.assertIsNone(self.stored(key("more")))

    def test_the_order_of_attributes_is_no_difference(self):
        # Observed: aws/aws-sdk 413: an SDK that sends a map in another order each time repeats the same request.
        token = {"ClientRequestToken": str(uuid.uuid4())}
        one = {**key("order"), "m": {"M": {"a": S("1"), "b": S("2")}}, "s": {"SS": ["x", "y"]}}
        other = {"s": {"SS": ["y", "x"]}, "m": {"M": {"b": S("2"), "a": S("1")}}, **dict(reversed(key("order").items()))}
        self.write(self.put(one), **token)
        self.write(self.put(other), **token)

    def test_a_request_that_was_cancelled_is_tried_again(self):
        token = {"ClientRequestToken": str(uuid.uuid4())}
        actions = (self.add(), self.check(key("comes", 1)))
        self.db.delete_item(TableName=self.name("a"), Key=key("comes", 1))
        self.canceled([NONE, FAILED], *actions, **token)
        self.write(self.put(key("comes", 1)))
        self.write(*actions, **token)
        self.assertEqual(self.count(), "1")

    def test_length(self):
        self.write(self.add(), ClientRequestToken=uuid.uuid4().hex + "wxyz")  # 36
        path = "at 'clientRequestToken' failed to satisfy constraint: Member must have length "
        self.refused(VALIDATION, path + "less than or equal to 36", self.write, self.add(), ClientRequestToken="x" * 37)
        self.refused(VALIDATION, path + "greater than or equal to 1", self.write, self.add(), ClientRequestToken="")
        self.assertEqual(self.count(), "1")
