#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Collects the texts for translators into po/wary.pot and merges them into po/LANG.po (make pot).

Texts come from C (what _(), N_() and wy_ngettext() mark), from the table names of the evidence model, and from the notes of the
advisories in data/. Usage: update.py [--check]: with --check nothing is written, and it fails where wary.pot is not up to date.
"""
import glob
import json
import os
import re
import subprocess
import sys
import tempfile

root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
langs = ("hi", "pl")


def run(*command, **options):
    return subprocess.run(command, cwd=root, check=True, **options)


def c_files():
    return sorted(os.path.relpath(p, root) for p in glob.glob(os.path.join(root, "src/**/*.[ch]"), recursive=True))


# Advice in advisories is written in English and is its own message id: what owners read of a flaw, that is its title, these
# notes and the remedies. Who published what stays in the words of the sources.
NOTES = ("What it means", "What it does not mean", "How to look")


# Of an attack path: what people read of it.
def path_texts():
    for path in sorted(glob.glob(os.path.join(root, "data/paths/*.json"))):
        with open(path, encoding="utf-8") as f:
            document = json.load(f)
        for key in ("title", "means", "does_not_mean", "next_step"):
            yield path, document[key]
        for step in document["device"] + document["attacker"]:
            yield path, step["what"]


def data_texts():
    yield from path_texts()
    for folder in sorted(glob.glob(os.path.join(root, "data/advisories/*/"))):
        titles = []
        for name in ("overlay.json", "record.json"):
            path = os.path.join(folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8") as f:
                    document = json.load(f)
                for vulnerability in document.get("vulnerabilities", []):
                    titles.append(vulnerability.get("title"))
                    for note in vulnerability.get("notes", []):
                        if note.get("title") in NOTES:
                            yield path, note["text"]
                    for remedy in vulnerability.get("remediations", []):
                        yield path, remedy["details"]
        shown = next((t for t in titles if t), None)  # the overlay's comes before the record's
        if shown:
            yield folder, shown


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def write_pot(target):
    with tempfile.TemporaryDirectory() as folder:
        made = os.path.join(folder, "data.c")
        lines, seen = [], set()
        for name, text in data_texts():
            if text not in seen:
                seen.add(text)
                lines.append(f"// TRANSLATORS: {os.path.relpath(name, root)}\nN_({quoted(text)});\n")
        with open(os.path.join(root, "src/evidence/model.def"), encoding="utf-8") as f:
            for table in re.findall(r'^TABLE\(\w+, \w+, ("(?:[^"\\]|\\.)*")\)', f.read(), re.M):
                lines.append(f"// TRANSLATORS: a kind of evidence, as in \"the evidence does not hold: ...\"\nN_({table});\n")
        with open(made, "w", encoding="utf-8") as f:
            f.write("".join(lines))
        common = ["xgettext", "--language=C", "--from-code=UTF-8", "--keyword=_", "--keyword=N_",
                  "--keyword=wy_ngettext:1,2", "--add-comments=TRANSLATORS", "--no-location", "--sort-output",
                  "--package-name=wary", "--copyright-holder=The Wary authors",
                  "--msgid-bugs-address=https://example.invalid/wary", "--width=120", "-o", target]
        run(*common, made, *c_files(), stderr=subprocess.DEVNULL)
    with open(target, encoding="utf-8") as f:
        text = f.read()
    # No date: the file changes only when texts do.
    text = re.sub(r'"POT-Creation-Date: [^"]*"\n', '', text)
    head = "# SPDX-FileCopyrightText: 2026 The Wary authors\n# SPDX-License-Identifier: Apache-2.0\n"
    text = head + re.sub(r"\A(#[^\n]*\n)*", "", text).replace("charset=CHARSET", "charset=UTF-8")
    with open(target, "w", encoding="utf-8") as f:
        f.write(text)


def main():
    pot = os.path.join(root, "po/wary.pot")
    if "--check" in sys.argv[1:]:
        with tempfile.NamedTemporaryFile(suffix=".pot") as fresh:
            write_pot(fresh.name)
            with open(pot, "rb") as old:
                if old.read() != fresh.read():
                    sys.exit("po/wary.pot is not up to date: run `make pot`")
        return
    write_pot(pot)
    for lang in langs:
        path = os.path.join(root, f"po/{lang}.po")
        run("msgmerge", "--quiet", "--update", "--backup=none", "--no-fuzzy-matching", "--sort-output", "--width=120", path, pot)


main()
