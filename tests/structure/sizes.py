"""No file grows beyond what a reader can hold in the head."""

LINES_MAX = 500

# file -> why it may be longer.
LONGER = {"src/expr/reserved_words.cc": "a table: one of DynamoDB's reserved words a line"}


def check(tree):
    for path in tree.under("include", "src", "server", "cli", "bindings", "tests", "fuzz", "bench", "examples", "scripts", "tools",
                           ends=(".cc", ".h", ".c", ".py", ".js", ".go", ".sh")):
        lines = tree.text(path).count("\n")
        if lines > LINES_MAX and path not in LONGER:
            yield f"{path}: {lines} lines, more than {LINES_MAX}: split it"
        if lines <= LINES_MAX and path in LONGER:
            yield f"{path}: {lines} lines: it no longer needs its place in LONGER"


PLANTS = [
    ({"src/base/a.cc": "\n" * (LINES_MAX + 1)}, f"{LINES_MAX + 1} lines, more than"),
    ({"tests/a.py": "\n" * (LINES_MAX + 1)}, "split it"),
    ({"src/expr/reserved_words.cc": "\n"}, "no longer needs"),
]
CLEAN = {"src/base/a.cc": "\n" * LINES_MAX, "src/expr/reserved_words.cc": "\n" * (LINES_MAX + 1)}
