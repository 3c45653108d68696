"""Makes a valid request slightly wrong, in one place."""

import copy
import re

TOKEN = re.compile(r"[#:]?[A-Za-z0-9_]+|<>|<=|>=|[^\sA-Za-z0-9_]")
EXPRESSIONS = ["ConditionExpression", "FilterExpression", "ProjectionExpression", "UpdateExpression", "KeyConditionExpression"]
VALUES = [
    {"SS": []}, {"NS": []}, {"BS": []}, {"SS": ["a", "a"]}, {"NS": ["1", "1.0"]}, {"BS": ["YQ==", "YQ=="]}, {"N": "abc"}, {"N": ""},
    {"N": "1E126"}, {"N": "-1E126"}, {"N": "1E-131"}, {"N": "123456789012345678901234567890123456789"}, {}, {"S": "a", "N": "1"},
    {"NULL": False}, {"NS": ["1", "x"]},
]
GARBAGE = ["", "(", ")", ",", "=", "AND", "OR", "NOT", "#q", ":q", "s1", "name", "[0]", ".a", "size", "foo(s1)", "SET", "REMOVE", "ADD", "1",
           "attribute_exists", "$", "+", "<>", "IN", "BETWEEN"]
MEMBERS = {
    "ReturnValues": ["FOO", "ALL_NEW", "UPDATED_OLD"],
    "ReturnConsumedCapacity": ["FOO"],
    "ReturnItemCollectionMetrics": ["FOO"],
    "ReturnValuesOnConditionCheckFailure": ["FOO", "ALL_NEW"],
}
READ_MEMBERS = {
    "Select": ["FOO", "SPECIFIC_ATTRIBUTES", "ALL_PROJECTED_ATTRIBUTES", "COUNT"],
    "Limit": [0, -1],
    "Segment": [0],
    "TotalSegments": [2],
    "ConditionalOperator": ["AND"],
    "ExclusiveStartKey": [{"no": {"S": "a"}}, {}],
    "ReturnConsumedCapacity": ["FOO"],
}
LEGACY = {
    "PutItem": {"Expected": {"s1": {"Exists": False}}},
    "DeleteItem": {"Expected": {"s1": {"Exists": False}}},
    "UpdateItem": {"AttributeUpdates": {"s1": {"Action": "DELETE"}}},
    "GetItem": {"AttributesToGet": ["s1"]},
    "Query": {"QueryFilter": {"s1": {"ComparisonOperator": "NULL"}}},
    "Scan": {"ScanFilter": {"s1": {"ComparisonOperator": "NULL"}}},
}


class Mistakes:
    def __init__(self, chance, values):
        self.chance, self.values = chance, values

    def make(self, step, table):
        """A copy of the step with a mistake; the step itself where none fits."""
        wrong = copy.deepcopy(step)
        makers = [self.key, self.value, self.value, self.expression, self.expression, self.expression, self.placeholder, self.placeholder,
                  self.member, self.mixture, self.table_name]
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
        """Some value, wherever it stands, becomes one that cannot be or is of another type."""
        places = list(value_places(step.request))
        if not places:
            return False
        holder, at = self.chance.choice(places)
        holder[at] = self.chance.choice(VALUES) if self.chance.random() < 0.7 else self.values.any()
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
        name = self.chance.choice(["ExpressionAttributeNames", "ExpressionAttributeValues"])
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
        members = READ_MEMBERS if step.operation in ("Query", "Scan") else MEMBERS
        if step.operation.endswith("Table"):
            return False
        name = self.chance.choice(list(members))
        if step.operation.startswith(("Get", "BatchGet")):
            name = "ReturnConsumedCapacity"
        if step.operation == "Query" and name.endswith(("Segment", "Segments")):
            return False
        step.request[name] = self.chance.choice(members[name])
        return True

    def mixture(self, step, table):
        if step.operation not in LEGACY:
            return False
        step.request.update(LEGACY[step.operation])
        return True

    def table_name(self, step, table):
        if "TableName" not in step.request or self.chance.random() < 0.7:
            return False
        step.request["TableName"] = self.chance.choice(["missing-table", "a", "bad name", ""])
        return True


TYPE_NAMES = {"S", "N", "B", "SS", "NS", "BS", "L", "M", "BOOL", "NULL"}


def value_places(tree):
    """(holder, key) of every attribute value below `tree`."""
    for at, child in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        if isinstance(child, dict) and len(child) == 1 and next(iter(child)) in TYPE_NAMES:
            yield tree, at
        if isinstance(child, (dict, list)):
            yield from value_places(child)
