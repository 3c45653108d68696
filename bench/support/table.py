"""Prints a file of results as tables: a line a workload, a column a system, and how ours compares.

The ratio is ours to the system's, so that more than 1 is good for us everywhere: operations a second as they are, times and amplifications
the other way round.
"""

import argparse
import json

OURS = "keystone"
UNITS = ((1e6, "M"), (1e3, "k"))

# (title, member, more is better, workloads)
TABLES = (
    ("Operations a second", "ops_per_s", True, lambda row: not row["workload"].startswith("reopen")),
    ("p99 of a call, microseconds", "p99_us", False, lambda row: row["workload"].split()[0] in ("W1", "W2", "W3", "W4", "R2", "R4", "MIX")),
    ("p99.9 of a call, microseconds", "p999_us", False, lambda row: row["workload"][0] == "S"),
    ("CPU of the whole process, microseconds an operation", "cpu_us_per_op", False,
     lambda row: not row["workload"].startswith("reopen")),
    ("Write amplification", "write_amp", False, lambda row: True),
    ("Space amplification", "space_amp", False, lambda row: True),
    ("Time to open and first get, median, microseconds", "p50_us", False, lambda row: row["workload"].startswith("reopen")),
)


def short(value):
    for size, unit in UNITS:
        if value >= size:
            return f"{value / size:.3g}{unit}" if value < 1000 * size else f"{value / size:.0f}{unit}"
    return f"{value:.3g}"


def label(row):
    threads = f" {row['threads']} threads" if row["threads"] > 1 else ""
    return f"{row['workload']}{threads}{' ' + row['durability'] if row['durability'] else ''}"


def cell(row, ours, member, more_is_better, items):
    if row is None or row[member] is None:
        return "-"
    text = short(row[member])
    if row["items"] != items:
        text += f" ({short(row['items'])} items)"
    if row is ours or ours is None or not row[member] or not ours[member]:
        return text
    ratio = ours[member] / row[member] if more_is_better else row[member] / ours[member]
    return f"{text} {ratio:.2f}x"


def table(rows, systems, member, more_is_better):
    by_label = {}
    for row in rows:
        by_label.setdefault(label(row), {})[row["system"]] = row
    lines = [["", *systems]]
    for name, found in by_label.items():
        ours = found.get(OURS)
        items = max(row["items"] or 0 for row in found.values()) or None
        lines.append([name, *(cell(found.get(s), ours, member, more_is_better, items) for s in systems)])
    widths = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    return "\n".join("  ".join(text.ljust(width) for text, width in zip(line, widths)).rstrip() for line in lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", help="a file with one JSON object a line")
    with open(parser.parse_args().rows, encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    systems = list(dict.fromkeys(row["system"] for row in rows))
    versions = {row["system"]: row["version"] for row in rows}
    print(rows[0]["machine"])
    print(", ".join(f"{system} {versions[system]}" for system in systems))
    items = max((row["items"] or 0 for row in rows), default=0)
    print(f"Items of about {rows[0]['item_bytes']} bytes, the large database {short(items)} of them; 1.50x: {OURS} is half as good again.")
    for title, member, more_is_better, wanted in TABLES:
        chosen = [row for row in rows if row[member] is not None and wanted(row)]
        if chosen:
            print(f"\n== {title}\n{table(chosen, systems, member, more_is_better)}")


if __name__ == "__main__":
    main()
