"""Where DynamoDB Local is known to answer otherwise than we do, each entry as narrow as it can be, and who is right.

docs/compatibility.md says why, with sources, under "Where DynamoDB Local differs"; differential_test.py sees to it that
both list the same.
"""

import dataclasses
import json
import re
import typing

import known_bodies as bodies
from compare import message
from known_bodies import updated_paths


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


def start_at_the_end(step, ours, theirs):
    """A Query that is to go on from there, or from beyond: nothing is found, or the key is refused, or what is looked at later."""
    return step.operation == "Query" and "ExclusiveStartKey" in step.request and theirs.message() == NO_PREDICATE and (
        ours.ok() and ours.body.get("Count") == 0 or bool(re.fullmatch(LATER, ours.message())))


def word_not_looked_at(step, ours, theirs):
    """Whatever they answer: they did not look at the word."""
    return bool(re.fullmatch(NO_WORD.format("returnConsumedCapacity"), ours.message()))


def word_looked_at_late(step, ours, theirs):
    return not theirs.ok() and bool(re.fullmatch(NO_WORD.format("returnValuesOnConditionCheckFailure"), ours.message()))


def paths_overlap(step, ours, theirs):
    """Which two of the paths that overlap are named; ours do."""
    if not words(OVERLAP, OVERLAP)(step, ours, theirs):
        return False
    one, two = (path.split(", ") for path in re.fullmatch(OVERLAP, ours.message()).groups())
    return one[:len(two)] == two[:len(one)]


def other_mistake_first(step, ours, theirs):
    """Of two mistakes of a Query or Scan: they look late at its numbers and words, and at the values of a legacy filter and of a start key."""
    late = f".* at '(limit|select)' failed .*|{NO_SEGMENT}"
    if any(name in step.request for name in ("QueryFilter", "ScanFilter", "ExclusiveStartKey")):
        late += f"|{BAD_VALUE}"
    return words(late, rf"Value provided in \w+ unused .*|Invalid \w+Expression: .*|{KEY_CONDITION}|{START}.*|{NO_PREDICATE}|{LATER}")(
        step, ours, theirs)


def key_written_twice(step, ours, theirs):
    """A batch has a key twice, its number written in two ways."""
    return step.operation in ("BatchGetItem", "BatchWriteItem") and theirs.ok() and (
        ours.message() == "Provided list of item keys contains duplicates" and '"N": ' in json.dumps(step.request))


def several_errors(step, ours, theirs):
    """An update of one action has one error, or those of its operands."""
    alike = words(UPDATE_FAILS, UPDATE_FAILS)(step, ours, theirs) or words(WRONG_OPERAND, WRONG_OPERAND)(step, ours, theirs)
    return alike and (
        max(len(updated_paths(step.request)), len(step.request.get("AttributeUpdates", {}))) > 1
        or bool(re.search("[-+]|list_append", step.request.get("UpdateExpression", ""))))


def binary_shown(step, ours, theirs):
    """The same words but for the value."""
    mine, other = (message(answer).split("AttributeValue: ") for answer in (ours, theirs))
    return mine[0] == other[0] and len(mine) == len(other) == 3 and all(
        a == b or a.startswith("{B:") and "HeapByteBuffer" in b for a, b in zip(mine[1:], other[1:]))


def update_after_condition(step, ours, theirs):
    """They look at what is to change only when the condition is met, at each attribute as they come to it."""
    bad = f"{BAD_VALUE}|{BAD_ACTION}" if "AttributeUpdates" in step.request else NO_KEY_UPDATE
    return step.operation == "UpdateItem" and bool(re.fullmatch(bad, ours.message())) and (
        theirs.type() == "ConditionalCheckFailedException" or bool(re.fullmatch(f"ConditionalOperator .*|{UPDATE_FAILS}", theirs.message())))


INVALID = "One or more parameter values were invalid: "
NO_MATCH = "The provided key element does not match the schema"
START = "The provided starting key is invalid"
NO_PREDICATE = "The provided starting key does not match the range key predicate"
OTHER_TYPE = f"{INVALID}Type mismatch for key|Invalid attribute value type"
NO_WORD = r"1 validation error detected: Value '\w+' at '{}' failed .*"
KEY_SIZE = f"{INVALID}(Size of hashkey|Aggregated size of all range keys) has exceeded .*"
LATER = (
    "ConditionalOperator .*|(QueryFilter|Filter Expression) can only contain .*|Cannot specify the .*|Must specify the .*|"
    "ALL_PROJECTED_ATTRIBUTES can be used .*|One or more parameter values were invalid: .*ComparisonOperator.*")
NESTED = "KeyConditionExpressions cannot have conditions on nested attributes"
KEY_CONDITION = f"{INVALID}Condition parameter type .*|Query condition missed .*|Query key condition not .*|Conditions can be .*"
NO_SEGMENT = "The (TotalSegments|Segment) parameter is required but was not present .*"
NO_VALUE = "One of the required keys was not given a value"
OVERLAP = r"Invalid \w+: Two document paths overlap with each other; .*; path one: \[(.*)\], path two: \[(.*)\]"
BAD_VALUE = (
    "Supplied AttributeValue .*|The parameter cannot be converted to a numeric value.*|Attempting to store more than 38 .*|"
    f"Number (over|under)flow.*|Input collection contains duplicates|{INVALID}(An .* set  may not be empty|Binary sets .*|"
    "Input collection .*|Null attribute value types .*)")
BAD_ACTION = f"{INVALID}(ADD action|DELETE action with value) is not supported for the type .*"
WRONG_OPERAND = "Invalid UpdateExpression: Incorrect operand type for operator or function; .*"
NO_KEY_UPDATE = f"{INVALID}Cannot update attribute .* This attribute is part of the key"
UPDATE_FAILS = (
    "The document path provided in the update expression is invalid for update|An operand in the update expression has an "
    "incorrect data type|The provided expression refers to an attribute that does not exist in the item|DynamoDB only supports "
    "precision up to 38 digits|Number (over|under)flow.*|Type mismatch for attribute to update")
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
        KEY_SIZE, "Hash primary key values must be under 2048 bytes, .*")),
    Known("query misses a key", "ours", words(
        "Query condition missed key schema element: .*",
        "Query condition missed key schema element|Query key condition not supported")),
    Known("key twice in a batch", "nobody knows", key_written_twice),
    Known("nested keys", "ours", words(
        f"Invalid KeyConditionExpression: {NESTED}", f"{NESTED}|Key attributes must be scalars; .*")),
    Known("number's words", "ours", words(
        "(.* invalid value: )?The parameter cannot be converted to a numeric value.*", ".*A value provided cannot be converted into a number.*")),
    Known("number's digits", "ours", words(
        "(.* invalid value: )?Attempting to store more than 38 significant digits in a Number.*",
        ".*DynamoDB only supports precision up to 38 digits.*")),
    Known("overflow of a sum", "ours", words(
        "Number overflow. Attempting to store .*", "DynamoDB only supports precision up to 38 digits")),
    Known("duplicates in a set", "ours", words(
        r".*Input collection \[.*\] contains duplicates\..*", r".*Input collection \[.*\] contains duplicates( for key .*)?")),
    Known("limit", "ours", words(
        ".* at 'limit' failed to satisfy constraint: .*", "Limit must be greater than or equal to 1")),
    Known("return values", "ours", words(".* at 'returnValues' failed .*|ReturnValues can only be .*", "Return values set to invalid value")),
    Known("select", "nobody knows", words(".* at 'select' failed .*", "Select must be ALL_ATTRIBUTES, .*")),
    Known("consumed capacity's words", "ours", word_not_looked_at),
    Known("word for a failed condition", "ours", word_looked_at_late),
    Known("segments", "ours", words(NO_SEGMENT, "If (total )?segments? is specified, .*")),
    Known("start key", "ours", words(
        f"{START}.*", f"{START}.*|Exclusive Start Key must have same size as table's key schema|Type mismatch for attribute to update")),
    Known("start key of another partition", "nobody knows", words(
        f"The provided starting key is outside query boundaries .*|{KEY_SIZE}", NO_PREDICATE)),
    Known("empty start key", "nobody knows", words(
        r"One or more .* cannot contain an empty .* value\. Key: .*",
        rf"(.* cannot be restarted\. )?{START}: .* empty .* value\. Key: .*")),
    Known("last key of a range", "ours", bodies.no_key_at_the_end),
    Known("start key at the end of a range", "nobody knows", start_at_the_end),
    Known("consumed capacity unasked", "ours", bodies.capacity_unasked),
    Known("capacity of finding nothing", "ours", bodies.capacity_of_nothing),
    Known("capacity of a batch's deletes", "ours", bodies.capacity_of_deletes),
    Known("updated parts", "ours", bodies.whole_attributes),
    Known("paths that overlap", "ours", paths_overlap),
    Known("one of an update's errors", "nobody knows", several_errors),
    Known("one of a page's mistakes", "nobody knows", other_mistake_first),
    Known("bad update and a failed condition", "nobody knows", update_after_condition),
    Known("binary in words", "ours", binary_shown),
]


def known(step, ours, theirs):
    """The entry that explains a difference, or None."""
    return next((entry for entry in KNOWN if entry.applies(step, ours, theirs)), None)
