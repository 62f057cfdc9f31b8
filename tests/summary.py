#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Counts test cases (subtests where a program has them) in Meson's JUnit files and prints the closing line."""
import glob
import os
import sys
import xml.etree.ElementTree as xml

passed = failed = skipped = 0
for build in sys.argv[1:]:
    logs = glob.glob(os.path.join(build, "meson-logs", "testlog.junit.xml"))
    if not logs:
        print(f"{build}: no test log; did the tests run?")
        failed += 1
    for log in logs:
        for case in xml.parse(log).getroot().iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                failed += 1
                print(f"failed: {build}: {case.get('classname') or ''} {case.get('name')}")
            elif case.find("skipped") is not None:
                skipped += 1
            else:
                passed += 1
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not passed else 0)
