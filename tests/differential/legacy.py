"""The parameters that came before expressions: Expected, AttributeUpdates, KeyConditions, QueryFilter, ScanFilter."""

from values import ATTRIBUTES

ORDERED = ["S", "N", "B"]


def compared(value):
    """DynamoDB Local compares lists here as if they were sets, so only the empty one is the same in both."""
    return {"L": []} if "L" in value else value


class Legacy:
    def __init__(self, chance, values):
        self.chance, self.values = chance, values

    def attribute(self, *kinds):
        return self.chance.choice([name for name, kind in ATTRIBUTES.items() if not kinds or kind in kinds])

    def condition(self, attribute):
        """A condition on an attribute, valid for its type."""
        kind, chance = ATTRIBUTES[attribute], self.chance
        operators = ["EQ", "NE", "NULL", "NOT_NULL", "EQ"]
        if kind in ORDERED:
            operators += ["LT", "LE", "GT", "GE", "IN", "BETWEEN", "CONTAINS", "NOT_CONTAINS"]
        if kind in ("S", "B"):
            operators += ["BEGINS_WITH"]
        if kind in ("SS", "NS", "BS"):
            operators += ["CONTAINS", "NOT_CONTAINS"]
        operator = chance.choice(operators)
        if operator in ("NULL", "NOT_NULL"):
            return {"ComparisonOperator": operator}
        if operator in ("CONTAINS", "NOT_CONTAINS"):
            values = [self.contained(kind[0])]
        elif operator == "BETWEEN":
            values = {"S": [{"S": "a"}, {"S": "b"}], "N": [{"N": "0"}, {"N": "2"}], "B": [{"B": "AA=="}, {"B": "YQ=="}]}[kind]
        else:
            values = [compared(self.values.typed(kind)) for _ in range(chance.randint(1, 3) if operator == "IN" else 1)]
        return {"ComparisonOperator": operator, "AttributeValueList": values}

    def contained(self, kind):
        """DynamoDB Local looks for bytes as if they were text."""
        return {"B": self.chance.choice(["", "AA==", "YQ==", "YWI="])} if kind == "B" else self.values.typed(kind)

    def conditions(self, name):
        """A member of this name, with ConditionalOperator now and then."""
        attributes = self.chance.sample(list(ATTRIBUTES), self.chance.randint(1, 3))
        members = {name: {attribute: self.condition(attribute) for attribute in attributes}}
        if self.chance.random() < 0.4:
            members["ConditionalOperator"] = self.chance.choice(["AND", "OR"])
        return members

    def expected(self):
        if self.chance.random() < 0.6:
            return self.conditions("Expected")
        expected = {}
        for attribute in self.chance.sample(list(ATTRIBUTES), self.chance.randint(1, 2)):
            draw = self.chance.random()
            if draw < 0.4:
                expected[attribute] = {"Exists": False}
            else:
                expected[attribute] = {"Value": compared(self.values.of(attribute)), **({"Exists": True} if draw < 0.6 else {})}
        return {"Expected": expected}

    def updates(self):
        updates = {}
        for attribute in self.chance.sample(list(ATTRIBUTES), self.chance.randint(1, 4)):
            kind, draw = ATTRIBUTES[attribute], self.chance.random()
            if draw < 0.2:
                updates[attribute] = {"Action": "DELETE"}
            elif kind in ("SS", "NS", "BS") and draw < 0.7:
                updates[attribute] = {"Action": self.chance.choice(["ADD", "DELETE"]), "Value": self.values.typed(kind)}
            elif kind in ("N", "L") and draw < 0.6:
                updates[attribute] = {"Action": "ADD", "Value": self.values.typed(kind)}
            else:
                updates[attribute] = {"Value": self.values.of(attribute), **({"Action": "PUT"} if draw < 0.9 else {})}
        return {"AttributeUpdates": updates}

    def key_conditions(self, table):
        conditions = {table.partition: {"ComparisonOperator": "EQ", "AttributeValueList": [table.partition_value(self.chance)]}}
        if table.sort and self.chance.random() < 0.7:
            conditions[table.sort] = self.sort_condition(table)
        return {"KeyConditions": conditions}

    def sort_condition(self, table):
        operator = self.chance.choice(["EQ", "LT", "LE", "GT", "GE", "BETWEEN"] + ["BEGINS_WITH"] * (table.sort_kind != "N"))
        values = table.sort_pair(self.chance) if operator == "BETWEEN" else [table.sort_value(self.chance)]
        return {"ComparisonOperator": operator, "AttributeValueList": values}

    def attributes_to_get(self, keys):
        return {"AttributesToGet": self.chance.sample(list(ATTRIBUTES) + keys, self.chance.randint(1, 4))}
