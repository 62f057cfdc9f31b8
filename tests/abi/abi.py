#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""usage: abi.py INCLUDE_FOLDER LIBRARY"""
import os
import re
import subprocess
import sys

include, library = sys.argv[1:]
header = open(os.path.join(include, "wary", "wary.h"), encoding="utf-8").read()


def exports():
    declared = set(re.findall(r"^WARY_API [^;(]*?\b(wary_\w+)\(", header, re.M))
    out = subprocess.run(["nm", "-D", "--defined-only", library], capture_output=True, text=True, check=True).stdout
    there = {line.split()[2] for line in out.splitlines() if len(line.split()) == 3}
    there = {s for s in there if not s.startswith("_Z")}  # weak instances of simdjson's templates
    return [f"declared, not exported: {s}" for s in sorted(declared - there)] + \
           [f"exported, not declared: {s}" for s in sorted(there - declared)]


def compiles(language, *flags):
    def run():
        r = subprocess.run(["cc", "-x", language, *flags, "-Wall", "-Wextra", "-Wpedantic", "-Werror", "-fsyntax-only",
                            "-I", include, "-"], input="#include <wary/wary.h>\n", capture_output=True, text=True)
        return r.stderr.splitlines() if r.returncode else []
    return run


def options():
    with open(os.path.join(include, "..", "src", "api", "session.c"), encoding="utf-8") as f:
        taken = set(re.findall(r'IS\("([\w-]+)"\)', f.read()))
    documented = set(re.findall(r"^ \*   ([a-z][a-z-]+) [A-Za-z|.=]+  ", header, re.M))
    return [f"of wary_set, not in the header: {o}" for o in sorted(taken - documented)] + \
           [f"in the header, not of wary_set: {o}" for o in sorted(documented - taken)]


checks = [("exports", exports), ("options", options), ("header is C99", compiles("c", "-std=c99")), ("header is C++", compiles("c++", "-std=c++11"))]
print(f"1..{len(checks)}")
failed = False
for i, (name, check) in enumerate(checks, 1):
    problems = check()
    failed |= bool(problems)
    print(f"{'not ok' if problems else 'ok'} {i} - {name}")
    for p in problems:
        print("#", p)
sys.exit(1 if failed else 0)
