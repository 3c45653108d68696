#!/usr/bin/env python3
"""Checks what a compiler does not: layers, sizes, orphans, lone headers, clean text.

First each check is tried on small trees with one planted violation, which it must report, and on a tree without any; then all run on
the project. A check is a module with check(tree), which yields problems, PLANTS and CLEAN.
"""

import argparse
import os
import sys
import tempfile

import headers
import hygiene
import includes
import orphans
import sizes
from tree import Tree

CHECKS = (includes, sizes, orphans, headers, hygiene)


def problems_of(check, files):
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return list(check.check(Tree(root)))


def self_test(check):
    """Plants that went unseen, and false alarms."""
    for files, expected in check.PLANTS:
        found = problems_of(check, files)
        if not any(expected in problem for problem in found):
            yield f"{check.__name__}: planted {files}, expected “{expected}”, found {found}"
    for problem in problems_of(check, check.CLEAN):
        yield f"{check.__name__}: false alarm: {problem}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", required=True, help="the project's folder")
    parser.add_argument("--cxx", default=headers.CXX)
    parser.add_argument("--cc", default=headers.CC)
    arguments = parser.parse_args()
    headers.CXX, headers.CC = arguments.cxx, arguments.cc

    failures = [problem for check in CHECKS for problem in self_test(check)]
    tree = Tree(arguments.root)
    if not tree.under("src"):
        failures.append(f"{arguments.root}: no sources there")
    failures += [problem for check in CHECKS for problem in check.check(tree)]
    for failure in failures:
        print(failure)
    plants = sum(len(check.PLANTS) for check in CHECKS)
    print(f"{len(CHECKS)} checks, {plants} planted violations, {len(tree.paths)} files, {len(failures)} problems")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
