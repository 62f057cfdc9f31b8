# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""What the tests of the program from outside share: where it is, how it is run, and TAP. The first argument is the program."""
import json
import os
import subprocess
import sys
import tempfile
import types

WARY = os.path.abspath(sys.argv[1])
ENV = dict(os.environ, LC_ALL="C.UTF-8", LANGUAGE="en", NO_COLOR="1")


class Skip(Exception):
    """Raised by a test that cannot run here; its text says what is missing."""


def wary(*args, stdin=None, timeout=60, **env):
    """Runs the program; `env` is what to set for it, LANGUAGE="hi"."""
    return subprocess.run([WARY, *args], capture_output=True, input=stdin, env=dict(ENV, **env), timeout=timeout)


def report(*args):
    """(exit status, the report of a check)"""
    r = wary("check", "--format", "json", *args)
    return r.returncode, json.loads(r.stdout)


def write(name, data):
    """Writes bytes, a text, or anything else as JSON; folders are made. Gives the name back."""
    os.makedirs(os.path.dirname(name) or ".", exist_ok=True)
    with open(name, "wb") as f:
        f.write(data if isinstance(data, (bytes, bytearray)) else data.encode() if isinstance(data, str) else json.dumps(data).encode())
    return name


def run(names, prepare=None, args=()):
    """Runs every test_* function among `names`, with `args`, in a folder of its own after `prepare`, and ends the program."""
    tests = [(n[5:].replace("_", " "), f) for n, f in names.items() if n.startswith("test_") and isinstance(f, types.FunctionType)]
    print(f"1..{len(tests)}")
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        if prepare:
            prepare()
        for i, (name, test) in enumerate(tests, 1):
            try:
                test(*args)
                print(f"ok {i} - {name}", flush=True)
            except Skip as e:
                print(f"ok {i} - {name} # SKIP {e}", flush=True)
            except Exception as e:  # a test that breaks is a test that fails
                failed = True
                print(f"not ok {i} - {name}\n# {type(e).__name__} {str(e)[:500]!r}", flush=True)
        os.chdir("/")
    sys.exit(1 if failed else 0)
