#!/usr/bin/env python3
"""Runs the libFuzzer targets of build/fuzz, two at a time, and shares the time out among them.

What they find that is new stays in build/fuzz/found/TARGET for the next run. An input that breaks a target is kept in build/fuzz/crashes,
the command that replays it is printed, and the exit status is 1. KEYSTONE_TEST_SEED repeats a run. `--merge` folds what was found into
fuzz/corpus: what adds most coverage, some for each target; files whose name is not a hash were written by hand and stay.
"""

import argparse
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BUILD = os.path.join(ROOT, "build", "fuzz")
JOBS = 2
MEGABYTES_MAX = 2048
SECONDS_MAX_PER_INPUT = 10
# Beyond the time it was given: starting, and reading the corpus.
GRACE_SECONDS = 120
# In a corpus, of each target: enough to replay in no time, and to read through.
FOUND_INPUTS_MAX = 30
BY_HASH = re.compile(r"[0-9a-f]{40}")


class Target:
    def __init__(self, line):
        self.name, self.bytes_max, self.dictionary = line.rstrip("\n").split("\t")
        self.program = os.path.join(BUILD, "bin", f"fuzz_{self.name}")
        self.corpus = os.path.join(ROOT, "fuzz", "corpus", self.name)
        self.found = os.path.join(BUILD, "found", self.name)

    def options(self):
        options = [f"-rss_limit_mb={MEGABYTES_MAX}", f"-timeout={SECONDS_MAX_PER_INPUT}", f"-max_len={self.bytes_max}"]
        if self.dictionary:
            options.append(f"-dict={os.path.join(ROOT, 'fuzz', 'dictionaries', self.dictionary + '.dict')}")
        return options


def targets(names):
    table = os.path.join(BUILD, "fuzz", "targets.tsv")
    if not os.path.exists(table):
        sys.exit("build the targets first: cmake --preset fuzz && cmake --build --preset fuzz --target fuzz_targets")
    with open(table, encoding="utf-8") as file:
        known = [Target(line) for line in file]
    for name in names:
        if name not in (target.name for target in known):
            sys.exit(f"there is no target {name}")
    return [target for target in known if not names or target.name in names]


def environment():
    symbolizer = "/usr/lib/llvm-22/bin/llvm-symbolizer"
    more = {"ASAN_SYMBOLIZER_PATH": symbolizer} if os.path.exists(symbolizer) else {}
    # The default quarantine of 256 MB never comes back to the caches: with it everything is half as fast.
    return {**os.environ, "ASAN_OPTIONS": "quarantine_size_mb=16:" + os.environ.get("ASAN_OPTIONS", ""), **more}


def call(command, seconds):
    """Exit status and output; a process that does not end by itself has failed."""
    try:
        run = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=seconds, env=environment())
        return run.returncode, run.stdout + run.stderr
    except subprocess.TimeoutExpired as expired:
        return 1, (expired.stderr or b"").decode(errors="replace") + f"\ndid not end within {seconds} s\n"


def number(pattern, text):
    found = re.findall(pattern, text)
    return int(found[-1]) if found else 0


def fuzz(target, seconds, seed):
    """Whether the target held, after printing how far it came."""
    os.makedirs(target.found, exist_ok=True)
    crashes = os.path.join(BUILD, "crashes", target.name + "-")
    os.makedirs(os.path.dirname(crashes), exist_ok=True)
    command = [target.program, f"-seed={seed}", f"-max_total_time={seconds}", f"-artifact_prefix={crashes}", "-print_final_stats=1",
               *target.options(), target.found, target.corpus]
    begin = time.monotonic()
    code, output = call(command, seconds + GRACE_SECONDS)
    runs = number(r"stat::number_of_executed_units:\s*(\d+)", output)
    edges, features = number(r" cov: (\d+)", output), number(r" ft: (\d+)", output)
    per_second = runs / max(time.monotonic() - begin, 0.1)
    print(f"{target.name:16} {runs:9} runs {per_second:8.0f}/s {edges:6} edges {features:7} features  "
          f"{'held' if code == 0 else 'FAILED'}", flush=True)
    if code == 0:
        return True
    print(output[-6000:])
    print(f"{target.name} failed with KEYSTONE_TEST_SEED={seed}")
    for path in re.findall(r"Test unit written to (\S+)", output):
        print(f"replay: {os.path.relpath(target.program)} {os.path.relpath(path)}", flush=True)
    return False


def merge(target):
    """Replaces the corpus by what of it and of the found inputs adds coverage."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in os.listdir(target.corpus):
            if not BY_HASH.fullmatch(name):
                shutil.copy(os.path.join(target.corpus, name), scratch)
        os.makedirs(target.found, exist_ok=True)
        code, output = call([target.program, "-set_cover_merge=1", *target.options(), scratch, target.corpus, target.found], 600)
        if code != 0:
            print(output[-4000:])
            return False
        # They are written in the order of how much they add.
        found = [os.path.join(scratch, name) for name in os.listdir(scratch) if BY_HASH.fullmatch(name)]
        found.sort(key=lambda path: os.stat(path).st_mtime_ns)
        for path in found[FOUND_INPUTS_MAX:]:
            os.remove(path)
        before = len(os.listdir(target.corpus))
        shutil.rmtree(target.corpus)
        shutil.copytree(scratch, target.corpus)
    sizes = [os.path.getsize(os.path.join(target.corpus, name)) for name in os.listdir(target.corpus)]
    print(f"{target.name:16} {before} -> {len(sizes)} inputs, {sum(sizes)} bytes", flush=True)
    return True


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("targets", nargs="*", help="all, if none is named")
    parser.add_argument("--seconds-total", type=int, default=300, help="for all targets together")
    parser.add_argument("--merge", action="store_true", help="fold what was found into the corpus instead")
    arguments = parser.parse_args()

    chosen = targets(arguments.targets)
    seed = int(os.environ.get("KEYSTONE_TEST_SEED", "20240501")) % (1 << 32) or 1
    seconds = max(1, arguments.seconds_total * min(JOBS, len(chosen)) // len(chosen))
    with concurrent.futures.ThreadPoolExecutor(JOBS) as pool:
        work = merge if arguments.merge else lambda target: fuzz(target, seconds, seed)
        held = list(pool.map(work, chosen))
    if not arguments.merge:
        print(f"{len(held)} targets, {seconds} s each, KEYSTONE_TEST_SEED={seed}, {held.count(False)} failed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
