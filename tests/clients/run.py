"""Real clients, unchanged, against a server in memory: the AWS CLI, the newest boto3, AWS's SDK for JavaScript; and every operation of
the newest service model.

Runs in the Python they are installed in (scripts/lib/clients.sh). --modules is the folder of the SDK for JavaScript.
Each prints how many calls it made, and fails below 80.
"""

import argparse
import os
import re
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "server"))

import aws_cli  # noqa: E402
import boto3_resource  # noqa: E402
import model_walk  # noqa: E402
from server_process import Server  # noqa: E402

CALLS_MIN = 80
# Long enough that waiters see CREATING and DELETING, too short for the CLI, which would wait 20 seconds.
TRANSITION_MS = "30"


def run_program(*command):
    """(whether it succeeded, the number in its last "CALLS n"); what it prints is shown."""
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False)
    print(done.stdout, end="")
    counts = re.findall(r"^CALLS (\d+)$|^(\d+) API calls", done.stdout, re.MULTILINE)
    return done.returncode == 0, int("".join(counts[-1])) if counts else 0


def conformance():
    return run_program(sys.executable, "-B", os.path.join(HERE, "..", "conformance", "run.py"), "--server", os.environ["KEYSTONE_SERVER"])


def javascript():
    return run_program(os.path.join(sys.prefix, "bin", "node"), os.path.join(HERE, "js", "main.js"))


CLIENTS = {
    "AWS CLI": aws_cli.run, "boto3": boto3_resource.run, "boto3, conformance suite": conformance, "AWS SDK for JavaScript": javascript,
    "model walk": model_walk.run,
}


def environment(server, port, modules):
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        del os.environ[name]
    url = f"http://127.0.0.1:{port}"
    os.environ.update(
        AWS_ENDPOINT_URL_DYNAMODB=url, AWS_ACCESS_KEY_ID="local", AWS_SECRET_ACCESS_KEY="local", AWS_DEFAULT_REGION="eu-central-1",
        AWS_CONFIG_FILE=os.devnull, AWS_SHARED_CREDENTIALS_FILE=os.devnull, AWS_PAGER="", KEYSTONE_URL=url, KEYSTONE_SERVER=server,
        NODE_PATH=modules)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--server", required=True)
    parser.add_argument("--modules", required=True)
    parser.add_argument("--only", choices=CLIENTS)
    arguments = parser.parse_args()
    failed, summary = [], []
    for name, run in CLIENTS.items():
        if arguments.only not in (None, name):
            continue
        print(f"-- {name}", flush=True)
        server = Server(arguments.server, ":memory:", "--transition-ms", TRANSITION_MS)
        begin = time.monotonic()
        try:
            environment(arguments.server, server.port, os.path.abspath(arguments.modules))
            passed, calls = run()
        finally:
            code = server.stop()
        summary.append(f"{name}: {calls} calls, {time.monotonic() - begin:.1f} s")
        if not passed or code != 0 or calls < CALLS_MIN:
            failed.append(name)
    print("\n".join(summary))
    if failed:
        print(f"FAILED, or fewer than {CALLS_MIN} calls: {', '.join(failed)}", file=sys.stderr)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
