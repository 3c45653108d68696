"""The tables of one episode: a few keys each, so that requests meet."""

import functools
from decimal import Context, Decimal

DIGITS = Context(prec=60)

KEYS = {
    "S": [{"S": text} for text in ["a", "b", "ab", "日本", "z", "B", "a\u0000"]],
    "N": [{"N": text} for text in ["0", "1", "1.0", "-1", "10", "1E1", "0.5", "-1E-130", "12345678901234567890123456789012345678"]],
    "B": [{"B": text} for text in ["AA==", "YQ==", "YWI=", "/w==", "gA=="]],
}


class Table:
    def __init__(self, name, chance):
        self.name = name
        self.partition, self.partition_kind = chance.choice(["pk", "id"]), chance.choice("SSNB")
        self.sort = chance.choice([None, "sk", "sk"])
        self.sort_kind = chance.choice("SNNB") if self.sort else None

    def keys(self):
        return [self.partition] + ([self.sort] if self.sort else [])

    def create_request(self):
        kinds = [(self.partition, self.partition_kind, "HASH")] + ([(self.sort, self.sort_kind, "RANGE")] if self.sort else [])
        return {
            "TableName": self.name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind, _ in kinds],
            "KeySchema": [{"AttributeName": name, "KeyType": role} for name, _, role in kinds],
        }

    def partition_value(self, chance):
        return chance.choice(KEYS[self.partition_kind][:3 if self.sort else 9])

    def sort_value(self, chance):
        return chance.choice(KEYS[self.sort_kind])

    def sort_pair(self, chance):
        """Two sort key values, the lower first."""
        pair = [self.sort_value(chance), self.sort_value(chance)]
        if self.sort_kind == "N":
            return sorted(pair, key=lambda value: Decimal(value["N"]))
        order = [{"B": text} for text in ["AA==", "YQ==", "YWI=", "gA==", "/w=="]] if self.sort_kind == "B" else None
        return sorted(pair, key=order.index if order else lambda value: value["S"].encode())

    def key(self, chance):
        key = {self.partition: self.partition_value(chance)}
        if self.sort:
            key[self.sort] = self.sort_value(chance)
        return key


def same_key(key):
    """Keys of one item have the same text, whatever way their numbers are written."""
    return str(sorted((name, kind, plain(kind, text)) for name, value in key.items() for kind, text in value.items()))


@functools.lru_cache(maxsize=None)
def plain(kind, text):
    return str(Decimal(text).normalize(DIGITS)) if kind == "N" else text
