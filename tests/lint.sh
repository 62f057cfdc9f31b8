#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# make lint: what is too slow or too fond of opinions for every test run. Each tool that is missing is named and skipped.
set -u
build=$1
failed=0
run() {
  tool=$1
  shift
  if ! command -v "$tool" >/dev/null; then
    echo "skipped: $tool is not installed"
    return
  fi
  echo "== $tool"
  "$tool" "$@" || failed=1
}
git ls-files '*.c' '*.h' | grep -vE 'model.def|/tables/' | xargs clang-format --dry-run --Werror || failed=1
git ls-files '*.c' | grep '^src/' | xargs -n 12 clang-tidy -p "$build" --quiet 2>/dev/null || failed=1
run shellcheck packaging/deps.sh packaging/run-examples.sh tests/check.sh tests/lint.sh tests/fuzz/run.sh .ci/run
run codespell --skip './build*,./po/hi.po,./po/pl.po,*.json,*.tsv,./LICENSES,*/tables/*' \
  -L 'te,ba,nd,ans,fo,ot,inout,vas,ect,aks,caf' src include tests man docs README.md ARCHITECTURE.md
run reuse lint
exit $failed
