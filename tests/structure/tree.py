"""The files of the project as the checks see them: by path from the root, with and without comments and strings."""

import functools
import os
import re

FOLDERS = ("include", "src", "server", "cli", "bindings", "tests", "fuzz", "bench", "examples", "docs", "cmake", "scripts", "tools",
           "deploy")
CXX = (".cc", ".h", ".c")
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(["<])([^">]+)[">]', re.MULTILINE)
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^ ()\\\n]*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<![0-9A-Za-z_])\'(?:\\.|[^\'\\\n])+\'', re.DOTALL
)


def blank(match):
    """Nothing but the newlines, so that line numbers stay."""
    return " " + "\n" * match.group(0).count("\n")


class Tree:
    def __init__(self, root):
        self.root = root
        self.paths = sorted(self._walk())

    def _walk(self):
        for name in os.listdir(self.root):
            if os.path.isfile(os.path.join(self.root, name)):
                yield name
        for folder in FOLDERS:
            for where, folders, names in os.walk(os.path.join(self.root, folder)):
                folders[:] = [f for f in folders if f not in ("__pycache__", "node_modules", "build")]
                for name in names:
                    yield os.path.relpath(os.path.join(where, name), self.root)

    def under(self, *folders, ends=CXX):
        return [p for p in self.paths if p.endswith(ends) and p.split("/")[0] in folders]

    @functools.lru_cache(maxsize=None)
    def text(self, path):
        with open(os.path.join(self.root, path), encoding="utf-8") as file:
            return file.read()

    @functools.lru_cache(maxsize=None)
    def code(self, path):
        return NOT_CODE.sub(blank, self.text(path))

    def includes(self, path):
        """(line, quoted, name) of each #include."""
        text = self.text(path)
        for match in INCLUDE.finditer(text):
            yield text.count("\n", 0, match.start()) + 1, match.group(1) == '"', match.group(2)

    def resolve(self, path, name):
        """The file that a quoted #include of `path` means, or None."""
        for folder in ("include", "src", "", os.path.dirname(path)):
            candidate = os.path.normpath(os.path.join(folder, name))
            if candidate in self.paths:
                return candidate
        return None


def is_test(path):
    return path.startswith("tests/") or bool(re.search(r"_test(_util)?\.(cc|h|c)$", path)) or path == "src/base/test_seed.h"
