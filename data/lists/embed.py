#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Turns lists (TSV: key, kind, name) into sorted C tables. Usage: embed.py OUT FILE.tsv..."""
import json
import os
import sys

out, files = sys.argv[1], sys.argv[2:]
with open(out, "w", encoding="utf-8") as c:
    for path in files:
        rows = {}
        with open(path, encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.startswith("#") or not line.strip():
                    continue
                cells = line.rstrip("\n").split("\t")
                if len(cells) != 3 or not all(cells):
                    sys.exit(f"{path}:{number}: not three cells")
                if cells[0] in rows:
                    sys.exit(f"{path}:{number}: {cells[0]} stands there twice")
                rows[cells[0]] = cells
        name = os.path.basename(path).removesuffix(".tsv")
        c.write(f"static const struct wy_list_row rows_{name}[] = {{\n")
        for key in sorted(rows, key=lambda k: k.encode()):
            c.write("    {" + ", ".join(json.dumps(cell, ensure_ascii=False) for cell in rows[key]) + "},\n")
        c.write("};\n")
