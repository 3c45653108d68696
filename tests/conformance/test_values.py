"""Attribute values: numbers at their limits, and values that are none."""

import re

from support import Case, VALIDATION


class Values(Case):
    TABLES = {"values": "pk:S"}

    def store(self, value):
        """What comes back for `value`."""
        table = self.name("values")
        self.db.put_item(TableName=table, Item={"pk": {"S": "v"}, "v": value})
        return self.db.get_item(TableName=table, Key={"pk": {"S": "v"}}, ConsistentRead=True)["Item"]["v"]

    def refuse(self, message, value):
        self.refused(VALIDATION, message, self.raw, "put_item",
                     {"TableName": self.name("values"), "Item": {"pk": {"S": "bad"}, "v": value}})

    def test_numbers_are_normalized(self):
        # AWS, "Supported data types": leading and trailing zeroes are trimmed. Observed for the first four:
        # ExtendDB/extenddb 7.
        for given, expected in (
            ("00042", "42"), ("-0", "0"), ("1.5E2", "150"), ("1.0", "1"), ("0.10", "0.1"), ("-7", "-7"),
            ("1" * 38, "1" * 38), ("123e-2", "1.23"),
        ):
            self.assertEqual(self.store({"N": given}), {"N": expected}, given)

    def test_numbers_at_the_limits(self):
        # AWS, "Supported data types": 38 digits, 1E-130 to 9.9...E+125.
        largest = "9" * 38 + "0" * 88
        for text in ("9." + "9" * 37 + "E125", "-9." + "9" * 37 + "E125", "1E-130", "-1E-130"):
            self.assertEqual(float(self.store({"N": text})["N"]), float(text), text)
        self.assertEqual(int(self.store({"N": largest})["N"].replace("E", "e")), int(largest))

    def test_numbers_beyond_the_limits(self):
        # Overflow observed: ExtendDB/extenddb 94, guidance-for-media2cloud-on-aws 13. That 39 digits are refused is in
        # AWS's page; the words for them and for underflow are unverified.
        digits = "Attempting to store more than 38 significant digits in a Number"
        for text in ("1" * 39, "-0." + "1" * 39, "1" + "0" * 37 + "1"):
            self.refuse(digits, {"N": text})
        for text in ("1E126", "-1E126", "1" + "0" * 126):
            self.refuse("Number overflow. Attempting to store a number with magnitude larger than supported range",
                        {"N": text})
        self.refuse("Number underflow. Attempting to store a number with magnitude smaller than supported range",
                    {"N": "1E-131"})
        self.refuse(digits, {"NS": ["1", "1" * 39]})

    def test_no_numbers(self):
        for text in ("abc", "1x", "0x10", "NaN", "Infinity", "--1", "1e"):
            self.refuse("The parameter cannot be converted to a numeric value", {"N": text})
        self.refuse("", {"N": ""})

    def test_sets(self):
        # Observed: zio/zio-dynamodb 113 (two spaces are AWS's) and truora/minidyn 50.
        for kind, name in (("SS", "string"), ("NS", "number")):
            self.refuse(re.compile(f"An {name} set  ?may not be empty"), {kind: []})
        self.refuse("Binary sets should not be empty", {"BS": []})
        self.refuse("Input collection [a, a] contains duplicates.", {"SS": ["a", "a"]})
        # Observed: dynamoose/dynamoose 79.
        self.refuse("Input collection contains duplicates", {"NS": ["1", "1.0"]})
        self.refuse("contains duplicates", {"BS": ["AA==", "AA=="]})
        # Observed: ministackorg/ministack 1039, against AWS: an empty string may be an element.
        self.assertEqual(self.store({"SS": [""]}), {"SS": [""]})

    def test_no_values(self):
        self.refuse("Supplied AttributeValue is empty, must contain exactly one of the supported datatypes", {})
        self.refuse("Supplied AttributeValue has more than one datatypes set", {"S": "a", "N": "1"})
        self.refuse("Null attribute value types must have the value of true", {"NULL": False})

    def test_wrong_json_types(self):
        for value in ({"S": 5}, {"N": 5}, {"BOOL": "yes"}, {"L": {}}, {"M": []}, "text"):
            self.refused("SerializationException", "", self.raw, "put_item",
                         {"TableName": self.name("values"), "Item": {"pk": {"S": "bad"}, "v": value}})
