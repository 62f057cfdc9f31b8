#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Runs a CMocka program and passes its TAP on, with skipped tests as TAP has them: CMocka 1.1 writes "not ok 1 # SKIP name",
which Meson takes for a failure.  usage: tap.py PROGRAM [ARG...]"""
import re
import subprocess
import sys

p = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
for line in p.stdout:
    sys.stdout.buffer.write(re.sub(rb"^not ok (\d+) # SKIP (.*)$", rb"ok \1 - \2 # SKIP", line))
    sys.stdout.buffer.flush()
status = p.wait()
sys.exit(status if status >= 0 else 128 - status)
