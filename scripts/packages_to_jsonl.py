#!/usr/bin/env python3
"""Debian's package index as DynamoDB-typed JSON Lines: packages.jsonl and package_sizes.jsonl.

The index is what `apt-cache dumpavail` prints or, where apt has none, dpkg's list of installed packages. Each field becomes an attribute
of its own type: sizes are numbers, relations and tags string sets, the checksums a map. counts.json says how many items each file
makes: of rows with one key the last one stays.
"""

import argparse
import json
import os
import subprocess

NUMBERS = {"Installed-Size", "Size"}
CHECKSUMS = {"MD5sum", "SHA1", "SHA256", "SHA512"}
SETS = {
    "Breaks", "Build-Ids", "Built-Using", "Conflicts", "Depends", "Enhances", "Pre-Depends", "Provides", "Recommends",
    "Replaces", "Suggests", "Tag",
}


def read_index():
    try:
        text = subprocess.run(["apt-cache", "dumpavail"], capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        text = b""
    if b"\nPackage:" not in text:
        with open("/var/lib/dpkg/status", "rb") as file:
            text = file.read()
    return text.decode("utf-8", "replace")


def records(text):
    """Each record as a dict of fields; lines that begin with a space go on with the field before."""
    for paragraph in text.split("\n\n"):
        fields, name = {}, None
        for line in paragraph.splitlines():
            if line[:1] in (" ", "\t"):
                if name:
                    fields[name] += "\n" + line.strip()
            elif ":" in line:
                name, _, value = line.partition(":")
                fields[name] = value.strip()
        if fields.get("Package"):
            yield fields


def attribute(name, value):
    if name in NUMBERS and value.isdigit():
        return {"N": value}
    if name in SETS:
        separator = " " if name == "Build-Ids" else ","
        elements = sorted({element.strip() for element in value.replace("\n", " ").split(separator)} - {""})
        if elements:
            return {"SS": elements}
    return {"S": value}


def to_item(fields):
    item = {name: attribute(name, value) for name, value in fields.items() if name not in CHECKSUMS}
    checksums = {name: {"S": fields[name]} for name in CHECKSUMS if name in fields}
    if checksums:
        item["Checksums"] = {"M": checksums}
    if not fields.get("Section"):
        item["Section"] = {"S": "unknown"}
    return item


def write(path, rows):
    draft = path + ".tmp"
    with open(draft, "w", encoding="utf-8") as file:
        for row in rows:
            json.dump(row, file, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
            file.write("\n")
    os.replace(draft, path)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", required=True, help="folder for the files")
    out = parser.parse_args().out
    packages, sizes = {}, {}
    for fields in records(read_index()):
        item = to_item(fields)
        packages[item["Section"]["S"], fields["Package"]] = item
        # dpkg's list of what is installed has no file sizes.
        size = fields.get("Size") or fields.get("Installed-Size")
        if size and size.isdigit() and fields.get("Architecture"):
            sizes[fields["Architecture"], int(size)] = {
                "Architecture": {"S": fields["Architecture"]},
                "Size": {"N": size},
                "Package": {"S": fields["Package"]},
                "Version": {"S": fields.get("Version", "")},
                "Section": item["Section"],
            }
    write(os.path.join(out, "packages.jsonl"), packages.values())
    write(os.path.join(out, "package_sizes.jsonl"), sizes.values())
    with open(os.path.join(out, "counts.json"), "w", encoding="utf-8") as file:
        json.dump({"packages": len(packages), "package_sizes": len(sizes)}, file)
    print(f"{len(packages)} packages, {len(sizes)} sizes")


if __name__ == "__main__":
    main()
