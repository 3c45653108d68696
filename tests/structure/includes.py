"""Who may include whom: the arrows between the folders, and where each foreign library may appear."""

import re

from tree import is_test

# A folder may include what it points to and whatever that may include. `public` is include/keystone.
ARROWS = {
    "public": [],
    "base": ["public"],
    "env": ["base"],
    "crypto": ["base"],
    "storage": ["env", "crypto"],
    "model": ["base"],
    "expr": ["model"],
    "wire": ["model"],
    "dynamo": ["storage", "expr"],
    "partiql": ["dynamo"],
    "search": ["dynamo"],
    "sync": ["dynamo"],
    "api": ["partiql", "search", "sync", "wire"],
    "server": ["public", "wire"],
    "cli": ["public", "wire"],
    "bench": ["storage"],
    "bindings": ["c.h"],
    "consumer": ["public"],
}

# (file, included file) -> why this one may break the rule.
EXCEPTIONS = {
    ("cli/main.cc", "server/exit_code.h"): "one table of exit codes for both programs; it knows keystone/status.h only",
}

# Headers from outside the standard library, and the folders that know them. Tests may use them all.
FOREIGN = {
    r"simdjson\.h": {"wire"},
    r"xxhash\.h": {"base"},
    r"fmt/.*": {"base"},
    r"(lz4|zdict|zstd)\.h": {"storage"},
    r"zlib\.h": {"server"},
    r"event2/.*": {"server"},
    r"CLI/.*": {"server", "cli", "bench"},
    r"(rocksdb|leveldb)/.*|lmdb\.h|sqlite3\.h": {"bench"},
    r"gtest/.*|gmock/.*": set(),
    r"(sys|arpa|netinet)/.*|(unistd|fcntl|pthread|sched|dirent|netdb|time|signal)\.h": {"env", "server", "cli", "bench"},
}
STANDARD = re.compile(r"[a-z0-9_]+|std(def|int|io|lib|bool|arg)\.h|(string|limits|errno|ctype|math|assert)\.h")


def room(path):
    """The folder whose rule a file follows; None for files without one (tests, and fuzz targets, which know no foreign library)."""
    parts = path.split("/")
    if path == "include/keystone/c.h":
        return "c.h"
    if parts[0] == "include":
        return "public"
    if path.startswith("tests/install/"):
        return "consumer"
    if parts[0] == "src":
        return parts[1]
    return parts[0] if parts[0] in ARROWS else None


def allowed(name):
    seen, todo = {name}, [name]
    while todo:
        for other in ARROWS.get(todo.pop(), []):
            if other not in seen:
                seen.add(other)
                todo.append(other)
    if "public" in seen:
        seen.add("c.h")
    return seen


def check_quoted(tree, path, name):
    target = tree.resolve(path, name)
    if target is None:
        return f'"{name}" is no file of the project'
    mine, theirs = room(path), room(target)
    if mine is None or theirs in allowed(mine) or (path, target) in EXCEPTIONS:
        return None
    if is_test(path) and target.startswith("tests/support/"):
        return None
    return f"{mine} may not include {target}"


def check_angled(path, name):
    mine = room(path)
    if STANDARD.fullmatch(name) or (is_test(path) and mine != "consumer"):
        return None
    for pattern, rooms in FOREIGN.items():
        if re.fullmatch(pattern, name):
            return None if mine in rooms else f"{mine or path.split('/')[0]} may not include <{name}>"
    return f"<{name}> is in no list of tests/structure/includes.py"


def check(tree):
    used = set()
    for path in tree.under("include", "src", "server", "cli", "bench", "bindings", "tests", "fuzz"):
        mine = room(path)
        if mine is not None and mine not in ARROWS and mine != "c.h":
            yield f"{path}: folder {mine} has no rule in tests/structure/includes.py"
            continue
        for line, quoted, name in tree.includes(path):
            used.add((path, tree.resolve(path, name)))
            ours = quoted or name.startswith("keystone/")
            problem = check_quoted(tree, path, name) if ours else check_angled(path, name)
            if problem:
                yield f"{path}:{line}: {problem}"
    for exception in EXCEPTIONS:
        if exception[0] in tree.paths and exception not in used:
            yield f"{exception[0]}: the exception for {exception[1]} is no longer needed"


PLANTS = [
    ({"src/base/a.h": '#include "storage/b.h"\n', "src/storage/b.h": ""}, "base may not include src/storage/b.h"),
    ({"src/model/a.h": '#include "env/b.h"\n', "src/env/b.h": ""}, "model may not include src/env/b.h"),
    ({"src/expr/a_test.cc": '#include "dynamo/b.h"\n', "src/dynamo/b.h": ""}, "expr may not include src/dynamo/b.h"),
    ({"server/a.cc": '#include "dynamo/b.h"\n', "src/dynamo/b.h": ""}, "server may not include src/dynamo/b.h"),
    ({"server/a.cc": '#include "cli/b.h"\n', "cli/b.h": ""}, "server may not include cli/b.h"),
    ({"cli/a.cc": '# include "env/b.h"\n', "src/env/b.h": ""}, "cli may not include src/env/b.h"),
    ({"bench/a.cc": '#include "dynamo/b.h"\n', "src/dynamo/b.h": ""}, "bench may not include src/dynamo/b.h"),
    ({"server/a.cc": '#include "bench/b.h"\n', "bench/b.h": ""}, "server may not include bench/b.h"),
    ({"bindings/a.c": '#include "keystone/d.h"\n', "include/keystone/d.h": ""}, "bindings may not include include/keystone/d.h"),
    ({"tests/install/a.cc": '#include "model/b.h"\n', "src/model/b.h": ""}, "consumer may not include src/model/b.h"),
    ({"cli/main.cc": ""}, "the exception for server/exit_code.h is no longer needed"),
    ({"src/api/a.cc": '#include "api/gone.h"\n'}, '"api/gone.h" is no file of the project'),
    ({"src/cellar/a.cc": ""}, "folder cellar has no rule"),
    ({"src/dynamo/a.cc": "#include <simdjson.h>\n"}, "dynamo may not include <simdjson.h>"),
    ({"src/storage/a.cc": "#include <rocksdb/db.h>\n"}, "storage may not include <rocksdb/db.h>"),
    ({"server/a.cc": "#include <sqlite3.h>\n"}, "server may not include <sqlite3.h>"),
    ({"src/storage/a.cc": "#include <unistd.h>\n"}, "storage may not include <unistd.h>"),
    ({"include/keystone/a.h": "#include <fmt/format.h>\n"}, "public may not include <fmt/format.h>"),
    ({"src/base/a.cc": "#include <boost/any.hpp>\n"}, "<boost/any.hpp> is in no list"),
    ({"fuzz/targets/a.cc": "#include <simdjson.h>\n"}, "fuzz may not include <simdjson.h>"),
    ({"fuzz/targets/a.cc": '#include "fuzz/gone.h"\n'}, '"fuzz/gone.h" is no file of the project'),
]
CLEAN = {
    "include/keystone/c.h": "#include <stddef.h>\n",
    "include/keystone/a.h": "#include <string>\n",
    "src/base/a.h": '#include "keystone/a.h"\n',
    "src/wire/a.h": '#include <simdjson.h>\n#include "base/a.h"\n',
    "src/dynamo/a_test.cc": '#include <gtest/gtest.h>\n#include "tests/support/s.h"\n',
    "tests/support/s.h": '#include "wire/a.h"\n',
    "fuzz/targets/a.cc": '#include "wire/a.h"\n#include "tests/support/s.h"\n#include <filesystem>\n',
    "server/a.cc": '#include "wire/a.h"\n#include "keystone/a.h"\n#include "base/a.h"\n',
    "bench/a.cc": '#include <rocksdb/db.h>\n#include <unistd.h>\n#include "bench/b.h"\n#include "storage/c.h"\n',
    "bench/b.h": "",
    "src/storage/c.h": "",
    "bindings/a.c": '#include "keystone/c.h"\n',
}
