"""Prints a file of results as tables: a line a workload, a column a system, and how ours compares.

The ratio is ours to the system's, so that more than 1 is good for us everywhere: operations a second as they are, times, sizes and
amplifications the other way round.
"""

import argparse
import json

UNITS = ((1e6, "M"), (1e3, "k"))


def member(name):
    return lambda row: row[name]


class Engine:
    ours = "keystone"
    tables = (  # title, value, more is better, workloads
        ("Operations a second", member("ops_per_s"), True, lambda row: not row["workload"].startswith("reopen")),
        ("p99 of a call, microseconds", member("p99_us"), False,
         lambda row: row["workload"].split()[0] in ("W1", "W2", "W3", "W4", "R2", "R4", "MIX")),
        ("p99.9 of a call, microseconds", member("p999_us"), False, lambda row: row["workload"][0] == "S"),
        ("CPU of the whole process, microseconds an operation", member("cpu_us_per_op"), False,
         lambda row: not row["workload"].startswith("reopen")),
        ("Write amplification", member("write_amp"), False, lambda row: True),
        ("Space amplification", member("space_amp"), False, lambda row: True),
        ("Time to open and first get, median, microseconds", member("p50_us"), False, lambda row: row["workload"].startswith("reopen")),
    )

    @staticmethod
    def column(row):
        return row["system"]

    @staticmethod
    def label(row):
        threads = f" {row['threads']} threads" if row["threads"] > 1 else ""
        return f"{row['workload']}{threads}{' ' + row['durability'] if row['durability'] else ''}"


class Server:
    ours = "keystone sync"
    tables = (
        ("Operations a second", member("ops_per_s"), True, lambda row: row["workload"] != "start"),
        ("p50, microseconds", member("p50_us"), False, lambda row: row["workload"] != "start"),
        ("p99, microseconds", member("p99_us"), False, lambda row: row["workload"] != "start"),
        ("CPU of the server, microseconds an operation", member("cpu_us_per_op"), False, lambda row: row["workload"] != "start"),
        ("From start to first answer, median, milliseconds", lambda row: row["p50_us"] and row["p50_us"] / 1000, False,
         lambda row: row["workload"] == "start"),
        ("Resident memory, MiB", lambda row: row["space_amp"] and row["space_amp"] * row["items"] * row["item_bytes"] / (1 << 20), False,
         lambda row: row["workload"].startswith("memory")),
    )

    @staticmethod
    def column(row):
        return " ".join(filter(None, (row["system"], row["durability"])))

    @staticmethod
    def label(row):
        return f"{row['workload']} {row['threads']} connections" if row["threads"] > 1 else row["workload"]


SUITES = {"engine": Engine, "server": Server}


def short(value):
    for size, unit in UNITS:
        if value >= size:
            return f"{value / size:.3g}{unit}" if value < 1000 * size else f"{value / size:.0f}{unit}"
    return f"{value:.3g}"


def cell(row, ours, value, more_is_better, items):
    if row is None or value(row) is None:
        return "-"
    text = short(value(row))
    if row["items"] != items:
        text += f" ({short(row['items'])} items)"
    if row is ours or ours is None or not value(row) or not value(ours):
        return text
    ratio = value(ours) / value(row) if more_is_better else value(row) / value(ours)
    return f"{text} {ratio:.2f}x"


def table(rows, suite, columns, value, more_is_better):
    by_label = {}
    for row in rows:
        by_label.setdefault(suite.label(row), {})[suite.column(row)] = row
    lines = [["", *columns]]
    for name, found in by_label.items():
        ours = found.get(suite.ours)
        items = max(row["items"] or 0 for row in found.values()) or None
        lines.append([name, *(cell(found.get(column), ours, value, more_is_better, items) for column in columns)])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", help="a file with one JSON object a line")
    with open(parser.parse_args().rows, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    suite = SUITES[rows[0]["suite"]]
    columns = list(dict.fromkeys(suite.column(row) for row in rows))
    versions = {row["system"]: row["version"] for row in rows}
    print(rows[0]["machine"])
    print(", ".join(f"{system} {version}" for system, version in versions.items()))
    items = max((row["items"] or 0 for row in rows), default=0)
    print(f"Items of about {rows[0]['item_bytes']} bytes, the largest database {short(items)} of them; 1.50x: {suite.ours} is half as good again.")
    for title, value, more_is_better, wanted in suite.tables:
        chosen = [row for row in rows if wanted(row) and value(row) is not None]
        if chosen:
            print(f"\n== {title}\n{table(chosen, suite, columns, value, more_is_better)}")


if __name__ == "__main__":
    main()
