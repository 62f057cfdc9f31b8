#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Puts the program's real output on the README's first screen. usage: readme.py WARY EXAMPLES_FOLDER (in the checkout)"""
import os
import subprocess
import sys

wary, folder = sys.argv[1:]
out = subprocess.run([os.path.abspath(wary), "check", "--now", "1764547200", "examples/alert-before.zip"], cwd=os.path.dirname(folder),
                     capture_output=True, text=True, env={"LANGUAGE": "en", "LC_ALL": "C.UTF-8"}).stdout
lines = out.replace("examples/alert-before.zip", "bugreport.zip").strip("\n").splitlines()
second = next(i for i, line in enumerate(lines) if line.startswith("Fix soon"))
shown = lines[:second] + ["...", "", lines[-1]]
readme = open("README.md", encoding="utf-8").read()
head, rest = readme.split("$ wary check bugreport.zip\n", 1)
tail = rest.split("```", 1)[1]
with open("README.md", "w", encoding="utf-8") as f:
    f.write(head + "$ wary check bugreport.zip\n\n" + "\n".join(shown) + "\n```" + tail)
