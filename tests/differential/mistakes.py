"""Makes a valid request slightly wrong, in one place."""

import copy
import re

from values import TYPES

TOKEN = re.compile(r"[#:]?[A-Za-z0-9_]+|<>|<=|>=|[^\sA-Za-z0-9_]")
EXPRESSIONS = ["ConditionExpression", "FilterExpression", "ProjectionExpression", "UpdateExpression", "KeyConditionExpression"]
VALUES = [
    {"SS": []}, {"NS": []}, {"BS": []}, {"SS": ["a", "a"]}, {"NS": ["1", "1.0"]}, {"BS": ["YQ==", "YQ=="]}, {"N": "abc"}, {"N": ""},
    {"N": "1E126"}, {"N": "-1E126"}, {"N": "1E-131"}, {"N": "123456789012345678901234567890123456789"}, {}, {"S": "a", "N": "1"},
    {"NULL": False}, {"NS": ["1", "x"]},
]
GARBAGE = ["", "(", ")", ",", "=", "AND", "OR", "NOT", "#q", ":q", "s1", "name", "[0]", ".a", "size(s1)", "foo(s1)", "SET", "REMOVE", "ADD", "1",
           "attribute_exists", "$", "+", "<>", "IN", "BETWEEN"]
WRITES, PAGES = ("PutItem", "UpdateItem", "DeleteItem"), ("Query", "Scan")
# (operations, member, feature that it belongs to, values that cannot be or do not fit)
MEMBERS = [
    (WRITES, "ReturnValues", "returns", ["FOO", "ALL_NEW", "UPDATED_OLD"]),
    (WRITES, "ReturnValuesOnConditionCheckFailure", "conditions", ["FOO", "ALL_NEW"]),
    # Of reads alone: DynamoDB Local does not look, and after a write the items would differ.
    ((*PAGES, "GetItem", "BatchGetItem"), "ReturnConsumedCapacity", "capacity", ["FOO"]),
    (PAGES, "Select", "select", ["FOO", "SPECIFIC_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "COUNT"]),
    (PAGES, "Limit", "mistakes", [0, -1]),
    (("Scan",), "Segment", "segments", [0]),
    (("Scan",), "TotalSegments", "segments", [2]),
    (PAGES, "ConditionalOperator", "legacy", ["AND"]),
    (PAGES, "ExclusiveStartKey", "mistakes", [{"no": {"S": "a"}}, {}]),
]
LEGACY = {
    "PutItem": {"Expected": {"s1": {"Exists": False}}},
    "DeleteItem": {"Expected": {"s1": {"Exists": False}}},
    "UpdateItem": {"AttributeUpdates": {"s1": {"Action": "DELETE"}}},
    "GetItem": {"AttributesToGet": ["s1"]},
    "Query": {"QueryFilter": {"s1": {"ComparisonOperator": "NULL"}}},
    "Scan": {"ScanFilter": {"s1": {"ComparisonOperator": "NULL"}}},
}


class Mistakes:
    def __init__(self, chance, values, features):
        self.chance, self.values, self.features = chance, values, features

    def make(self, step, table):
        """A copy of the step with a mistake; the step itself where none fits."""
        wrong = copy.deepcopy(step)
        makers = []
        if "mistakes" in self.features:
            makers += [self.key, self.value, self.value, self.member, self.table_name]
        if "syntax" in self.features:
            makers += [self.expression, self.expression, self.expression, self.placeholder, self.placeholder]
        if {"mistakes", "legacy"} <= self.features:
            makers += [self.mixture]
        for _ in range(4):
            if self.chance.choice(makers)(wrong, table):
                return wrong
        return step

    def key(self, step, table):
        key = step.request.get("Key") or step.request.get("Item") or step.request.get("ExclusiveStartKey")
        if not key or table.partition not in key:
            return False
        name = self.chance.choice(table.keys())
        draw = self.chance.random()
        if draw < 0.25:
            del key[name]
        elif draw < 0.5:
            key[name] = self.values.any()
        elif draw < 0.75:
            key[name] = self.chance.choice([{"S": ""}, {"B": ""}, {"S": "x" * 2049}, {"N": "x"}])
        else:
            key["more"] = {"S": "a"}
        return True

    def value(self, step, table):
        """Some value becomes one that cannot be or is of another type; an operand of an expression only where syntax is asked for."""
        request = step.request
        if "syntax" not in self.features:
            request = {name: child for name, child in request.items() if name != "ExpressionAttributeValues"}
        places = list(value_places(request))
        if not places:
            return False
        holder, at = self.chance.choice(places)
        holder[at] = self.chance.choice(VALUES) if self.chance.random() < 0.7 else self.values.typed(self.chance.choice(TYPES), 1)
        return True

    def expression(self, step, table):
        name = self.chance.choice([name for name in EXPRESSIONS if name in step.request] or [""])
        if not name:
            return False
        tokens, draw = TOKEN.findall(step.request[name]), self.chance.random()
        at = self.chance.randrange(len(tokens)) if tokens else 0
        if draw < 0.2:
            del tokens[at:at + 1]
        elif draw < 0.35:
            tokens.insert(at, tokens[at])
        elif draw < 0.55:
            tokens.insert(at, self.chance.choice(GARBAGE))
        elif draw < 0.7:
            tokens[at] = self.chance.choice(GARBAGE)
        elif draw < 0.8:
            tokens = ["(", *tokens, ")"]
        elif draw < 0.9:
            joint = {"ProjectionExpression": ",", "UpdateExpression": ""}.get(name, "AND")
            tokens = tokens + [joint] + tokens
        else:
            tokens[at] = self.chance.choice(table.keys())
        step.request[name] = " ".join(tokens)
        return True

    def placeholder(self, step, table):
        if step.operation not in (*WRITES, *PAGES, "GetItem"):
            return False
        name = self.chance.choice(["ExpressionAttributeNames", "ExpressionAttributeValues"][:1 if step.operation == "GetItem" else 2])
        bound = step.request.setdefault(name, {})
        sigil, content = ("#", "s1") if name.endswith("Names") else (":", {"S": "a"})
        draw = self.chance.random()
        if bound and draw < 0.4:
            del bound[self.chance.choice(list(bound))]
        elif draw < 0.9:
            bound[sigil + "unused"] = content
        else:
            bound["unused"] = content
        return True

    def member(self, step, table):
        fitting = [(name, values) for operations, name, feature, values in MEMBERS
                   if step.operation in operations and feature in self.features]
        if not fitting:
            return False
        name, values = self.chance.choice(fitting)
        step.request[name] = self.chance.choice(values)
        return True

    def mixture(self, step, table):
        if step.operation not in LEGACY:
            return False
        step.request.update(LEGACY[step.operation])
        return True

    def table_name(self, step, table):
        if "TableName" not in step.request or self.chance.random() < 0.7:
            return False
        # One that could be created would stay for the episodes that follow.
        step.request["TableName"] = self.chance.choice(["a", "bad name", ""] + ["missing-table"] * (step.operation != "CreateTable"))
        return True


def value_places(tree):
    """(holder, key) of every attribute value below `tree`."""
    for at, child in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        if isinstance(child, dict) and len(child) == 1 and next(iter(child)) in TYPES:
            yield tree, at
        if isinstance(child, (dict, list)):
            yield from value_places(child)
