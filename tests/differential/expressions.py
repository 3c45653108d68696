"""Random expressions of every kind, valid but for what only an item can tell. mistakes.py makes them wrong."""

import re

from values import ATTRIBUTES, MAP_NAMES

PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*\Z")
RESERVED = {"name"}
COMPARISONS = ["=", "<>", "<", "<=", ">", ">="]
ORDERED = ["S", "N", "B"]
TYPE_CODES = ["S", "SS", "N", "NS", "B", "BS", "BOOL", "NULL", "L", "M"]


class Expressions:
    """The expressions of one request: they share its placeholders."""

    def __init__(self, chance, values):
        self.chance, self.values = chance, values
        self.names, self.bound = {}, {}

    def placeholders(self):
        members = {}
        if self.names:
            members["ExpressionAttributeNames"] = self.names
        if self.bound:
            members["ExpressionAttributeValues"] = self.bound
        return members

    # --- leaves ---

    def name(self, name):
        if PLAIN_NAME.match(name) and name not in RESERVED and self.chance.random() < 0.7:
            return name
        for placeholder, known in self.names.items():
            if known == name:
                return placeholder
        placeholder = f"#n{len(self.names)}"
        self.names[placeholder] = name
        return placeholder

    def value(self, value):
        for placeholder, known in self.bound.items():
            if known == value and self.chance.random() < 0.5:
                return placeholder
        placeholder = f":v{len(self.bound)}"
        self.bound[placeholder] = value
        return placeholder

    def attribute(self, *kinds):
        return self.chance.choice([name for name, kind in ATTRIBUTES.items() if not kinds or kind in kinds])

    def below(self, attribute):
        """A path into a list or a map."""
        path = self.name(attribute)
        if ATTRIBUTES[attribute] == "L":
            path += f"[{self.chance.choice([0, 0, 1, 2, 7])}]"
        else:
            path += "." + self.name(self.chance.choice(MAP_NAMES))
        if self.chance.random() < 0.2:
            path += self.chance.choice(["[0]", ".a", ".b.c"])
        return path

    def path(self, attribute=None):
        attribute = attribute or self.attribute()
        if ATTRIBUTES.get(attribute) in ("L", "M") and self.chance.random() < 0.5:
            return self.below(attribute)
        return self.name(attribute)

    # --- conditions and filters ---

    def condition(self, depth=2):
        draw = self.chance.random()
        if depth == 0 or draw < 0.5:
            return self.simple()
        if draw < 0.6:
            return "NOT " + self.inside(depth)
        return self.inside(depth) + self.chance.choice([" AND ", " OR ", " and ", " Or "]) + self.inside(depth)

    def inside(self, depth):
        condition = self.condition(depth - 1)
        return f"({condition})" if self.chance.random() < 0.6 else condition

    def simple(self):
        return self.chance.choice(
            [self.comparison, self.comparison, self.comparison, self.between, self.one_of, self.exists, self.has_type, self.begins_with,
             self.contains, self.of_size])()

    def comparison(self):
        operator = self.chance.choice(COMPARISONS)
        equality = operator in ("=", "<>")
        attribute = self.attribute() if equality else self.attribute(*ORDERED)
        straying = 0.1 if equality else 0
        sides = [self.name(attribute), self.value(self.values.of(attribute, straying))]
        if self.chance.random() < 0.15:
            sides = [self.path(attribute), self.path(self.attribute(ATTRIBUTES[attribute]))]
            if sides[0] == sides[1]:
                sides[1] = self.value(self.values.of(attribute, straying))
        if self.chance.random() < 0.15:
            sides.reverse()
        return self.chance.choice([" ", " ", ""]).join([sides[0], operator, sides[1]])

    def between(self):
        kind = self.chance.choice(ORDERED)
        if self.chance.random() < 0.1:
            first, low, high = self.chance.sample([name for name, kind in ATTRIBUTES.items() if kind == "N"], 3)
            return f"{self.name(first)} BETWEEN {self.name(low)} AND {self.name(high)}"
        low, high = self.ordered_pair(kind)
        return f"{self.name(self.attribute(kind))} BETWEEN {self.value(low)} AND {self.value(high)}"

    def ordered_pair(self, kind):
        if kind == "N":
            return {"N": self.chance.choice(["-1", "0", "1"])}, {"N": self.chance.choice(["1", "1.0", "2", "1E2"])}
        if kind == "S":
            return {"S": self.chance.choice(["", "A", "a"])}, {"S": self.chance.choice(["a", "ab", "z"])}
        return {"B": self.chance.choice(["AA==", "YQ=="])}, {"B": self.chance.choice(["YQ==", "/w=="])}

    def one_of(self):
        attribute = self.attribute()
        values = [self.value(self.values.of(attribute)) for _ in range(self.chance.randint(1, 4))]
        return f"{self.path(attribute)} IN ({', '.join(values)})"

    def exists(self):
        return f"{self.chance.choice(['attribute_exists', 'attribute_not_exists'])}({self.path()})"

    def has_type(self):
        return f"attribute_type({self.path()}, {self.value({'S': self.chance.choice(TYPE_CODES)})})"

    def begins_with(self):
        kind = self.chance.choice(["S", "S", "B"])
        return f"begins_with({self.path(self.attribute(kind))}, {self.value(self.values.typed(kind))})"

    def contains(self):
        attribute = self.attribute("S", "SS", "NS", "BS", "L")
        kind = {"SS": "S", "NS": "N", "BS": "B", "L": self.chance.choice(["N", "S", "BOOL"])}.get(ATTRIBUTES[attribute], "S")
        if self.chance.random() < 0.1:
            return f"contains({self.name(attribute)}, {self.name(self.attribute(*'NB'))})"
        return f"contains({self.path(attribute)}, {self.value(self.values.typed(kind))})"

    def of_size(self):
        attribute = self.attribute("S", "B", "L", "M", "SS", "NS")
        size = self.value({"N": self.chance.choice(["0", "1", "2", "3"])}) if self.chance.random() < 0.8 else self.name(self.attribute("N"))
        return f"size({self.path(attribute)}) {self.chance.choice(COMPARISONS)} {size}"

    # --- projections ---

    def projection(self, keys):
        paths = []
        for attribute in self.chance.sample(list(ATTRIBUTES), self.chance.randint(1, 5)):
            if ATTRIBUTES[attribute] in ("L", "M") and self.chance.random() < 0.5:
                paths += self.two_below(attribute)
            else:
                paths.append(self.name(attribute))
        paths += [self.name(key) for key in keys if self.chance.random() < 0.5]
        return self.chance.choice([", ", ","]).join(paths)

    def two_below(self, attribute):
        name = self.name(attribute)
        if ATTRIBUTES[attribute] == "L":
            return [f"{name}[{index}]" for index in self.chance.sample([0, 1, 2, 5], 2)]
        return [f"{name}.{step}" for step in self.chance.sample(MAP_NAMES, 2)]

    # --- updates ---

    def update(self):
        attributes = self.chance.sample(list(ATTRIBUTES), self.chance.randint(1, 5))
        clauses = {}
        for attribute in attributes:
            nested = ATTRIBUTES[attribute] in ("L", "M") and self.chance.random() < 0.2
            for clause, action in self.siblings(attribute) if nested else [self.action(attribute)]:
                clauses.setdefault(clause, []).append(action)
        spelling = self.chance.choice([str, str, str.lower])
        return " ".join(f"{spelling(clause)} {', '.join(actions)}" for clause, actions in clauses.items())

    def siblings(self, attribute):
        """Actions on two parts of one attribute."""
        kind = self.chance.choice(["S", "N", "L"])
        return [("REMOVE", path) if self.chance.random() < 0.4 else ("SET", f"{path} = {self.operand(kind)}")
                for path in self.two_below(attribute)]

    def action(self, attribute):
        kind, draw = ATTRIBUTES[attribute], self.chance.random()
        if draw < 0.15:
            return "REMOVE", self.path(attribute)
        if kind == "N" and draw < 0.5:
            return "ADD", f"{self.name(attribute)} {self.value({'N': self.chance.choice(['1', '-1', '0.5', '1E10'])})}"
        if kind in ("SS", "NS", "BS") and draw < 0.8:
            return self.chance.choice(["ADD", "DELETE"]), f"{self.name(attribute)} {self.value(self.values.typed(kind))}"
        return "SET", f"{self.target(attribute)} = {self.operand(kind)}"

    def target(self, attribute):
        return self.below(attribute) if ATTRIBUTES[attribute] in ("L", "M") and self.chance.random() < 0.3 else self.name(attribute)

    def operand(self, kind):
        draw = self.chance.random()
        if kind == "N" and draw < 0.4:
            return f"{self.number()} {self.chance.choice('+-')} {self.number()}"
        if kind == "L" and draw < 0.5:
            return f"list_append({self.list()}, {self.list()})"
        if draw < 0.75:
            return self.value(self.values.typed(kind))
        return self.if_not_exists(kind) if draw < 0.9 else self.path(self.attribute(kind))

    def number(self):
        draw = self.chance.random()
        if draw < 0.4:
            return self.value({"N": self.values.number()})
        return self.name(self.attribute("N")) if draw < 0.6 else self.if_not_exists("N")

    def list(self):
        draw = self.chance.random()
        if draw < 0.5:
            return self.value({"L": [self.values.any(0) for _ in range(self.chance.randint(0, 2))]})
        return self.name(self.attribute("L")) if draw < 0.7 else self.if_not_exists("L")

    def if_not_exists(self, kind):
        return f"if_not_exists({self.path(self.attribute(kind))}, {self.value(self.values.typed(kind))})"

    # --- key conditions ---

    def key_condition(self, table):
        parts = [f"{self.name(table.partition)} = {self.value(table.partition_value(self.chance))}"]
        if table.sort and self.chance.random() < 0.7:
            parts.append(self.sort_condition(table))
        if self.chance.random() < 0.2:
            parts = [f"({part})" for part in parts]
        if self.chance.random() < 0.2:
            parts.reverse()
        return self.chance.choice([" AND ", " and "]).join(parts)

    def sort_condition(self, table):
        name, draw = self.name(table.sort), self.chance.random()
        if draw < 0.2:
            low, high = table.sort_pair(self.chance)
            return f"{name} BETWEEN {self.value(low)} AND {self.value(high)}"
        if draw < 0.35 and table.sort_kind != "N":
            return f"begins_with({name}, {self.value(table.sort_value(self.chance))})"
        return f"{name} {self.chance.choice(['=', '<', '<=', '>', '>='])} {self.value(table.sort_value(self.chance))}"
