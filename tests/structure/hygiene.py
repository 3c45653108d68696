"""Clean text, and one seam to the outside world: what only src/env may use, and what nobody in src may."""

import re

from tree import is_test

TEXT = (".cc", ".h", ".c", ".py", ".sh", ".cmake", ".txt", ".md", ".json")
SEAM = "belongs behind src/env"

FORBIDDEN = {
    r"\bthrow\b|\btry\s*\{|\bcatch\s*\(": "no exceptions in src",
    r"\bstd::(jthread|thread|async|mutex|shared_mutex|recursive_mutex|condition_variable(_any)?|this_thread)\b": SEAM,
    r"\bstd::chrono::\w*_clock\b|\bclock_gettime\b|\bgettimeofday\b|(?<![\w.>:])time\s*\(": SEAM,
    r"\b(fopen|fdopen|freopen)\b|\bstd::(i|o)?fstream\b|\bstd::filesystem\b": SEAM,
    r"(?<![\w.>])(std::)?(s?rand|random)\s*\(|\bstd::(random_device|mt19937(_64)?)\b": SEAM,
    r"#\s*include\s*<(thread|mutex|shared_mutex|condition_variable|future|chrono|fstream|filesystem|random)>": SEAM,
}


def check(tree):
    for path in tree.paths:
        if not path.endswith(TEXT) and not path.startswith("scripts/"):
            continue
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            if "\t" in line:
                yield f"{path}:{number}: a tab"
            if line != line.rstrip():
                yield f"{path}:{number}: white space at the end of the line"
        if tree.text(path) and not tree.text(path).endswith("\n"):
            yield f"{path}: no newline at the end"
    for path in tree.under("src"):
        if path.startswith("src/env/") or is_test(path):
            continue
        code = tree.code(path)
        for pattern, why in FORBIDDEN.items():
            for match in re.finditer(pattern, code):
                yield f"{path}:{code.count(chr(10), 0, match.start()) + 1}: {match.group(0)}: {why}"


PLANTS = [
    ({"src/base/a.cc": "int a;\n\tint b;\n"}, "src/base/a.cc:2: a tab"),
    ({"docs/a.md": "words \n"}, "docs/a.md:1: white space"),
    ({"scripts/run": "true"}, "no newline at the end"),
    ({"src/base/a.cc": "\nvoid F() { throw 1; }\n"}, "src/base/a.cc:2: throw: no exceptions"),
    ({"src/storage/a.cc": "std::thread t;\n"}, f"std::thread: {SEAM}"),
    ({"src/storage/a.h": "#include <mutex>\n"}, "#include <mutex>: " + SEAM),
    ({"src/storage/a.h": "std::mutex m;\n"}, "std::mutex: " + SEAM),
    ({"src/dynamo/a.cc": "auto t = std::chrono::system_clock::now();\n"}, "std::chrono::system_clock: " + SEAM),
    ({"src/dynamo/a.cc": "auto t = time(nullptr);\n"}, "time(: " + SEAM),
    ({"src/storage/a.cc": 'FILE* f = fopen("a", "r");\n'}, "fopen: " + SEAM),
    ({"src/base/a.cc": "int i = rand();\n"}, "rand(: " + SEAM),
]
CLEAN = {
    "src/base/a.cc": '// We never throw.\nconst char* kText = "std::mutex";\n/* rand( */\nint operand(int);\n',
    "src/env/a.cc": "#include <mutex>\nstd::mutex m;\n",
    "src/api/a_test.cc": "#include <thread>\nstd::thread t;\n",
}
