#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Catalogues: formats agree, hardly anything is missing (what is missing is listed, and falls back to English), and a report in
another language is in that language. Usage: po.py SHOW SOURCE."""
import gettext
import json
import os
import re
import subprocess
import sys

show, source = sys.argv[1:3]
langs = ("hi", "pl")
ENOUGH = 0.85  # of all texts: those of a new feature may come before their translation
tests = []


def test(function):
    tests.append(function)
    return function


def parse(path):
    """msgid -> list of translations."""
    entries, entry, key = {}, {}, None
    with open(path, encoding="utf-8") as f:
        lines = f.read().split("\n") + [""]
    for line in lines:
        found = re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?) (".*")$', line)
        if found:
            key = found[1]
            entry[key] = json.loads(found[2])
        elif line.startswith('"') and key:
            entry[key] += json.loads(line)
        elif not line:
            if entry.get("msgid"):
                entries[entry["msgid"]] = [v for k, v in entry.items() if k.startswith("msgstr")]
            entry, key = {}, None
    return entries


@test
def formats_agree():
    for lang in langs:
        path = os.path.join(source, f"po/{lang}.po")
        made = subprocess.run(["msgfmt", "--check", "-o", "/dev/null", path], capture_output=True, text=True)
        assert made.returncode == 0, made.stderr


@test
def hardly_anything_is_missing():
    texts = parse(os.path.join(source, "po/wary.pot"))
    assert len(texts) > 100
    for lang in langs:
        done = parse(os.path.join(source, f"po/{lang}.po"))
        missing = [t for t in texts if not all(done.get(t, [""]))]
        for text in missing:
            print(f"# {lang} has no translation of: {text!r}")
        assert len(missing) <= (1 - ENOUGH) * len(texts), f"{lang}: {len(missing)} of {len(texts)} are missing"


@test
def nothing_is_left_in_english():
    """A translation that repeats the English text is an oversight, unless it is a name."""
    names = re.compile(r"^(Play Protect|wary|system|IMEI|MEID|model|region|[%\W\d]|CVE|age)*$")
    for lang in langs:
        same = [k for k, v in parse(os.path.join(source, f"po/{lang}.po")).items() if v and v[0] == k and not names.match(k)]
        assert not same, f"{lang}: {same}"


@test
def plurals_fit_the_number():
    forms = {"hi": {1: 0, 2: 1, 18: 1}, "pl": {1: 0, 3: 1, 5: 2, 18: 2, 22: 1}}
    for lang in langs:
        with open(os.path.join(source, f"po/{lang}.po"), encoding="utf-8") as f:
            plural = gettext.c2py(re.search(r"plural=(.*);", f.read())[1])
        for n, form in forms[lang].items():
            assert plural(n) == form, (lang, n, plural(n))


@test
def reports_speak_the_language():
    marks = {"hi": ("तुरंत", "अगला कदम", "मतलब"), "pl": ("DZIAŁAJ", "Następny krok", "Co to znaczy")}
    english = ("Examined", "Next step", "Means", "not examined", "observed", "Knowledge", "Verdict", "possibly", "critical")
    for lang in langs:
        made = subprocess.run([show, "terminal", lang], capture_output=True, check=True).stdout.decode("utf-8")
        for word in marks[lang]:
            assert word in made, f"{lang}: no {word}"
        for word in english:
            assert word not in made, f"{lang}: {word} is left"


print(f"1..{len(tests)}")
failed = 0
for number, function in enumerate(tests, 1):
    try:
        function()
        print(f"ok {number} - {function.__name__}")
    except Exception as error:  # every failure is told, then the next test runs
        failed += 1
        print(f"not ok {number} - {function.__name__}\n# {type(error).__name__}: {error}")
sys.exit(1 if failed else 0)
