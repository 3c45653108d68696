"""PutItem, GetItem, DeleteItem: all types, nesting, sizes and keys at their limits."""

from support import Case, VALIDATION

ALL_TYPES = {
    "pk": {"S": "all"},
    "string": {"S": "Gr\u00fc\u00dfe \U0001f600 \"\\\0"},
    "number": {"N": "-3.14159"},
    "binary": {"B": bytes(range(256))},
    "true": {"BOOL": True},
    "false": {"BOOL": False},
    "null": {"NULL": True},
    "map": {"M": {"inner": {"L": [{"N": "1"}, {"M": {}}]}}},
    "list": {"L": [{"S": "a"}, {"NULL": True}, {"L": []}]},
    "strings": {"SS": ["a", "b", "\u00e9"]},
    "numbers": {"NS": ["-1", "0", "2.5"]},
    "binaries": {"BS": [b"\0", b"\xff\xff"]},
    # AWS, "Supported data types": empty strings and binaries are allowed where they are no key.
    "empty string": {"S": ""},
    "empty binary": {"B": b""},
}


def sets_sorted(item):
    """Sets have no order."""
    return {n: {t: sorted(v) if t in ("SS", "NS", "BS") else v for t, v in value.items()} for n, value in item.items()}


def nested(levels, kind):
    value = {"S": "bottom"}
    for _ in range(levels):
        value = {"L": [value]} if kind == "L" else {"M": {"m": value}}
    return value


class Items(Case):
    TABLES = {"hash": "pk:S", "both": "pk:S sk:S", "number": "pk:N sk:B"}

    def get(self, key, label="hash"):
        return self.db.get_item(TableName=self.name(label), Key=key, ConsistentRead=True).get("Item")

    def put(self, item, label="hash", **more):
        return self.db.put_item(TableName=self.name(label), Item=item, **more)

    def refuse_put(self, message, item, label="hash"):
        self.refused(VALIDATION, message, self.put, item, label)

    def test_all_types(self):
        self.put(ALL_TYPES)
        self.assertEqual(sets_sorted(self.get({"pk": {"S": "all"}})), sets_sorted(ALL_TYPES))
        # An eventually consistent read, and one that says nothing about it.
        for more in ({"ConsistentRead": False}, {}):
            item = self.db.get_item(TableName=self.name("hash"), Key={"pk": {"S": "all"}}, **more).get("Item")
            self.assertIn(item and item["pk"], (None, {"S": "all"}))

    def test_put_replaces_and_returns_old(self):
        first = {"pk": {"S": "old"}, "a": {"N": "1"}}
        second = {"pk": {"S": "old"}, "b": {"N": "2"}}
        self.assertNotIn("Attributes", self.put(first, ReturnValues="ALL_OLD"))
        self.assertEqual(self.put(second, ReturnValues="ALL_OLD")["Attributes"], first)
        self.assertNotIn("Attributes", self.put(second, ReturnValues="NONE"))
        self.assertEqual(self.get({"pk": {"S": "old"}}), second)

    def test_delete(self):
        key = {"pk": {"S": "gone"}}
        delete = {"TableName": self.name("hash"), "Key": key}
        self.put({**key, "a": {"S": "x"}})
        self.assertEqual(self.db.delete_item(**delete, ReturnValues="ALL_OLD")["Attributes"], {**key, "a": {"S": "x"}})
        self.assertIsNone(self.get(key))
        # AWS, API reference: DeleteItem is idempotent.
        self.assertNotIn("Attributes", self.db.delete_item(**delete, ReturnValues="ALL_OLD"))

    def test_return_values(self):
        # AWS, API reference: PutItem and DeleteItem know NONE and ALL_OLD alone.
        self.refused(VALIDATION, "", self.put, {"pk": {"S": "r"}}, ReturnValues="ALL_NEW")
        self.refused(VALIDATION, "", self.put, {"pk": {"S": "r"}}, ReturnValues="SOMETHING")

    def test_nesting(self):
        # AWS, "Quotas": up to 32 levels deep, what the innermost list or map holds being one.
        for kind in "LM":
            item = {"pk": {"S": "deep" + kind}, "doc": nested(31, kind)}
            self.put(item)
            self.assertEqual(self.get({"pk": item["pk"]}), item)
            self.refuse_put(
                "Nesting Levels have exceeded supported limits", {"pk": {"S": "deeper"}, "doc": nested(32, kind)}
            )

    def test_item_size(self):
        # AWS, "Quotas": 400 KB, names and values. 2 + 1 for the key, 4 for the name of the rest.
        limit = 400 * 1024
        item = {"pk": {"S": "x"}, "data": {"S": "d" * (limit - 7)}}
        self.put(item)
        self.assertEqual(self.get({"pk": {"S": "x"}}), item)
        self.refuse_put(
            "Item size has exceeded the maximum allowed size", {"pk": {"S": "y"}, "data": {"S": "d" * (limit - 6)}}
        )
        self.refuse_put(
            "Item size has exceeded the maximum allowed size",
            {"pk": {"S": "y"}, "data": {"S": "\u00e9" * (limit // 2)}},
        )
        self.assertIsNone(self.get({"pk": {"S": "y"}}))

    def test_size_of_numbers(self):
        # Observed: ExtendDB/extenddb 91: this many numbers of 38 digits fit, 20 bytes each.
        numbers = [str(10**37 + i * 10 + 1) for i in range(20480)]
        self.put({"pk": {"S": "p"}, "data": {"NS": numbers[:20479]}})
        self.refuse_put("Item size has exceeded the maximum allowed size", {"pk": {"S": "p"}, "data": {"NS": numbers}})

    def test_key_sizes(self):
        # AWS, "Quotas": partition keys of 1 to 2048 bytes, sort keys of 1 to 1024.
        item = {"pk": {"S": "p" * 2048}, "sk": {"S": "\u00e9" * 512}}
        self.put(item, "both")
        self.assertEqual(self.get(item, "both"), item)
        hash_key = "Size of hashkey has exceeded the maximum size limit of2048 bytes"  # observed: next-auth 5827
        sort_key = "Aggregated size of all range keys has exceeded the size limit of 1024 bytes"  # formkiq-core 271
        long_hash = {"pk": {"S": "p" * 2049}, "sk": {"S": "s"}}
        long_sort = {"pk": {"S": "p"}, "sk": {"S": "s" * 1025}}
        self.refuse_put(hash_key, long_hash, "both")
        self.refuse_put(sort_key, long_sort, "both")
        self.refused(VALIDATION, hash_key, self.get, long_hash, "both")
        self.refused(VALIDATION, sort_key, self.get, long_sort, "both")

    def test_number_and_binary_keys(self):
        item = {"pk": {"N": "-0.5"}, "sk": {"B": b"\0\xff"}, "a": {"S": "x"}}
        self.put(item, "number")
        # The same number, written another way.
        self.assertEqual(self.get({"pk": {"N": "-5E-1"}, "sk": {"B": b"\0\xff"}}, "number"), item)

    def test_empty_keys(self):
        # Observed: architect/dynalite 164 quotes the service, without the key's name.
        empty = "The AttributeValue for a key attribute cannot contain an empty string value. Key: "
        self.refuse_put(empty + "pk", {"pk": {"S": ""}})
        self.refuse_put(empty + "sk", {"pk": {"S": "a"}, "sk": {"S": ""}}, "both")
        self.refuse_put(
            "cannot contain an empty binary value. Key: sk", {"pk": {"N": "1"}, "sk": {"B": b""}}, "number"
        )
        self.refused(VALIDATION, empty + "pk", self.get, {"pk": {"S": ""}})

    def test_keys_of_put(self):
        # Observed: aws/aws-sdk-js 4057 and ministackorg/ministack 1432 (the latter beside AWS's own answers).
        wrong = "One or more parameter values were invalid: "
        self.refuse_put(wrong + "Missing the key pk in the item", {"a": {"S": "x"}})
        self.refuse_put(wrong + "Missing the key sk in the item", {"pk": {"S": "x"}}, "both")
        self.refuse_put(wrong + "Type mismatch for key pk expected: S actual: N", {"pk": {"N": "1"}})
        null = {"pk": {"S": "x"}, "sk": {"NULL": True}}
        self.refuse_put(wrong + "Type mismatch for key sk expected: S actual: NULL", null, "both")

    def test_keys_of_get_and_delete(self):
        message = "The provided key element does not match the schema"
        for key in ({}, {"pk": {"N": "1"}}, {"other": {"S": "x"}}, {"pk": {"S": "a"}, "sk": {"S": "b"}}):
            self.refused(VALIDATION, message, self.get, key)
            self.refused(VALIDATION, message, self.db.delete_item, TableName=self.name("hash"), Key=key)
        self.refused(VALIDATION, message, self.get, {"pk": {"S": "a"}}, "both")
