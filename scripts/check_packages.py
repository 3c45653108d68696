#!/usr/bin/env python3
"""Starts the server on the package database and asks it through boto3, AWS's own SDK for Python."""

import argparse
import json
import os
import subprocess
import tempfile
import time

import boto3
from boto3.dynamodb.conditions import Key


def start(server, db, folder):
    ready = os.path.join(folder, "ready")
    process = subprocess.Popen([server, "--db-path", db, "--http-port", "0", "--ready-file", ready])
    while not os.path.exists(ready):
        if process.poll() is not None:
            raise SystemExit("the server did not start")
        time.sleep(0.01)
    with open(ready, encoding="utf-8") as file:
        return process, int(file.read())


def timed(label, ask):
    begin = time.perf_counter()
    answer = ask()
    print(f"{label}: {(time.perf_counter() - begin) * 1000:.1f} ms")
    return answer


def check(port, counts):
    dynamodb = boto3.resource(
        "dynamodb", endpoint_url=f"http://127.0.0.1:{port}", region_name="us-east-1",
        aws_access_key_id="local", aws_secret_access_key="local",
    )
    names = sorted(table.name for table in dynamodb.tables.all())
    assert names == ["package_sizes", "packages"], names
    packages, sizes = dynamodb.Table("packages"), dynamodb.Table("package_sizes")
    assert packages.item_count == counts["packages"], (packages.item_count, counts)
    assert sizes.item_count == counts["package_sizes"], (sizes.item_count, counts)

    first = packages.scan(Limit=1)["Items"][0]
    key = {"Section": first["Section"], "Package": first["Package"]}
    item = timed("GetItem", lambda: packages.get_item(Key=key)["Item"])
    assert item == first
    condition = Key("Section").eq(first["Section"]) & Key("Package").begins_with(first["Package"][:2])
    found = timed("Query begins_with", lambda: packages.query(KeyConditionExpression=condition)["Items"])
    assert first in found and all(p["Package"].startswith(first["Package"][:2]) for p in found)

    architecture = sizes.scan(Limit=1)["Items"][0]["Architecture"]
    query = {"KeyConditionExpression": Key("Architecture").eq(architecture), "ScanIndexForward": False, "Limit": 5}
    largest = timed("Query of the 5 largest", lambda: sizes.query(**query)["Items"])
    order = [p["Size"] for p in largest]
    assert order == sorted(order, reverse=True), order

    def scan_all():
        count, start_key = 0, {}
        while True:
            page = packages.scan(**start_key)
            count += page["Count"]
            if "LastEvaluatedKey" not in page:
                return count
            start_key = {"ExclusiveStartKey": page["LastEvaluatedKey"]}

    assert timed("Scan of all packages", scan_all) == counts["packages"]
    print(f"boto3 {boto3.__version__}: {counts['packages']} packages and {counts['package_sizes']} sizes, all as expected")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--db", required=True)
    parser.add_argument("--counts", required=True)
    arguments = parser.parse_args()
    with open(arguments.counts, encoding="utf-8") as file:
        counts = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        process, port = start(arguments.server, arguments.db, folder)
        try:
            check(port, counts)
        finally:
            process.terminate()
            code = process.wait(timeout=60)
        assert code == 0, code


if __name__ == "__main__":
    main()
