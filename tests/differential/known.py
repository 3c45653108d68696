"""Where DynamoDB Local is known to answer otherwise than we do. Each entry is as narrow as it can be, says why, and who is right.

docs/compatibility.md lists them; differential_test.py sees to it that both name the same.
"""

import dataclasses
import typing


@dataclasses.dataclass
class Known:
    name: str
    applies: typing.Callable  # (step, ours, theirs) -> bool
    reason: str
    right: str  # ours, theirs, either: by AWS's documentation


def messages(ours, theirs):
    """Both refuse with one error type, and these words begin the messages."""
    return lambda step, a, b: a.type() == b.type() and a.message().startswith(ours) and b.message().startswith(theirs)


KNOWN = []


def known(step, ours, theirs):
    """The entry that explains a difference, or None."""
    return next((entry for entry in KNOWN if entry.applies(step, ours, theirs)), None)
