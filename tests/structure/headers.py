"""Each public header compiles alone, in its language, without a warning, with nothing but include/ to find."""

import os
import subprocess

CXX = "g++-12"
CC = "gcc-12"
WARNINGS = ["-fsyntax-only", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]


def compile_alone(tree, header, compiler, language, standard):
    command = [compiler, *WARNINGS, f"-std={standard}", "-x", language, "-I", os.path.join(tree.root, "include"), "-"]
    source = f'#include "{os.path.relpath(header, "include")}"\nint main(void) {{ return 0; }}\n'
    run = subprocess.run(command, input=source, capture_output=True, text=True, check=False)
    return None if run.returncode == 0 else f"{header}: does not compile alone as {standard}:\n{run.stderr}"


def check(tree):
    for path in tree.under("include", ends=(".h",)):
        problems = [compile_alone(tree, path, CXX, "c++", "c++20")]
        if "namespace" not in tree.code(path):
            problems.append(compile_alone(tree, path, CC, "c", "c11"))
        yield from filter(None, problems)


PLANTS = [
    ({"include/keystone/a.h": "namespace keystone { std::string Name(); }\n"}, "include/keystone/a.h: does not compile alone as c++20"),
    ({"include/keystone/c.h": "typedef struct ks_a ks_a;\nks_a* ks_open(bool create);\n"}, "does not compile alone as c11"),
    ({"include/keystone/c.h": "int ks_open(int new);\n"}, "does not compile alone as c++20"),
]
CLEAN = {
    "include/keystone/a.h": "#pragma once\n#include <string>\nnamespace keystone { std::string Name(); }\n",
    "include/keystone/c.h": "int ks_open(const char* path);\n",
}
