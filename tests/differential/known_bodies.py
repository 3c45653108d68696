"""What is known to differ in answers that are no errors: each check says the whole difference, so that nothing hides behind it."""

import copy
import re

from compare import body, difference, normal
from steps import Answer


def no_key_at_the_end(step, ours, theirs):
    """A Query that stops by its Limit at the last key its conditions allow: there is a key to go on from, or none."""
    rest = dict(ours.body)
    return step.operation == "Query" and rest.pop("LastEvaluatedKey", None) is not None and (
        "Limit" in step.request and theirs.ok() and normal(rest) == normal(theirs.body))


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
    parts, wholes = mine.pop("Attributes", {}), other.pop("Attributes", {})
    return mine == other and set(parts) <= set(wholes) and all(
        parts.get(name) == whole or inside(step.request, name) and is_part(parts.get(name), whole) for name, whole in wholes.items())


def inside(request, attribute):
    """Whether the update has a path that leads into the attribute."""
    names = [attribute] + [placeholder for placeholder, name in request.get("ExpressionAttributeNames", {}).items() if name == attribute]
    return any(re.search(rf"(?<![\w#]){re.escape(name)}\s*[.\[]", request.get("UpdateExpression", "")) for name in names)


def is_part(part, whole):
    if part is None or part == whole:
        return True
    if not isinstance(part, dict) or part.keys() != whole.keys() or len(part) != 1:
        return False
    (kind, content), = part.items()
    if kind == "M":
        return all(name in whole[kind] and is_part(child, whole[kind][name]) for name, child in content.items())
    if kind == "L":
        rest = iter(whole[kind])
        return all(any(is_part(child, other) for other in rest) for child in content)
    return False
