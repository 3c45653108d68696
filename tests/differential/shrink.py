"""Makes a failing history short: fewer steps first, then smaller requests."""

import copy
import time


class Shrinker:
    """`fails(steps)` replays a history and tells whether its last step still shows the difference."""

    def __init__(self, fails, seconds):
        self.fails, self.deadline = fails, time.monotonic() + seconds

    def out_of_time(self):
        return time.monotonic() > self.deadline

    def shrink(self, steps):
        steps = self.fewer(steps[:-1], steps[-1])
        for at in reversed(range(len(steps))):
            steps = self.smaller(steps, at)
        return steps

    def fewer(self, before, last):
        """Delta debugging: leaves out ever smaller runs of steps."""
        if self.fails([last]):
            return [last]
        size = max(len(before) // 2, 1)
        while before and not self.out_of_time():
            at, removed = 0, False
            while at < len(before) and not self.out_of_time():
                fewer = before[:at] + before[at + size:]
                if self.fails([*fewer, last]):
                    before, removed = fewer, True
                else:
                    at += size
            if size == 1 and not removed:
                break
            size = max(size // 2, 1)
        return [*before, last]

    def smaller(self, steps, at):
        progress = True
        while progress and not self.out_of_time():
            progress = False
            for request in smaller_trees(steps[at].request):
                candidate = copy.copy(steps[at])
                candidate.request = request
                tried = [*steps[:at], candidate, *steps[at + 1:]]
                if self.out_of_time():
                    break
                if self.fails(tried):
                    steps, progress = tried, True
                    break
        return steps


def smaller_trees(tree):
    """Copies of a JSON tree with one thing less."""
    if isinstance(tree, dict):
        for name in tree:
            yield {other: child for other, child in tree.items() if other != name}
    if isinstance(tree, list):
        for at in range(len(tree)):
            yield tree[:at] + tree[at + 1:]
    if isinstance(tree, str) and " " in tree:
        yield from shorter_texts(tree)
    elif isinstance(tree, str) and len(tree) > 20:
        yield tree[:len(tree) // 2]
    if isinstance(tree, (dict, list)):
        for at, child in tree.items() if isinstance(tree, dict) else enumerate(tree):
            for smaller in smaller_trees(child):
                changed = tree.copy()
                changed[at] = smaller
                yield changed


def shorter_texts(text):
    """An expression without a run of its words."""
    words = text.split()
    size = len(words) // 2
    while size > 0:
        for at in range(0, len(words), size):
            yield " ".join(words[:at] + words[at + size:])
        size //= 2
