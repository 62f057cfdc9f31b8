#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""One command's man page in scdoc form: name and options from the program's own table, the prose beside them.

usage: page.py WARY COMMAND [PROSE.scd]"""
import subprocess
import sys

wary, command = sys.argv[1:3]
prose = open(sys.argv[3], encoding="utf-8").read() if len(sys.argv) > 3 else ""
env = {"LANGUAGE": "en", "LC_ALL": "C.UTF-8"}


def run(*args):
    return subprocess.run([wary, *args], capture_output=True, text=True, check=True, env=env).stdout


def escape(text):
    return text.replace("\\", "\\\\").replace("_", "\\_").replace("*", "\\*")


help_text = run(*command.split(), "--help")
summary = help_text.splitlines()[2]
details = "\n\n".join(help_text.split("\n\nOptions:")[0].split("\n\n")[2:])
page = command.replace(" ", "-")
print(f"wary-{page}(1)\n\n# NAME\n\nwary-{page} - {escape(summary)}\n")
print(run("completion", "man", command))
if details:
    print("# DESCRIPTION\n\n" + escape(details) + "\n")
lines = prose.splitlines()
while lines and (lines[0].startswith(";") or not lines[0].strip()):
    lines.pop(0)
print("\n".join(lines))
print("\n# SEE ALSO\n\n*wary*(1), *wary-evidence*(5)")
