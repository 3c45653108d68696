"""Attribute values and requests with expressions in few characters."""


def S(text):
    return {"S": text}


def N(number):
    return {"N": str(number)}


def B(data):
    return {"B": data}


def L(*elements):
    return {"L": list(elements)}


def M(**members):
    return {"M": members}


def SS(*elements):
    return {"SS": list(elements)}


def NS(*elements):
    return {"NS": [str(element) for element in elements]}


TRUE, FALSE, NULL = {"BOOL": True}, {"BOOL": False}, {"NULL": True}


def placeholders(values=(), names=()):
    """What defines :0, :1, … as the values, and #0, #1, … as the names."""
    request = {}
    if values:
        request["ExpressionAttributeValues"] = {f":{i}": value for i, value in enumerate(values)}
    if names:
        request["ExpressionAttributeNames"] = {f"#{i}": name for i, name in enumerate(names)}
    return request


def unordered(value):
    """A value, or a whole item, with its sets in one order."""
    if not isinstance(value, dict):
        return value
    kinds = {"SS": sorted, "NS": sorted, "BS": sorted, "L": lambda elements: [unordered(e) for e in elements]}
    return {name: kinds.get(name, unordered)(inner) for name, inner in value.items()}
