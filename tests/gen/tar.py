# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
"""Small tar archives in the formats that tar(1) writes: tar.py FOLDER"""
import io
import os
import sys
import tarfile

for name, form in (("ustar", tarfile.USTAR_FORMAT), ("gnu", tarfile.GNU_FORMAT), ("pax", tarfile.PAX_FORMAT)):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as t:
        for path, data in (("a.json", b"{}"), ("d/" * 40 + "long.json", b"x" * 700), ("l", None)):
            info = tarfile.TarInfo(path)
            if data is None:
                info.type, info.linkname = tarfile.SYMTYPE, "a.json"
                t.addfile(info)
                continue
            info.size = len(data)
            t.addfile(info, io.BytesIO(data))
    with open(os.path.join(sys.argv[1], "good-" + name), "wb") as f:
        f.write(out.getvalue()[:6144])
