#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# What `make run` shows: the main job on the shipped examples. usage: run-examples.sh BUILD_FOLDER
set -u
build=$1
cd "$build" || exit 1
worst=0
show() {
  printf '\n$ wary %s\n\n' "$*"
  ./wary "$@"
  status=$?
  case $status in
    0 | 1 | 3) ;;
    *) echo "wary failed with status $status" >&2; worst=1 ;;
  esac
}
# The same day every time (1 December 2025), so that ages read the same; your own checks use today.
day=1764547200
show check --now $day examples/alert-before.zip
show check --now $day --lang hi examples/alert-before.zip
show check --now $day examples/alert-after.zip
show check --now 1782864000 examples/other-maker.zip
show check --now $day --lang pl examples/tv-inventory.csv
show check --now $day examples/laptop-inventory.json
show diff examples/alert-before.zip examples/alert-after.zip
exit $worst
