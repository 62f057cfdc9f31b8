#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# make coverage: which lines of formats/ and ingest/ the seeds of the fuzz targets reach (each seed whole, cut and flipped, as in
# the ordinary test run; what fuzzing finds beyond them is not counted). The numbers go to docs/fuzz-coverage.md.
set -eu
cd "$(dirname "$0")/../.."
build="build-cov"
profdata=$(command -v llvm-profdata-14 || command -v llvm-profdata)
cov=$(command -v llvm-cov-14 || command -v llvm-cov)
if [ ! -f $build/build.ninja ]; then
  CC=clang CXX=clang++ meson setup $build -Doptimization=1 -Db_lundef=false \
    -Dc_args='-fprofile-instr-generate -fcoverage-mapping' -Dcpp_args='-fprofile-instr-generate -fcoverage-mapping' \
    -Dc_link_args=-fprofile-instr-generate -Dcpp_link_args=-fprofile-instr-generate >/dev/null
fi
ninja -C $build >$build/make.log 2>&1
rm -rf $build/profiles
mkdir -p $build/profiles
LLVM_PROFILE_FILE="$PWD/$build/profiles/%p.profraw" meson test -C $build --no-rebuild --suite fuzz >/dev/null
$profdata merge -sparse $build/profiles/*.profraw -o $build/fuzz.profdata
set --
for f in "$build"/tests/fuzz/replay-*; do
  [ -d "$f" ] && continue
  if [ $# = 0 ]; then set -- "$f"; else set -- "$@" -object "$f"; fi
done
$cov export -summary-only -instr-profile=$build/fuzz.profdata "$@" >$build/coverage.json 2>/dev/null
/usr/bin/python3 - $build/coverage.json >docs/fuzz-coverage.md <<'PY'
import collections
import json
import os
import sys

rows = collections.defaultdict(lambda: [0, 0])
for f in json.load(open(sys.argv[1], encoding="utf-8"))["data"][0]["files"]:
    path = f["filename"].split("/src/")[-1]
    if not path.startswith(("formats/", "ingest/")) or path.endswith(".h"):
        continue
    for key in (os.path.dirname(path), "all"):
        rows[key][0] += f["summary"]["lines"]["covered"]
        rows[key][1] += f["summary"]["lines"]["count"]
print("# Fuzz coverage\n\nLines of the parsers that the fuzz targets' seeds reach in the ordinary test run (`make coverage`;")
print("longer fuzzing reaches more). The aim is 90 %.\n\n| folder | lines | reached |\n|---|---|---|")
for key in sorted(rows):
    covered, count = rows[key]
    print(f"| {key} | {count} | {100 * covered / count:.1f} % |")
PY
cat docs/fuzz-coverage.md
