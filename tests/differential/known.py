"""Where DynamoDB Local is known to answer otherwise than we do, each entry as narrow as it can be, and who is right.

docs/compatibility.md says why, with sources, under "Where DynamoDB Local differs"; differential_test.py sees to it that
both list the same.
"""

import dataclasses
import re
import typing

from compare import normal


@dataclasses.dataclass
class Known:
    name: str
    right: str  # ours, theirs, or nobody knows: by AWS's documentation, or by what users saw the service answer
    applies: typing.Callable  # (step, ours, theirs) -> bool


def words(ours, theirs):
    """Both refuse with one type of error, in these words; each is a pattern for the whole message."""
    mine, other = re.compile(ours, re.DOTALL), re.compile(theirs, re.DOTALL)
    return lambda step, a, b: (
        a.status == b.status and a.type() == b.type() and bool(mine.fullmatch(a.message())) and bool(other.fullmatch(b.message())))


def capacity_unasked(step, ours, theirs):
    extra = dict(theirs.body)
    return step.operation == "DeleteItem" and "ReturnConsumedCapacity" not in step.request and (
        extra.pop("ConsumedCapacity", None) is not None and ours.ok() and theirs.ok() and extra == ours.body)


def no_key_at_the_end(step, ours, theirs):
    """A Query that stops by its Limit at the last key its conditions allow: there is a key to go on from, or none."""
    rest = dict(ours.body)
    return step.operation == "Query" and rest.pop("LastEvaluatedKey", None) is not None and (
        "Limit" in step.request and theirs.ok() and normal(rest) == normal(theirs.body))


def start_at_the_end(step, ours, theirs):
    """A Query that is to go on from there, or from beyond: nothing is found, or the key is refused."""
    return step.operation == "Query" and "ExclusiveStartKey" in step.request and (
        ours.ok() and ours.body.get("Count") == 0 and theirs.message() == NO_PREDICATE)


INVALID = "One or more parameter values were invalid: "
NO_MATCH = "The provided key element does not match the schema"
START = "The provided starting key is invalid"
NO_PREDICATE = "The provided starting key does not match the range key predicate"
OTHER_TYPE = f"{INVALID}Type mismatch for key|Invalid attribute value type"
NO_VALUE = "One of the required keys was not given a value"
KNOWN = [
    Known("missing table", "ours", words(
        "Requested resource not found(: Table: .* not found)?", "Cannot do operations on a non-existent table")),
    Known("existing table", "nobody knows", words("Table already exists: .*", "Cannot create preexisting table")),
    Known("table name", "nobody knows", words(".* at 'tableName' failed to satisfy constraint: .*", "Invalid table/index name. .*")),
    Known("key type", "ours", words(NO_MATCH, OTHER_TYPE)),
    Known("key type of a put", "ours", words(f"{INVALID}Type mismatch for key .*", OTHER_TYPE)),
    Known("key attributes", "ours", words(NO_MATCH, f"The number of conditions on the keys is invalid|{NO_VALUE}")),
    Known("key missing in a put", "ours", words(f"{INVALID}Missing the key .* in the item", NO_VALUE)),
    Known("key size", "ours", words(
        f"{INVALID}(Size of hashkey|Aggregated size of all range keys) has exceeded .*", "Hash primary key values must be under 2048 bytes, .*")),
    Known("query misses a key", "ours", words(
        "Query condition missed key schema element: .*", "Query condition missed key schema element")),
    Known("number's words", "ours", words(
        "(.* invalid value: )?The parameter cannot be converted to a numeric value.*", ".*A value provided cannot be converted into a number.*")),
    Known("number's digits", "ours", words(
        "(.* invalid value: )?Attempting to store more than 38 significant digits in a Number.*",
        ".*DynamoDB only supports precision up to 38 digits.*")),
    Known("overflow of a sum", "ours", words(
        "Number overflow. Attempting to store .*", "DynamoDB only supports precision up to 38 digits")),
    Known("duplicates in a set", "ours", words(
        r".*Input collection \[.*\] contains duplicates\..*", r".*Input collection \[.*\] contains duplicates( for key .*)?")),
    Known("limit", "ours", words(".* at 'limit' failed to satisfy constraint: .*", "Limit must be greater than or equal to 1")),
    Known("return values", "ours", words(".* at 'returnValues' failed .*|ReturnValues can only be .*", "Return values set to invalid value")),
    Known("start key", "ours", words(
        f"{START}.*", f"{START}.*|Exclusive Start Key must have same size as table's key schema|Type mismatch for attribute to update")),
    Known("start key of another partition", "nobody knows", words(
        "The provided starting key is outside query boundaries .*", NO_PREDICATE)),
    Known("empty start key", "nobody knows", words(
        r"One or more .* cannot contain an empty .* value\. Key: .*", r".* cannot be restarted\. .* empty .* value\. Key: .*")),
    Known("last key of a range", "nobody knows", no_key_at_the_end),
    Known("start key at the end of a range", "nobody knows", start_at_the_end),
    Known("consumed capacity unasked", "ours", capacity_unasked),
    Known("binary in words", "ours", words(r".*AttributeValue: \{B:.*", ".*HeapByteBuffer.*")),
]


def known(step, ours, theirs):
    """The entry that explains a difference, or None."""
    return next((entry for entry in KNOWN if entry.applies(step, ours, theirs)), None)
