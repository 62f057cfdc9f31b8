#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# All tests: the build that people get, then unit tests and fuzz replays under the address and undefined-behaviour
# sanitizers. The last line is "N passed, N failed, N skipped".
set -u
build=$1
export LC_ALL=C.UTF-8
python=/usr/bin/python3
[ -x "$python" ] || python=python3

san="build-san"
if [ ! -f "$san/build.ninja" ]; then
  CC=clang CXX=clang++ meson setup "$san" -Db_sanitize=address,undefined -Db_lundef=false -Doptimization=1 \
    >/dev/null || exit 1
fi
for dir in "$build" "$san"; do
  ninja -C "$dir" >"$dir/make.log" 2>&1 || { tail -n 60 "$dir/make.log"; echo "0 passed, 1 failed, 0 skipped"; exit 1; }
done
meson test -C "$build" --no-rebuild --print-errorlogs
meson test -C "$san" --no-rebuild --print-errorlogs --suite unit --suite fuzz --timeout-multiplier 4
exec "$python" tests/summary.py "$build" "$san"
