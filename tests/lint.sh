#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# make lint: what is too slow or too fond of opinions for every test run (clang-tidy alone reads for half an hour of processor
# time). LINT_FILES names sources to look at instead of all. Each tool that is missing is named and skipped.
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
sources=${LINT_FILES:-$(git ls-files 'src/*.c' | grep -v /tables/)}
echo "== clang-format"
git ls-files '*.c' '*.h' | grep -vE 'model.def|/tables/' | xargs clang-format --dry-run --Werror || failed=1
echo "== clang-tidy"
# Its count of warnings kept quiet goes to standard error; what it finds goes to standard output.
# One file at a time: of several its look at va_list confuses them.
# shellcheck disable=SC2086 # lists of files are meant, here and below
printf '%s\n' $sources | xargs -P "$(nproc)" -n 1 clang-tidy -p "$build" --quiet 2>/dev/null || failed=1
# shellcheck disable=SC2046
run shellcheck $(git ls-files '*.sh') .ci/run
run codespell --skip './build*,./po/hi.po,./po/pl.po,*.json,*.tsv,./LICENSES,*/tables/*' \
  -L 'te,ba,nd,ans,fo,ot,inout,vas,ect,aks,caf,cna,fro,fpr' src include tests man docs README.md ARCHITECTURE.md
run reuse lint
exit $failed
