"""Whether two answers say the same: numbers by value, sets and whole scans without their order."""

import dataclasses
import json
import re
from decimal import Context, Decimal, InvalidOperation

DIGITS = Context(prec=60)
SETS = ("SS", "NS", "BS")
# What of a table's description both sides decide alike.
TABLE_MEMBERS = ("TableName", "KeySchema", "AttributeDefinitions")
COMMA = re.compile(", ?")
BRACES = re.compile(r"\{([^{}]*)\}")


@dataclasses.dataclass
class Difference:
    kind: str  # status, type, message, body
    signature: str  # alike for differences that have one cause, as far as words can tell


def number(text):
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return "0" if value == 0 else str(value.normalize(DIGITS))


def normal(tree):
    if isinstance(tree, list):
        return [normal(child) for child in tree]
    if not isinstance(tree, dict):
        return tree
    if len(tree) == 1:
        (kind, content), = tree.items()
        if kind == "N" and isinstance(content, str):
            return {"N": number(content)}
        if kind in SETS and isinstance(content, list):
            return {kind: sorted(map(number, content) if kind == "NS" else content)}
    return {name: normal(child) for name, child in tree.items()}


def in_order(items):
    return sorted(items, key=lambda item: json.dumps(item, sort_keys=True))


def body(step, answer):
    found = normal(answer.body)
    for member in ("TableDescription", "Table"):
        if step.operation.endswith("Table") and member in found:
            table = found[member]
            found[member] = {name: in_order(table[name]) if name != "TableName" else table[name] for name in TABLE_MEMBERS if name in table}
    if step.operation == "Scan" and "Items" in found:
        found["Items"] = in_order(found["Items"])
    if step.operation == "BatchGetItem":
        found["Responses"] = {table: in_order(items) for table, items in found.get("Responses", {}).items()}
    if "ConsumedCapacity" in found and isinstance(found["ConsumedCapacity"], list):
        found["ConsumedCapacity"] = in_order(found["ConsumedCapacity"])
    return found


def message(answer):
    """The words; what stands in braces is a set, or a number by value."""
    return BRACES.sub(lambda match: "{" + ", ".join(sorted(map(in_braces, COMMA.split(match.group(1))))) + "}", answer.message())


def in_braces(text):
    return "N:" + number(text[2:]) if text.startswith("N:") else text


def skeleton(answer):
    """The message without what differs from request to request: numbers, what is quoted or in brackets, and what a third colon tells."""
    words = re.sub(r"[0-9]+", "N", re.sub(r"\"[^\"]*\"|\[[^]]*\]|\{[^}]*\}", "_", answer.message()))
    return f"{answer.status} {answer.type()} {':'.join(words.split(':')[:2])}"


def difference(step, ours, theirs):
    """None where the answers say the same."""
    kind = None
    if ours.ok() and theirs.ok():
        kind = None if body(step, ours) == body(step, theirs) else "body"
    elif ours.status != theirs.status:
        kind = "status"
    elif ours.type() != theirs.type():
        kind = "type"
    elif message(ours) != message(theirs):
        kind = "message"
    elif normal(ours.body.get("Item")) != normal(theirs.body.get("Item")):
        kind = "body"
    if kind is None:
        return None
    return Difference(kind, f"{step.operation} {kind}: ours {skeleton(ours)} | theirs {skeleton(theirs)}")
