#!/usr/bin/env python3
"""Kills the server with SIGKILL under load, again and again, and checks what it acknowledged.

Each client writes its own items, one version after another. After a kill every item must show its last
acknowledged version, or the one that was under way; a batch that was under way is there as a whole or not at all.
"""

import argparse
import http.client
import random
import shutil
import sys
import tempfile
import threading
import time

from server_process import Server, call

TABLE = "kill9"
ITEMS = 20
CLIENTS = 4


class Client:
    """One client's items: the last acknowledged version of each, and the one tried."""

    def __init__(self, number, seed):
        self.number = number
        self.random = random.Random(seed * 1000 + number)
        self.acknowledged = {}
        self.tried = {}

    def item(self, sort, version):
        return {
            "pk": {"S": f"client{self.number}"},
            "sk": {"N": str(sort)},
            "version": {"N": str(version)},
            "filler": {"S": "x" * self.random.randrange(600)},
        }

    def run(self, server, until):
        connection = server.connect()
        try:
            while time.monotonic() < until:
                count = self.random.choice([1, 1, 1, 5])
                sorts = self.random.sample(range(ITEMS), count)
                for sort in sorts:
                    self.tried[sort] = self.tried.get(sort, 0) + 1
                items = [self.item(sort, self.tried[sort]) for sort in sorts]
                if count == 1:
                    status, _ = call(connection, "PutItem", {"TableName": TABLE, "Item": items[0]})
                else:
                    puts = [{"PutRequest": {"Item": item}} for item in items]
                    status, _ = call(connection, "BatchWriteItem", {"RequestItems": {TABLE: puts}})
                if status != 200:
                    raise RuntimeError(f"a write was answered with {status}")
                for sort in sorts:
                    self.acknowledged[sort] = self.tried[sort]
        except (OSError, http.client.HTTPException):
            return  # the kill

    def check(self, connection):
        status, page = call(
            connection,
            "Query",
            {
                "TableName": TABLE,
                "KeyConditionExpression": "pk = :p",
                "ExpressionAttributeValues": {":p": {"S": f"client{self.number}"}},
            },
        )
        assert status == 200, page
        found = {int(item["sk"]["N"]): int(item["version"]["N"]) for item in page["Items"]}
        for sort in range(ITEMS):
            shown = found.get(sort, 0)
            allowed = {self.acknowledged.get(sort, 0), self.tried.get(sort, 0)}
            assert shown in allowed, f"client {self.number} item {sort}: {shown}, not one of {allowed}"
            self.acknowledged[sort] = self.tried[sort] = shown
        return len(found)


def create_table(server):
    status, reply = call(
        server.connect(),
        "CreateTable",
        {
            "TableName": TABLE,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [
                {"AttributeName": "pk", "AttributeType": "S"},
                {"AttributeName": "sk", "AttributeType": "N"},
            ],
            "KeySchema": [
                {"AttributeName": "pk", "KeyType": "HASH"},
                {"AttributeName": "sk", "KeyType": "RANGE"},
            ],
        },
    )
    assert status == 200, reply


def check_everything(server, clients):
    connection = server.connect()
    items = sum(client.check(connection) for client in clients)
    status, reply = call(connection, "DescribeTable", {"TableName": TABLE})
    assert status == 200 and reply["Table"]["ItemCount"] == items, (items, reply)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--server", required=True)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--durability", default="sync")
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}; again with: {sys.argv[0]} --server … --seed {arguments.seed}", flush=True)
    chance = random.Random(arguments.seed)
    folder = tempfile.mkdtemp()
    flags = ["--durability", arguments.durability]
    clients = [Client(number, arguments.seed) for number in range(CLIENTS)]
    server = Server(arguments.server, folder + "/db.keystone", *flags)
    create_table(server)
    for _ in range(arguments.rounds):
        until = time.monotonic() + 10
        threads = [threading.Thread(target=client.run, args=(server, until)) for client in clients]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.05, 0.6))
        server.kill()
        for thread in threads:
            thread.join()
        server = Server(arguments.server, folder + "/db.keystone", *flags)
        check_everything(server, clients)
    assert server.stop() == 0
    writes = sum(sum(client.acknowledged.values()) for client in clients)
    assert writes > 0
    shutil.rmtree(folder)
    print(f"{arguments.rounds} kills, {writes} versions acknowledged, none lost")


if __name__ == "__main__":
    main()
