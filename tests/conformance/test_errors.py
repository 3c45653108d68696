"""Bad key conditions and bad requests. docs/compatibility-expressions.md says of a message whether it was observed or
is unverified; where nothing is known of the words only the code is asked for."""

import re

from support import NOT_FOUND, VALIDATION, Case

P = {":p": {"S": "p"}}
PN = {**P, ":n": {"N": "1"}}


class KeyConditions(Case):
    TABLES = {"both": "pk:S sk:N", "hash": "pk:S"}

    def query(self, condition, values, names=None, label="both", **more):
        request = {"TableName": self.name(label), "KeyConditionExpression": condition, **more}
        if values is not None:
            request["ExpressionAttributeValues"] = values
        if names is not None:
            request["ExpressionAttributeNames"] = names
        return self.db.query(**request)

    def refuse(self, message, condition, values=PN, **more):
        self.refused(VALIDATION, message, self.query, condition, values, **more)

    def test_reserved_words(self):
        message = "Invalid KeyConditionExpression: Attribute name is a reserved keyword; reserved keyword: "
        for word in ("name", "Status", "DATE", "size"):
            self.refuse(message + word, f"pk = :p AND {word} = :n")

    def test_missing_placeholders(self):
        self.refuse("Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; "
                    "attribute value: :n", "pk = :p AND sk = :n", P)
        self.refuse("Invalid KeyConditionExpression: An expression attribute name used in the document path is not "
                    "defined; attribute name: #s", "pk = :p AND #s = :n", names={"#x": "sk"})
        self.refuse("", "pk = :p", None)

    def test_unused_placeholders(self):
        self.refuse("Value provided in ExpressionAttributeValues unused in expressions: keys: {:n}", "pk = :p")
        self.refuse("Value provided in ExpressionAttributeNames unused in expressions: keys: {#s}", "pk = :p", P,
                    names={"#s": "sk"})

    def test_invalid_placeholders(self):
        self.refuse("ExpressionAttributeNames contains invalid key: Syntax error; key: \"s\"", "pk = :p", P,
                    names={"s": "sk"})
        self.refuse("ExpressionAttributeValues contains invalid key: Syntax error; key: \"n\"", "pk = :p",
                    {**P, "n": {"N": "1"}})
        self.refuse("ExpressionAttributeNames must not be empty", "pk = :p", P, names={})
        self.refuse("ExpressionAttributeValues must not be empty", "pk = :p", {})
        # Observed: dynamoose/dynamoose 79, aws-samples/lambda-apigateway-twilio-tutorial 1.
        for bad, words in (({}, "Supplied AttributeValue is empty"), ({"SS": ["a", "a"]}, "contains duplicates")):
            self.refuse(re.compile(f"ExpressionAttributeValues contains invalid value: .*{words}.* for key :n"),
                        "pk = :p AND sk = :n", {**P, ":n": bad})

    def test_wrong_types(self):
        message = "One or more parameter values were invalid: Condition parameter type does not match schema type"
        self.refuse(message, "pk = :p", {":p": {"N": "1"}})
        self.refuse(message, "pk = :p AND sk = :n", {**P, ":n": {"S": "1"}})
        self.refuse("Incorrect operand type for operator or function; operator or function: >, operand type: BOOL",
                    "pk = :p AND sk > :n", {**P, ":n": {"BOOL": True}})
        self.refuse("Incorrect operand type for operator or function; operator or function: begins_with, operand "
                    "type: N", "pk = :p AND begins_with(sk, :n)")
        self.refuse("cannot contain an empty string value", "pk = :p", {":p": {"S": ""}})

    def test_missed_keys(self):
        missed = "Query condition missed key schema element: "
        self.refuse(missed + "pk", "sk = :n", {":n": {"N": "1"}})
        self.refuse(missed + "sk", "pk = :p AND colour = :n")
        self.refuse(missed + "pk", "colour = :n", {":n": {"N": "1"}})

    def test_what_keys_cannot_have(self):
        self.refuse("Query key condition not supported", "pk > :p", P)
        self.refuse("Query key condition not supported", "begins_with(pk, :p)", P)
        self.refuse("Invalid operator used in KeyConditionExpression: OR", "pk = :p OR sk = :n")
        self.refuse("", "pk = :p AND sk <> :n")
        self.refuse("", "pk = :p AND NOT sk = :n")
        self.refuse("", "pk = :p AND sk IN (:n)")
        self.refuse("", "pk = :p AND attribute_exists(sk)", P)
        self.refuse("KeyConditionExpressions must only contain one condition per key",
                    "pk = :p AND pk = :q", {**P, ":q": {"S": "q"}})
        self.refuse("KeyConditionExpressions must only contain one condition per key",
                    "sk > :n AND sk < :m", {":n": {"N": "1"}, ":m": {"N": "2"}})
        self.refuse("", "pk = :p AND sk > :n AND sk < :m", {**PN, ":m": {"N": "2"}})

    def test_between_the_wrong_way_round(self):
        self.refuse("The BETWEEN operator requires upper bound to be greater than or equal to lower bound",
                    "pk = :p AND sk BETWEEN :n AND :m", {**PN, ":m": {"N": "0"}})

    def test_syntax(self):
        for expression in ("pk =", "pk = :p AND", "= :p", "pk == :p", "(pk = :p", "pk = :p)", "pk = 'p'"):
            self.refuse("Invalid KeyConditionExpression: Syntax error; token: ", expression, P)
        self.refuse("Invalid KeyConditionExpression: The expression can not be empty;", "", P)
        self.refuse("Invalid KeyConditionExpression: Invalid function name; function: starts_with",
                    "pk = :p AND starts_with(sk, :n)")
        self.refuse("The expression has redundant parentheses", "((pk = :p))", P)

    def test_size_of_the_expression(self):
        # AWS, "Quotas": expressions up to 4 KB.
        self.query("pk = :p".ljust(4096), P)
        self.refuse("Expression size has exceeded the maximum allowed size", "pk = :p".ljust(4097), P)

    def test_key_sizes(self):
        self.query("pk = :p", {":p": {"S": "p" * 2048}})
        self.refuse("Size of hashkey has exceeded the maximum size limit of2048 bytes", "pk = :p",
                    {":p": {"S": "p" * 2049}})

    def test_limit(self):
        self.refuse(re.compile("at 'limit' failed to satisfy constraint"), "pk = :p", P, Limit=0)

    def test_no_condition(self):
        # Observed: architect/dynalite 52.
        self.refused(VALIDATION, "Either the KeyConditions or KeyConditionExpression parameter must be specified in "
                     "the request.", self.db.query, TableName=self.name("hash"))


class Requests(Case):
    TABLES = {"hash": "pk:S"}

    def test_missing_table(self):
        key = {"pk": {"S": "a"}}
        message = "Requested resource not found"
        for call, more in (
            (self.db.get_item, {"Key": key}), (self.db.put_item, {"Item": key}), (self.db.delete_item, {"Key": key}),
            (self.db.scan, {}), (self.db.describe_table, {}), (self.db.delete_table, {}),
            (self.db.query, {"KeyConditionExpression": "pk = :p", "ExpressionAttributeValues": P}),
        ):
            self.refused(NOT_FOUND, message, call, TableName=self.name("missing"), **more)

    def test_required_members(self):
        table = {"TableName": self.name("hash")}
        self.refused(VALIDATION, "Value null at 'item' failed to satisfy constraint: Member must not be null",
                     self.db.put_item, **table)
        for call in (self.db.get_item, self.db.delete_item):
            self.refused(VALIDATION, "Value null at 'key' failed to satisfy constraint: Member must not be null",
                         call, **table)
        self.refused(VALIDATION, "", self.db.get_item, Key={"pk": {"S": "a"}})

    def test_placeholders_without_expressions(self):
        self.refused(VALIDATION, "ExpressionAttributeNames can only be specified when using expressions",
                     self.db.scan, TableName=self.name("hash"), ExpressionAttributeNames={"#a": "a"})

    def test_json_types(self):
        for request in ({"TableName": 5}, {"TableName": self.name("hash"), "Key": "a"}, {"TableName": ["a"]}):
            self.refused("SerializationException", "", self.raw, "get_item", request)
        self.refused("SerializationException", "", self.raw, "list_tables", {"Limit": "ten"})
