"""Everything in the tree is used: sources and tests are built, headers included, documents linked."""

import os
import re

CALL = re.compile(r"(?m)^\s*(\w+)\s*\(([^()]*(?:\([^()]*\)[^()]*)*)\)")
LINK = re.compile(r"\]\(([^)#\s]+)")


def cmake_calls(tree):
    """(CMakeLists.txt, command, words) of each call."""
    for path in tree.paths:
        if os.path.basename(path) == "CMakeLists.txt":
            text = re.sub(r"#[^\n]*", "", tree.text(path))
            for command, words in CALL.findall(text):
                yield path, command, words.split()


def source_paths(list_path, words):
    for word in words:
        if word.endswith((".cc", ".c")):
            root = re.fullmatch(r"\$\{(?:PROJECT|CMAKE)_SOURCE_DIR\}/(.*)", word)
            yield root.group(1) if root else os.path.normpath(os.path.join(os.path.dirname(list_path), word))


def built_and_tested(tree):
    built, tested, programs, run = set(), set(), {}, set()
    for path, command, words in cmake_calls(tree):
        sources = set(source_paths(path, words))
        built |= sources
        if command == "keystone_test":
            tested |= sources
        elif command == "add_executable" and words:
            programs[words[0]] = sources
        elif command == "add_test":
            run |= set(words)
    for program, sources in programs.items():
        if program in run:
            tested |= sources
    return built, tested


def check_sources(tree):
    built, tested = built_and_tested(tree)
    for path in tree.under("src", "server", "cli", "tests", "fuzz", "bench", "examples", ends=(".cc", ".c")):
        if path not in built:
            yield f"{path}: no CMakeLists.txt names it"
        elif re.search(r"_test\.cc?$", path) and path not in tested:
            yield f"{path}: no test runs it"
    for path in sorted(built):
        if path not in tree.paths:
            yield f"{path}: a CMakeLists.txt names it, but there is no such file"


def check_scripts(tree):
    run = {
        os.path.normpath(os.path.join(os.path.dirname(path), word.replace("${CMAKE_CURRENT_SOURCE_DIR}/", "")))
        for path, command, words in cmake_calls(tree) if command == "add_test" for word in words
    }
    for path in tree.under("tests", ends=("_test.py",)):
        if path not in run:
            yield f"{path}: no test runs it"


def check_headers(tree):
    included = set()
    folders = ("include", "src", "server", "cli", "bindings", "tests", "fuzz", "bench", "examples")
    for path in tree.under(*folders):
        included |= {target for _, quoted, name in tree.includes(path) if quoted and (target := tree.resolve(path, name)) != path}
        # Programs outside the project say <keystone/...>.
        included |= {f"include/{name}" for _, quoted, name in tree.includes(path) if not quoted and name.startswith("keystone/")}
    for path in tree.under(*folders, ends=(".h",)):
        if path not in included:
            yield f"{path}: nobody includes it"


def check_docs(tree):
    if "README.md" not in tree.paths:
        return
    linked = set()
    documents = tree.under("docs", "bench", ends=(".md",))
    for path in documents + [p for p in tree.paths if "/" not in p and p.endswith(".md")]:
        for target in LINK.findall(tree.text(path)):
            if "://" in target or target.startswith("mailto:"):
                continue
            resolved = os.path.normpath(os.path.join(os.path.dirname(path), target))
            if not os.path.exists(os.path.join(tree.root, resolved)):
                yield f"{path}: links to {target}, which is not there"
            if resolved != path:
                linked.add(resolved)
    for path in documents:
        if path not in linked:
            yield f"{path}: no document links to it"


def check(tree):
    yield from check_sources(tree)
    yield from check_scripts(tree)
    yield from check_headers(tree)
    yield from check_docs(tree)


PLANTS = [
    ({"src/base/a.cc": "", "src/base/CMakeLists.txt": "keystone_folder(base SOURCES b.cc)\n", "src/base/b.cc": ""},
     "src/base/a.cc: no CMakeLists.txt names it"),
    ({"src/base/a.cc": "", "src/base/CMakeLists.txt": "# a.cc\n"}, "src/base/a.cc: no CMakeLists.txt names it"),
    ({"src/base/CMakeLists.txt": "keystone_folder(base SOURCES a.cc)\n"}, "but there is no such file"),
    ({"src/base/a_test.cc": "", "src/base/CMakeLists.txt": "keystone_folder(base SOURCES a_test.cc)\n"}, "no test runs it"),
    ({"src/api/a_test.c": "", "src/api/CMakeLists.txt": "add_executable(a_test a_test.c)\n"}, "no test runs it"),
    ({"tests/a/b_test.py": "", "tests/a/CMakeLists.txt": "add_test(NAME b COMMAND python3 c_test.py)\n"}, "no test runs it"),
    ({"src/base/a.h": '#include "base/a.h"\n'}, "src/base/a.h: nobody includes it"),
    ({"README.md": "", "docs/a.md": "[me](a.md)\n"}, "docs/a.md: no document links to it"),
    ({"README.md": "", "bench/README.md": "words\n"}, "bench/README.md: no document links to it"),
    ({"README.md": "[a](docs/a.md)\n"}, "links to docs/a.md, which is not there"),
]
CLEAN = {
    "src/base/CMakeLists.txt": "keystone_folder(base\n  SOURCES a.cc)\nif(X)\n  keystone_test(t SOURCES a_test.cc\n"
                               "    ${PROJECT_SOURCE_DIR}/tests/support/s.cc)\n  add_executable(c c_test.c)\n"
                               "  add_test(NAME c COMMAND c)\nendif()\n",
    "src/base/a.cc": '#include "base/a.h"\n',
    "src/base/a.h": "",
    "src/base/a_test.cc": "",
    "src/base/c_test.c": "",
    "tests/support/s.cc": "",
    "tests/a/b_test.py": "",
    "tests/a/CMakeLists.txt": "add_test(NAME b\n  COMMAND python3 ${CMAKE_CURRENT_SOURCE_DIR}/b_test.py --x)\n",
    "README.md": "[a](docs/a.md) [site](https://example.org/x.md)\n",
    "docs/a.md": "[b](b.md#part)\n",
    "docs/b.md": "",
}
