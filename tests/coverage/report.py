#!/usr/bin/env python3
"""Lines of src/ that the tests ran, by folder. Fails where they are fewer than --lines-min percent.

Reads what the programs of a build with the `coverage` preset left in PROFILES (LLVM_PROFILE_FILE) when ctest ran them.
"""

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

# Of no interest: what only tests use.
TEST_SOURCE = re.compile(r"(_test\.(cc|c)|_test_util\.h|/test_[a-z_]+\.h)$")


def line_counts(build, profiles, source):
    """(lines, lines that ran) of each file under `source`."""
    merged = build / "all.profdata"
    subprocess.run(["llvm-profdata-22", "merge", "-sparse", *map(str, profiles), "-o", str(merged)], check=True)
    programs = [str(path) for path in sorted((build / "bin").iterdir()) if path.is_file()]
    command = ["llvm-cov-22", "export", "-summary-only", "-instr-profile", str(merged), programs[0]]
    command += [f"-object={program}" for program in programs[1:]]
    # It warns of inline functions that some of the programs compiled otherwise.
    answer = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    counts = {}
    for file in json.loads(answer.stdout)["data"][0]["files"]:
        path = pathlib.Path(file["filename"])
        if path.is_relative_to(source) and not TEST_SOURCE.search(str(path)):
            lines = file["summary"]["lines"]
            counts[path.relative_to(source)] = (lines["count"], lines["covered"])
    return counts


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path, help="build folder of the coverage preset")
    parser.add_argument("profiles", type=pathlib.Path, help="folder of .profraw files")
    parser.add_argument("--lines-min", type=float, default=85, help="percent (default: %(default)s)")
    options = parser.parse_args()
    source = pathlib.Path(__file__).resolve().parents[2] / "src"
    profiles = sorted(options.profiles.glob("*.profraw"))
    if not profiles:
        sys.exit(f"{options.profiles}: no .profraw file: did the tests run with LLVM_PROFILE_FILE?")
    counts = line_counts(options.build.resolve(), profiles, source)
    folders = collections.defaultdict(lambda: [0, 0])
    for path, (lines, ran) in counts.items():
        for name in (path.parts[0], "all of src"):
            folders[name][0] += lines
            folders[name][1] += ran
    if not folders:
        sys.exit(f"{options.build}: its programs hold no line of {source}")
    print(f"{'folder':<12} {'lines':>7} {'ran':>7} {'%':>6}")
    for name, (lines, ran) in sorted(folders.items(), key=lambda entry: (entry[0] == "all of src", entry[0])):
        print(f"{name:<12} {lines:>7} {ran:>7} {100 * ran / lines:>6.1f}")
    lines, ran = folders["all of src"]
    if 100 * ran / lines < options.lines_min:
        worst = sorted(counts.items(), key=lambda entry: entry[1][1] - entry[1][0])[:10]
        print("most lines that no test ran:", *(f"{path} ({lines - ran})" for path, (lines, ran) in worst), sep="\n  ")
        sys.exit(f"fewer than {options.lines_min:g} % of the lines ran")


if __name__ == "__main__":
    main()
