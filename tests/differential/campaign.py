"""Episodes of random requests against two servers; each difference is made short and reported once."""

import collections
import random
import sys

import report
from compare import difference
from known import known
from operations import Operations
from shrink import Shrinker
from steps import Step, perform

TABLES = ["one", "two"]
STEPS = 250  # of an episode
CHANGES = ("PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "CreateTable", "DeleteTable")


class Campaign:
    def __init__(self, endpoints, seed, selection, command, folder, failures_max=10, shrink_seconds=20):
        self.endpoints = endpoints  # ours and DynamoDB Local's; one alone is only looked at
        self.seed, self.selection = seed, selection
        self.command, self.folder = command, folder
        self.failures_max, self.shrink_seconds = failures_max, shrink_seconds
        self.requests, self.answers = 0, collections.Counter()  # (operation, error type or OK) -> how many
        self.known, self.failures = collections.Counter(), {}

    def run(self, first, requests_max):
        """Episodes from `first` on, until so many requests were made, or so many failures found."""
        episode = first
        while self.requests < requests_max and len(self.failures) < self.failures_max:
            self.episode(episode)
            episode += 1
        return episode - first

    def episode(self, number):
        operations = Operations(random.Random(f"{self.seed}/{number}"), TABLES, *self.selection)
        creations, history = operations.creations(), []
        self.begin(creations)
        for at in range(STEPS + 1):
            steps = [operations.step()] if at < STEPS else operations.last_looks()
            for step in steps:
                history.append(step)
                if self.parted(creations, history, number):
                    return

    def begin(self, creations):
        for name in TABLES:
            perform(Step("DeleteTable", {"TableName": name}), self.endpoints)
        for step in creations:
            for answer in perform(step, self.endpoints):
                if not answer.ok():
                    raise RuntimeError(f"a table cannot be made: {answer.body}")

    def parted(self, creations, history, number):
        """Does the last step. Whether the two may hold different items from here on."""
        step = history[-1]
        answers = perform(step, self.endpoints)
        ours, theirs = answers[0], answers[-1]
        self.requests += 1
        self.answers[step.operation, "OK" if theirs.ok() else theirs.type()] += 1
        found = difference(step, ours, theirs)
        if found is None:
            return False
        entry = known(step, ours, theirs)
        if entry:
            self.known[entry.name] += 1
        elif found.signature not in self.failures:
            self.fail(creations, history, found, number)
        if ours.ok() != theirs.ok():
            return step.operation in CHANGES
        return entry is None and found.kind == "body"

    def fail(self, creations, history, found, number):
        self.failures[found.signature] = number
        steps = history
        if self.shrink_seconds > 0:
            steps = Shrinker(lambda tried: self.shows(creations, tried, found), self.shrink_seconds).shrink(history)
        self.begin(creations)
        answers = [perform(step, self.endpoints) for step in steps][-1]
        command = f"{self.command} --seed {self.seed} --episode {number}"
        name = f"seed-{self.seed}-{number}-{len(self.failures)}.sh"
        text = report.script(name, creations + steps, found, zip(["ours", "DynamoDB Local"], answers), command)
        path = report.save(self.folder, name, text)
        print(f"\nDIFFERENCE {len(self.failures)} at seed {self.seed}, in {path}\n{text}", file=sys.stderr, flush=True)
        # The rest of the episode would go on from other items than it began with.
        self.begin(creations)
        for step in history:
            perform(step, self.endpoints)

    def shows(self, creations, steps, found):
        self.begin(creations)
        for step in steps[:-1]:
            perform(step, self.endpoints)
        answers = perform(steps[-1], self.endpoints)
        again = difference(steps[-1], *answers)
        return again is not None and again.signature == found.signature and not known(steps[-1], *answers)

    def summary(self):
        total = sum(self.answers.values())
        succeeded = sum(count for (_, answer), count in self.answers.items() if answer == "OK")
        lines = [f"seed {self.seed}: {total} requests, {succeeded * 100 // max(total, 1)} % succeed, {len(self.failures)} differences"]
        for name, count in self.known.most_common():
            lines.append(f"  known: {name}: {count}")
        return "\n".join(lines)
