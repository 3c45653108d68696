#!/usr/bin/env python3
"""Asks our server and DynamoDB Local the same random requests, and compares the answers.

  run.py --server build/dev/bin/kstone-server --jar PATH     starts both, in memory
  run.py --url URL --local-url URL                           asks two that run
  run.py --local-url URL --survey                            asks one: which share of each operation succeeds

A difference is made short, printed, and saved as a script under --folder. known.py lists those that are known.
"""

import argparse
import os
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.join(HERE, "..", "..")
sys.path.insert(0, os.path.join(HERE, "..", "server"))

from campaign import Campaign  # noqa: E402
from local import DynamoDbLocal, LocalEndpoint  # noqa: E402
from operations import selection  # noqa: E402
from server_process import Server  # noqa: E402
from steps import Endpoint  # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", help="our server's program")
    parser.add_argument("--url", help="our server, where it runs already")
    parser.add_argument("--jar", help="DynamoDBLocal.jar")
    parser.add_argument("--local-url", help="DynamoDB Local, where it runs already")
    parser.add_argument("--requests", type=int, default=20000)
    parser.add_argument("--seed", default=os.environ.get("KEYSTONE_TEST_SEED") or str(int(time.time())))
    parser.add_argument("--episode", type=int, help="only this one")
    parser.add_argument("--only", default="", help="operations and features, with commas; `plain`: no features")
    parser.add_argument("--failures", type=int, default=10, help="ends after so many")
    parser.add_argument("--shrink-seconds", type=float, default=20, help="for each difference; 0 does not shrink")
    parser.add_argument("--folder", default=os.path.normpath(os.path.join(ROOT, "build", "differential")))
    parser.add_argument("--survey", action="store_true")
    return parser.parse_args()


def command_of(options):
    words = [sys.argv[0]]
    for name in ("server", "url", "jar", "local_url", "only"):
        if getattr(options, name):
            words.append(f"--{name.replace('_', '-')} {getattr(options, name)}")
    return " ".join(words)


def survey(campaign):
    for (operation, answer), count in sorted(campaign.answers.items(), key=lambda entry: (entry[0][0], -entry[1])):
        print(f"{operation:16} {answer:40} {count}")


def campaign_of(options, endpoints, command):
    campaign = Campaign(endpoints, options.seed, selection(options.only), command, options.folder,
                        options.failures, options.shrink_seconds)
    begin = time.monotonic()
    if options.episode is not None:
        campaign.run(options.episode, 1)
    else:
        campaign.run(0, options.requests)
    print(campaign.summary(), f"in {time.monotonic() - begin:.0f} s")
    if options.survey:
        survey(campaign)
    return 1 if campaign.failures or not campaign.requests else 0


def main():
    options = arguments()
    command = command_of(options)
    print(f"seed {options.seed}; again with: {command} --seed {options.seed}", flush=True)
    started = []
    try:
        if options.jar:
            started.append(DynamoDbLocal(options.jar))
            options.local_url = started[-1].url
        if options.server:
            started.append(Server(options.server, ":memory:", "--transition-ms", "0"))
            options.url = f"http://127.0.0.1:{started[-1].port}"
        endpoints = [] if options.survey else [Endpoint(options.url)]
        return campaign_of(options, [*endpoints, LocalEndpoint(options.local_url)], command)
    finally:
        for process in started:
            process.stop()


if __name__ == "__main__":
    sys.exit(main())
