#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# make fuzz: every target for a while (FUZZ_SECONDS each, 30 by default), from its seeds, under the sanitizers. New inputs
# stay in build-fuzz/corpus. FUZZ_COVERAGE=1 measures instead which lines of formats/ and ingest/ the corpora reach.
set -u
seconds=${1:-30}
cd "$(dirname "$0")/../.." || exit 1
python=/usr/bin/python3
build="build-fuzz"
flags="-Dfuzzing=true -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1"
# shellcheck disable=SC2086 # a list of options is meant
[ -f $build/build.ninja ] || CC=clang CXX=clang++ meson setup $build $flags >/dev/null || exit 1
ninja -C $build >$build/make.log 2>&1 || { tail -n 40 $build/make.log; exit 1; }
failed=0
for target in "$build"/tests/fuzz/fuzz-*; do
  case $target in *.p) continue ;; esac
  name=${target##*/fuzz-}
  corpus=$build/corpus/$name
  mkdir -p "$corpus"
  [ -f "tests/gen/$name.py" ] && $python "tests/gen/$name.py" "$corpus" >/dev/null
  seeds=""
  [ -d "tests/fuzz/corpus/$name" ] && seeds="tests/fuzz/corpus/$name"
  printf '%-16s ' "$name"
  # shellcheck disable=SC2086 # seeds is one folder or nothing
  if "$target" -max_total_time="$seconds" -rss_limit_mb=2048 -timeout=10 -artifact_prefix="$build/crash-$name-" "$corpus" \
    $seeds >"$build/fuzz-$name.log" 2>&1; then
    tail -n 1 "$build/fuzz-$name.log"
  else
    failed=1
    echo "FAILED: see $build/fuzz-$name.log and $build/crash-$name-*"
  fi
done
exit $failed
