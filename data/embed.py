#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Writes the C file that holds data files as bytes: embed.py OUT DATA_FOLDER FILE..."""
import os
import sys

out, folder, files = sys.argv[1], sys.argv[2], sys.argv[3:]
with open(out, "w") as f:
    f.write('#include "core/embedded.h"\n\n')
    for i, path in enumerate(files):
        data = open(path, "rb").read() + b"\0"
        f.write(f"static const unsigned char file_{i}[] = {{")
        for at in range(0, len(data), 32):
            f.write("\n" + "".join(f"{b}," for b in data[at:at + 32]))
        f.write("};\n")
    f.write("\nconst struct wy_embedded wy_embedded_files[] = {\n")
    for i, path in enumerate(files):
        name = os.path.relpath(path, folder)
        f.write(f'    {{"{name}", (const char *)file_{i}, sizeof file_{i} - 1}},\n')
    f.write("};\nconst size_t wy_embedded_files_n = sizeof wy_embedded_files / sizeof wy_embedded_files[0];\n")
