"""What is known to differ in answers that are no errors: each check says the whole difference, so that nothing hides behind it."""

import copy
import re

from compare import body, difference, normal
from steps import Answer


def no_key_at_the_end(step, ours, theirs):
    """A Query that stops by its Limit at the last key its conditions allow: there is a key to go on from, or none."""
    rest = dict(ours.body)
    return step.operation == "Query" and rest.pop("LastEvaluatedKey", None) is not None and (
        rest["ScannedCount"] == step.request.get("Limit") and theirs.ok() and normal(rest) == normal(theirs.body))


# --- consumed capacity ---


def capacity_unasked(step, ours, theirs):
    extra = dict(theirs.body)
    return step.operation == "DeleteItem" and step.request.get("ReturnConsumedCapacity", "NONE") == "NONE" and (
        extra.pop("ConsumedCapacity", None) is not None and ours.ok() and theirs.ok() and extra == ours.body)


def entries(answer):
    """The consumed capacity, a table each."""
    found = answer.body.get("ConsumedCapacity", [])
    return found if isinstance(found, list) else [found]


def with_units(answer, more):
    """The answer, had each table consumed `more(its name)` units more."""
    changed = Answer(answer.status, copy.deepcopy(answer.body))
    for entry in entries(changed):
        for units in [entry] + ([entry["Table"]] if "Table" in entry else []):
            units["CapacityUnits"] += more(entry["TableName"])
    return changed


def least_read(request):
    return 1.0 if request.get("ConsistentRead") else 0.5


def capacity_of_nothing(step, ours, theirs):
    """Reading what is not there costs as much as the smallest item; there it is free."""

    def unpaid(table):
        if step.operation != "BatchGetItem":
            return least_read(step.request) if theirs.body["ScannedCount"] == 0 else 0
        asked = step.request["RequestItems"][table]
        return (len(asked["Keys"]) - len(theirs.body["Responses"].get(table, []))) * least_read(asked)

    return step.operation in ("Query", "Scan", "BatchGetItem") and ours.ok() and theirs.ok() and (
        difference(step, ours, with_units(theirs, unpaid)) is None)


def capacity_of_deletes(step, ours, theirs):
    """A delete of what is not there costs one unit; in a batch there, two."""
    if step.operation != "BatchWriteItem" or not (ours.ok() and theirs.ok()):
        return False
    mine = {entry["TableName"]: entry["CapacityUnits"] for entry in entries(ours)}
    other = {entry["TableName"]: entry["CapacityUnits"] for entry in entries(theirs)}
    for table, writes in step.request["RequestItems"].items():
        deletes = sum("DeleteRequest" in write for write in writes)
        if not 0 <= other.get(table, 0) - mine.get(table, 0) <= deletes:
            return False
    return difference(step, ours, with_units(theirs, lambda table: mine.get(table, 0) - other[table])) is None


# --- what an update returns ---


def whole_attributes(step, ours, theirs):
    """UPDATED_OLD and UPDATED_NEW return what the update's paths lead to; there, the whole attributes that these lie in."""
    if step.operation != "UpdateItem" or not step.request.get("ReturnValues", "").startswith("UPDATED_") or not (ours.ok() and theirs.ok()):
        return False
    mine, other = body(step, ours), body(step, theirs)
    paths = updated_paths(step.request, with_removed=step.request["ReturnValues"] == "UPDATED_OLD")
    wholes = {"M": other.pop("Attributes", {})}
    parts = led_to(wholes, paths) or {"M": {}}
    return mine.pop("Attributes", {}) == parts["M"] and mine == other


CLAUSE = re.compile(r"\b(SET|REMOVE|ADD|DELETE)\s", re.IGNORECASE)
ACTION = re.compile(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,()])+")
STEP = re.compile(r"[#\w]+")


def updated_paths(request, with_removed=True):
    """The paths that an update changes, each as its steps."""
    names = request.get("ExpressionAttributeNames", {})
    paths = []
    words = CLAUSE.split(request.get("UpdateExpression", ""))
    for word, clause in zip(words[1::2], words[2::2]):
        if word.upper() == "REMOVE" and not with_removed:
            continue
        for action in ACTION.findall(clause):
            target = re.split("[=:]", action)[0]
            paths.append([names.get(step, step) for step in STEP.findall(target)])
    return paths


def led_to(whole, paths):
    """Of a value, what the paths lead to; None for nothing."""
    if [] in paths:
        return whole
    (kind, content), = whole.items()
    if kind == "M":
        steps = [(name, name) for name in content]
    elif kind == "L":
        steps = [(str(at), at) for at in range(len(content))]
    else:
        return None
    found = {}
    for step, at in steps:
        below = [path[1:] for path in paths if path[0] == step]
        part = led_to(content[at], below) if below else None
        if part is not None:
            found[at] = part
    return {kind: found if kind == "M" else list(found.values())} if found else None
