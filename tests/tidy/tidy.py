#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""The house rules, as a test: one TAP line per rule, every breach named with its file and line.

usage: tidy.py SOURCE_ROOT"""
import os
import re
import sys
import unicodedata

ROOT = sys.argv[1]
FILE_LINES_MAX = 820
FUNCTION_LINES_MAX = 80  # 70 is the aim; a brace or a comment more is not worth an argument
LINE_MAX = 120


def files(*folders, ends=(".c", ".h")):
    for folder in folders:
        for here, dirs, names in os.walk(os.path.join(ROOT, folder)):
            dirs[:] = sorted(d for d in dirs if not d.startswith(".") and d != "__pycache__")
            for name in sorted(names):
                if name.endswith(ends):
                    yield os.path.relpath(os.path.join(here, name), ROOT)


def text(path):
    with open(os.path.join(ROOT, path), encoding="utf-8") as f:
        return f.read()


def code_only(source):
    """Comments and string contents blanked, line structure kept."""
    def blank(m):
        s = m.group(0)
        if s.startswith('"'):
            return '"' + re.sub(r"[^\n]", " ", s[1:-1]) + '"'
        return re.sub(r"[^\n]", " ", s)
    return re.sub(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', blank, source, flags=re.S)


def layer_table():
    rows = {}
    for line in text("ARCHITECTURE.md").splitlines():
        m = re.match(r"\| (\w+) \| ([\w ]*)\| ", line)
        if m and m.group(1) != "layer":
            rows[m.group(1)] = set(m.group(2).split()) | {m.group(1)}
    return rows


def rule_layers():
    """a folder includes only what its row in ARCHITECTURE.md names"""
    layers = layer_table()
    for path in files("src", ends=(".c", ".h", ".cc", ".def")):
        layer = path.split(os.sep)[1]
        if layer not in layers:
            yield f"{path}: no row for layer '{layer}' in ARCHITECTURE.md"
            continue
        for n, line in enumerate(text(path).splitlines(), 1):
            m = re.match(r'\s*#include "([\w/.]+)"', line)
            if m and "/" in m.group(1) and m.group(1).split("/")[0] not in layers[layer]:
                yield f"{path}:{n}: {layer} may not include {m.group(1)}"


def rule_licences():
    """every source file opens with its SPDX lines"""
    for path in files("src", "include", "tests", "data", "packaging", "man", "po", "tools",
                      ends=(".c", ".h", ".cc", ".py", ".sh", ".scd", ".build", ".def", ".S")):
        if "SPDX-License-Identifier" not in text(path)[:1500]:
            yield f"{path}: no SPDX-License-Identifier"


BANNED = {
    "strcpy": "wy_str", "strcat": "wy_buf", "sprintf": "snprintf or wy_buf_printf", "vsprintf": "vsnprintf",
    "gets": "wy_lines", "sscanf": "wy_str_u64 and friends", "atoi": "wy_str_u64", "atol": "wy_str_u64",
    "atoll": "wy_str_u64", "strtol": "wy_str_i64", "strtoul": "wy_str_u64", "strtoull": "wy_str_u64",
    "strtok": "wy_str_next", "alloca": "an arena", "setjmp": "return an error", "longjmp": "return an error",
    "tmpnam": "no temporary files", "mktemp": "no temporary files", "system": "fork and exec", "popen": "fork and exec",
    "rand": "wy_random", "srand": "wy_random", "localtime": "core/date.h", "gmtime": "core/date.h",
}


def rule_banned_calls():
    """calls that cannot be used safely on hostile input are not used"""
    pattern = re.compile(r"(?<![\w.>])(" + "|".join(BANNED) + r")\s*\(")
    for path in files("src", ends=(".c", ".h", ".cc")):
        for n, line in enumerate(code_only(text(path)).splitlines(), 1):
            m = pattern.search(line)
            if m:
                yield f"{path}:{n}: {m.group(1)}(): use {BANNED[m.group(1)]}"


def rule_library_is_silent():
    """the library never prints"""
    for path in files("src", ends=(".c", ".cc")):
        if path.startswith(os.path.join("src", "cli")):
            continue
        for n, line in enumerate(code_only(text(path)).splitlines(), 1):
            if re.search(r"(?<![\w.>])(printf|puts|perror|fprintf)\s*\(", line):
                yield f"{path}:{n}: prints"


def rule_no_dead_files():
    """every source file is in a build list"""
    lists = "".join(text(p) for p in files("src", "tests", ends=("meson.build",)))
    for path in files("src", ends=(".c", ".cc")):
        if not re.search(r"(?<![\w-])" + re.escape(os.path.basename(path)) + "'", lists):
            yield f"{path}: in no meson.build"
    for path in files(os.path.join("tests", "unit"), ends=(".c",)):
        name = os.path.relpath(path, os.path.join("tests", "unit"))[:-2]
        if f"'{name}'" not in lists and f"{os.path.basename(path)}'" not in lists:
            yield f"{path}: in no meson.build"


def rule_headers_are_used():
    """every header is included by somebody"""
    everything = "".join(text(p) for p in files("src", "tests", ends=(".c", ".h", ".cc")))
    for path in files("src", ends=(".h", ".def")):
        if f'"{os.path.relpath(path, "src")}"' not in everything:
            yield f"{path}: nobody includes it"


def rule_file_size():
    """files stay readable"""
    for path in files("src", "include"):
        lines = text(path).count("\n")
        if lines > FILE_LINES_MAX and "tables" not in path:
            yield f"{path}: {lines} lines, at most {FILE_LINES_MAX}"


def rule_function_size():
    """functions stay readable"""
    for path in files("src", ends=(".c", ".cc")):
        if "tables" in path:
            continue
        start = None
        for n, line in enumerate(text(path).splitlines(), 1):
            if line == "{":
                start = n
            elif line == "}" and start:
                if n - start > FUNCTION_LINES_MAX:
                    yield f"{path}:{start}: a function of {n - start} lines, at most {FUNCTION_LINES_MAX}"
                start = None


def rule_line_length():
    """lines fit the screen"""
    for path in files("src", "include", "tests", ends=(".c", ".h", ".cc")):
        if "tables" in path or path.endswith("model.def"):
            continue
        for n, line in enumerate(text(path).splitlines(), 1):
            width = sum(unicodedata.category(c) not in ("Mn", "Mc") for c in line)
            if width > LINE_MAX and "http" not in line:
                yield f"{path}:{n}: {width} columns, at most {LINE_MAX}"


def rule_no_mutable_globals():
    """no state outside of what is passed"""
    pattern = re.compile(
        r"^(static )?(?!const|extern|typedef|struct \w+;|enum|return)[\w ]+\*?\s*\w+(\[[^\]]*\])?( = .*)?;$")
    for path in files("src", ends=(".c",)):
        for n, line in enumerate(code_only(text(path)).splitlines(), 1):
            if line.startswith(("static", "int ", "bool ", "size_t ", "char ", "uint")) and "const" not in line and \
               "(" not in line and pattern.match(line):
                yield f"{path}:{n}: a mutable global"


def rule_unfinished_words():
    """nothing is left for later in the code"""
    for path in files("src", "include", ends=(".c", ".h", ".cc")):
        for n, line in enumerate(text(path).splitlines(), 1):
            if re.search(r"\b(TODO|FIXME|XXX|HACK)\b", line):
                yield f"{path}:{n}: {line.strip()}"


def rule_shared_data_only_in_tests():
    """nothing but tests looks outside the repository"""
    for path in files("src", "include", "packaging", "data", ends=(".c", ".h", ".py", ".sh", ".build")):
        if "../shared" in text(path):
            yield f"{path}: names ../shared"


def main():
    rules = [(name, fn) for name, fn in sorted(globals().items()) if name.startswith("rule_")]
    print(f"1..{len(rules)}")
    failed = False
    for i, (name, fn) in enumerate(rules, 1):
        breaches = list(fn())
        failed |= bool(breaches)
        print(f"{'not ok' if breaches else 'ok'} {i} - {name[5:].replace('_', ' ')}: {fn.__doc__}")
        for b in breaches[:40]:
            print(f"# {b}")
    sys.exit(1 if failed else 0)


main()
