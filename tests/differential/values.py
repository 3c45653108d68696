"""Random attribute values: mostly small and alike, so that requests meet each other's items, with DynamoDB's edges among them."""

import base64

# An attribute's name says the type that it mostly has.
ATTRIBUTES = {
    "s1": "S", "s2": "S", "n1": "N", "n2": "N", "b1": "B", "l1": "L", "l2": "L", "m1": "M", "m2": "M",
    "ss": "SS", "ns": "NS", "bs": "BS", "yes": "BOOL", "nil": "NULL",
    "a-b": "S", "name": "N", "straße": "S", "x.y": "N",  # those that need a placeholder
}
TYPES = ["S", "N", "B", "L", "M", "SS", "NS", "BS", "BOOL", "NULL"]
MAP_NAMES = ["a", "b", "c"]

STRINGS = [
    "", "a", "b", "ab", "abc", "B", "z", "ä", "é", "日本", "\U0001f600", "a b", "0", "10", "9", "a\u0000b", "\uffff", "\"", "\\",
    "x" * 300, "y" * 1500,
]
BINARIES = [b"", b"\x00", b"\x01", b"a", b"ab", b"\x7f", b"\x80", b"\xff", b"\xff\xff", bytes(range(60))]
NUMBERS = [
    "0", "1", "2", "3", "5", "-1", "-2", "10", "0.5", "1.5", "-0", "-0.0", "0.0", "007", "1.50", "1.0", "100", "1E2", "1e+2", "1E-2", "+7",
    "12345678901234567890123456789012345678", "-0.00000000000000000000000000000000000012345678901234567890123456789012345678",
    "1234567890123456789.1234567890123456789", "100000000000000000000000000000000000000000", "9.9999999999999999999999999999999999999E+125",
    "-9.9999999999999999999999999999999999999E+125", "1E-130", "-1E-130", "1E125", "3.0E5", "0.1", "0.10", "1E+37", "1E38",
]
SMALL_NUMBERS = ["0", "1", "2", "3", "-1", "1.0", "10", "2.5", "1E1"]


class Values:
    def __init__(self, chance):
        self.chance = chance

    def number(self):
        return self.chance.choice(SMALL_NUMBERS if self.chance.random() < 0.7 else NUMBERS)

    def string(self):
        return self.chance.choice(STRINGS[:6] if self.chance.random() < 0.7 else STRINGS)

    def binary(self):
        return base64.b64encode(self.chance.choice(BINARIES)).decode()

    def number_set(self):
        """Numbers that differ in value, written in whatever way."""
        found = {}
        for _ in range(self.chance.randint(1, 4)):
            text = self.number()
            found.setdefault(float(text), text)
        return list(found.values())

    def typed(self, kind, depth=2):
        chance = self.chance
        if kind == "S":
            return {"S": self.string()}
        if kind == "N":
            return {"N": self.number()}
        if kind == "B":
            return {"B": self.binary()}
        if kind == "BOOL":
            return {"BOOL": chance.random() < 0.5}
        if kind == "NULL":
            return {"NULL": True}
        if kind == "NS":
            return {"NS": self.number_set()}
        if kind == "SS":
            return {"SS": list(dict.fromkeys(self.string() or "e" for _ in range(chance.randint(1, 4))))}
        if kind == "BS":
            return {"BS": list(dict.fromkeys(self.binary() or "AA==" for _ in range(chance.randint(1, 3))))}
        if kind == "L":
            return {"L": [self.any(depth - 1) for _ in range(chance.randint(0, 4))]}
        return {"M": {name: self.any(depth - 1) for name in MAP_NAMES if chance.random() < 0.7}}

    def any(self, depth=2):
        if depth <= 0:
            return self.typed(self.chance.choice(["S", "N", "N", "B", "BOOL", "NULL", "SS", "NS"]))
        if self.chance.random() < 0.01:
            return self.deep(self.chance.randint(3, 28))
        return self.typed(self.chance.choice(TYPES), depth)

    def deep(self, levels):
        value = self.typed("N")
        for _ in range(levels):
            value = {"L": [value]} if self.chance.random() < 0.5 else {"M": {"a": value}}
        return value

    def of(self, attribute, straying=0.1):
        """A value for an attribute: of its usual type, mostly."""
        if self.chance.random() < straying:
            return self.any()
        return self.typed(ATTRIBUTES.get(attribute, "S"))

    def attributes(self):
        return {name: self.of(name) for name in ATTRIBUTES if self.chance.random() < 0.75}
