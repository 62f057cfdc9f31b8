#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""The advisories in data/: each has a record with a source and a date, an overlay where it can be matched, a hit and a
miss beside it, and says which package names are our mapping. docs/advisories.md is the table of all of them.

usage: advisories.py SOURCE_ROOT [--write]   (--write makes the table anew)"""
import json
import os
import re
import sys

ROOT = sys.argv[1]
DATA = os.path.join(ROOT, "data/advisories")
TABLE = os.path.join(ROOT, "docs/advisories.md")
# Carried as published: nothing in them can be recognised on a device, or they are about devices that no phone is.
LISTED_ONLY = {"CVE-2020-14111": "a router: must never match a phone",
               "CVE-2020-14129": "\"a certain app\": the component has no name",
               "CVE-2026-26214": "a library inside apps of others"}
HITS, MISSES = ("affected-", "possible-", "cannot-tell-"), ("fixed-", "not-affected-", "none-")
OWN_WORDS = ("our mapping", "named by the maker", "source's", "Oversecured", "names the package", "names the app",
             "is named by", "are named by", "the source itself")
HEAD = """<!--
SPDX-FileCopyrightText: 2026 The Wary authors
SPDX-License-Identifier: Apache-2.0
-->
# The built-in advisories

One row for each flaw, made from `data/advisories/` by `tests/tidy/advisories.py . --write`. "Recognised by" names what the overlay
looks at; *our mapping* marks names that no source states. "Cases" counts the evidence beside it that must be a hit, and
that must not.

| id | what | recognised by | who says what | cases |
|---|---|---|---|---|
"""


def load(name, file):
    path = os.path.join(DATA, name, file)
    if not os.path.exists(path):
        return None
    with open(path, encoding="utf-8") as f:
        return json.load(f)


def names():
    return sorted(n for n in os.listdir(DATA) if os.path.isdir(os.path.join(DATA, n)))


def cases(name, prefixes):
    return [f for f in sorted(os.listdir(os.path.join(DATA, name))) if f.startswith(prefixes)]


def find(node, key):
    if isinstance(node, dict):
        for k, v in node.items():
            if k == key:
                yield v
            yield from find(v, key)
    elif isinstance(node, list):
        for v in node:
            yield from find(v, key)


def note(doc, title):
    return next((n["text"] for notes in find(doc, "notes") for n in notes if n.get("title") == title), "")


def words(doc):
    """What an overlay looks at: ("package", "com.example"), ..."""
    out = set()
    for uri in find(doc, "uri"):
        parts = uri.split(":", 1)[1].split("/")
        out.add((parts[0], parts[1] if len(parts) > 1 else ""))
    return out


def urls(doc):
    return [u for u in find(doc, "url") if u.startswith("https://")]


def check_record(name):
    doc = load(name, "record.json")
    assert doc, "no record.json"
    assert urls(doc), "the record names no source with an address"
    dated = any(True for _ in find(doc, "release_date")) or re.search(r"\b20\d\d\b", note(doc, "What this file is"))
    assert dated, "neither a release date nor the day on which it was read"
    assert name in LISTED_ONLY or load(name, "overlay.json"), "no overlay.json"


def check_overlay(name):
    doc = load(name, "overlay.json")
    if not doc:
        return
    assert words(doc), "the overlay recognises nothing"
    for title in ("What it means", "What it does not mean", "Who says what"):
        assert note(doc, title), f"no note \"{title}\""
    assert any(True for _ in find(doc, "details")), "no advice"
    said = note(doc, "Who says what")
    if any(w == "package" for w, _ in words(doc)):
        assert any(w in said for w in OWN_WORDS), "does not say whose word the package name is"


def check_cases(name):
    if name in LISTED_ONLY:
        return
    assert cases(name, HITS), "no evidence that must be a hit"
    assert cases(name, MISSES), "no evidence that must not be a hit"


def check_embedded(name):
    with open(os.path.join(DATA, "meson.build"), encoding="utf-8") as f:
        listed = f.read()
    for file in os.listdir(os.path.join(DATA, name)):
        assert f"'{name}/{file}'" in listed, f"{file} is not in data/advisories/meson.build"


def row(name):
    overlay, record = load(name, "overlay.json"), load(name, "record.json")
    doc = overlay or record
    title = doc["vulnerabilities"][0].get("title") or doc["document"]["title"]
    said = note(doc, "Who says what") or LISTED_ONLY.get(name, "")
    kinds = sorted({w for w, _ in words(overlay)} - {"label", "maker", "brand"}) if overlay else []
    packages = sorted(v for w, v in words(overlay) if w == "package") if overlay else []
    by = ", ".join(k for k in kinds if k != "package")
    by = ", ".join(x for x in (", ".join(f"`{p}`" for p in packages), by) if x) or "nothing: listed only"
    ids = sorted({name} | {i["text"] for i in next(find(record["vulnerabilities"], "ids"), [])})
    if "our mapping" in said and overlay:
        by += " (*our mapping*)"
    count = f"{len(cases(name, HITS))} / {len(cases(name, MISSES))}" if overlay else "-"
    cells = [", ".join(i for i in ids), title, by, said, count]
    return "| " + " | ".join(c.replace("|", "\\|").replace("\n", " ") for c in cells) + " |\n"


def check_table(_):
    text = HEAD + "".join(row(n) for n in names())
    if "--write" in sys.argv:
        with open(TABLE, "w", encoding="utf-8") as f:
            f.write(text)
    with open(TABLE, encoding="utf-8") as f:
        assert f.read() == text, "docs/advisories.md is old: python3 tests/tidy/advisories.py . --write"


def main():
    tests = [(check.__name__[6:], check) for check in (check_record, check_overlay, check_cases, check_embedded)]
    failed = 0
    print(f"1..{len(tests) + 1}")
    for i, (what, check) in enumerate(tests + [("table", check_table)], 1):
        bad = []
        for name in names() if what != "table" else [""]:
            try:
                check(name)
            except AssertionError as e:
                bad.append(f"{name}: {e}")
        failed += bool(bad)
        print(f"{'not ok' if bad else 'ok'} {i} - {what}")
        for line in bad:
            print(f"# {line}")
    return 1 if failed else 0


sys.exit(main())
