"""Random requests of each operation. What is drawn depends on the chance alone, never on an answer: so a seed replays."""

from expressions import Expressions
from legacy import Legacy
from mistakes import Mistakes
from steps import Step
from tables import Table, same_key
from values import Values

FEATURES = ["conditions", "filters", "projections", "legacy", "capacity", "metrics", "select", "segments", "returns", "mistakes", "syntax"]
WEIGHTS = {
    "PutItem": 22, "GetItem": 12, "UpdateItem": 28, "DeleteItem": 7, "Query": 14, "Scan": 7, "BatchWriteItem": 5, "BatchGetItem": 5,
    "DescribeTable": 0.5, "CreateTable": 0.5, "DeleteTable": 0.3,
}


def selection(only):
    """(operations, features) of --only: what is not restricted is all; `plain` means no feature."""
    words = [word for word in only.split(",") if word]
    unknown = [word for word in words if word not in WEIGHTS and word not in FEATURES and word != "plain"]
    if unknown:
        raise ValueError(f"--only: {', '.join(unknown)}; there are: {', '.join([*WEIGHTS, *FEATURES, 'plain'])}")
    operations = [word for word in words if word in WEIGHTS] or list(WEIGHTS)
    features = [word for word in words if word in FEATURES]
    return operations, set(features if features or "plain" in words else FEATURES)


class Operations:
    def __init__(self, chance, table_names, operations, features):
        self.chance, self.features = chance, features
        self.operations = operations
        self.weights = [WEIGHTS[operation] for operation in operations]
        self.values = Values(chance)
        self.legacy = Legacy(chance, self.values)
        self.tables = [Table(name, chance) for name in table_names]

    def creations(self):
        return [Step("CreateTable", table.create_request()) for table in self.tables]

    def last_looks(self):
        """The whole of each table."""
        return [Step("Scan", {"TableName": table.name}, follow=True) for table in self.tables]

    def step(self):
        operation = self.chance.choices(self.operations, self.weights)[0]
        table = self.chance.choice(self.tables)
        step = getattr(self, operation)(table)
        if self.features & {"mistakes", "syntax"} and self.chance.random() < 0.2:
            return Mistakes(self.chance, self.values, self.features).make(step, table)
        return step

    def draw(self, feature, share):
        return feature in self.features and self.chance.random() < share

    # --- writes ---

    def PutItem(self, table):
        return Step("PutItem", self.write({"TableName": table.name, "Item": self.item(table)}, ["NONE", "ALL_OLD"]))

    def DeleteItem(self, table):
        return Step("DeleteItem", self.write({"TableName": table.name, "Key": table.key(self.chance)}, ["NONE", "ALL_OLD"]))

    def UpdateItem(self, table):
        request = {"TableName": table.name, "Key": table.key(self.chance)}
        returned = ["NONE", "ALL_OLD", "UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"]
        if self.draw("legacy", 0.2):
            return Step("UpdateItem", self.write({**request, **self.legacy.updates()}, returned, self.legacy))
        expressions = Expressions(self.chance, self.values)
        if self.chance.random() < 0.97:
            request["UpdateExpression"] = expressions.update()
        return Step("UpdateItem", self.write(request, returned, expressions))

    def write(self, request, returned, language=None):
        """The members that writes have in common. `language` is what the request speaks already."""
        if self.draw("conditions", 0.35):
            self.add_condition(request, language)
        elif isinstance(language, Expressions):
            request.update(language.placeholders())
        if self.draw("returns", 0.6):
            request["ReturnValues"] = self.chance.choice(returned)
        if self.draw("metrics", 0.1):
            request["ReturnItemCollectionMetrics"] = self.chance.choice(["SIZE", "NONE"])
        return self.capacity(request)

    def add_condition(self, request, language):
        if language is self.legacy or language is None and self.draw("legacy", 0.2):
            request.update(self.legacy.expected())
            return
        expressions = language or Expressions(self.chance, self.values)
        request["ConditionExpression"] = expressions.condition()
        request.update(expressions.placeholders())
        if self.draw("returns", 0.4):
            request["ReturnValuesOnConditionCheckFailure"] = self.chance.choice(["ALL_OLD", "NONE"])

    def capacity(self, request):
        if self.draw("capacity", 0.15):
            request["ReturnConsumedCapacity"] = self.chance.choice(["TOTAL", "INDEXES", "NONE"])
        return request

    def item(self, table):
        return {**self.values.attributes(), **table.key(self.chance)}

    def BatchWriteItem(self, table):
        items, keys = {}, set()
        for _ in range(self.chance.randint(1, 8)):
            table = self.chance.choice(self.tables)
            key = table.key(self.chance)
            if (table.name, same_key(key)) in keys:
                continue
            keys.add((table.name, same_key(key)))
            put = {"PutRequest": {"Item": {**self.values.attributes(), **key}}}
            items.setdefault(table.name, []).append(put if self.chance.random() < 0.7 else {"DeleteRequest": {"Key": key}})
        request = {"RequestItems": items}
        if self.draw("metrics", 0.1):
            request["ReturnItemCollectionMetrics"] = "SIZE"
        return Step("BatchWriteItem", self.capacity(request))

    # --- reads ---

    def GetItem(self, table):
        request = {"TableName": table.name, "Key": table.key(self.chance)}
        self.add_projection(request, table)
        self.consistent(request)
        return Step("GetItem", self.capacity(request))

    def add_projection(self, request, table):
        if self.draw("legacy", 0.1):
            request.update(self.legacy.attributes_to_get(table.keys()))
        elif self.draw("projections", 0.35):
            expressions = Expressions(self.chance, self.values)
            request["ProjectionExpression"] = expressions.projection(table.keys())
            request.update(expressions.placeholders())

    def consistent(self, request):
        if self.chance.random() < 0.3:
            request["ConsistentRead"] = self.chance.random() < 0.7

    def BatchGetItem(self, table):
        items = {}
        for table in self.chance.sample(self.tables, self.chance.randint(1, len(self.tables))):
            keys = {}
            for _ in range(self.chance.randint(1, 8)):
                key = table.key(self.chance)
                keys.setdefault(same_key(key), key)
            items[table.name] = {"Keys": list(keys.values())}
            self.add_projection(items[table.name], table)
            self.consistent(items[table.name])
        return Step("BatchGetItem", self.capacity({"RequestItems": items}))

    def Query(self, table):
        request = {"TableName": table.name}
        if self.draw("legacy", 0.15):
            request.update(self.legacy.key_conditions(table))
            if self.chance.random() < 0.4:
                request.update(self.legacy.conditions("QueryFilter"))
            if self.chance.random() < 0.3:
                request.update(self.legacy.attributes_to_get(table.keys()))
        else:
            expressions = Expressions(self.chance, self.values)
            request["KeyConditionExpression"] = expressions.key_condition(table)
            self.filter_and_project(request, expressions, table)
        if self.chance.random() < 0.5:
            request["ScanIndexForward"] = self.chance.random() < 0.3
        if self.chance.random() < 0.1:
            request["ExclusiveStartKey"] = self.start_key(request, table)
        return self.page(Step("Query", request))

    def start_key(self, request, table):
        """A key that lies in the queried partition where the values tell which that is."""
        key = table.key(self.chance)
        for value in request.get("ExpressionAttributeValues", {}).values():
            if list(value) == [table.partition_kind] and self.chance.random() < 0.8:
                key[table.partition] = value
                break
        return key

    def Scan(self, table):
        request = {"TableName": table.name}
        if self.draw("legacy", 0.15):
            request.update(self.legacy.conditions("ScanFilter"))
        else:
            self.filter_and_project(request, Expressions(self.chance, self.values), table)
        step = self.page(Step("Scan", request, follow=True))
        if self.draw("segments", 0.2):
            step.segments = self.chance.randint(1, 5)
        return step

    def filter_and_project(self, request, expressions, table):
        if self.draw("filters", 0.4):
            request["FilterExpression"] = expressions.condition()
        if self.draw("projections", 0.25):
            request["ProjectionExpression"] = expressions.projection(table.keys())
        request.update(expressions.placeholders())

    def page(self, step):
        request = step.request
        if self.draw("select", 0.2):
            specific = "ProjectionExpression" in request or "AttributesToGet" in request
            request["Select"] = "SPECIFIC_ATTRIBUTES" if specific else self.chance.choice(["ALL_ATTRIBUTES", "COUNT", "COUNT"])
        if self.chance.random() < 0.35:
            request["Limit"] = self.chance.choice([1, 1, 2, 3, 5, 100])
            step.follow = step.follow or self.chance.random() < 0.5
        self.consistent(request)
        self.capacity(request)
        return step

    # --- tables ---

    def DescribeTable(self, table):
        return Step("DescribeTable", {"TableName": table.name})

    def CreateTable(self, table):
        """Of a table that is there."""
        return Step("CreateTable", table.create_request())

    def DeleteTable(self, table):
        """Of a table that is not there: the episode goes on with its own."""
        return Step("DeleteTable", {"TableName": table.name + "-none"})
