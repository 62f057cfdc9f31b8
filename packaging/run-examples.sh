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
# The test of 2014 re-enacted: paths, names of parameters and values are invented (tests/gen/leak2014.py).
show check --now $day --identity examples/leak-2014-identity.toml --experiment examples/leak-2014-before.marks \
  examples/leak-2014-before.pcap
show check --now $day --identity examples/leak-2014-identity.toml --experiment examples/leak-2014-after.marks \
  examples/leak-2014-after.pcap
# Article 5: which preconditions of forged payments a phone fulfils, and what an update of its firmware left open.
show check --now $day examples/payment-phone.zip examples/payment-firmware-1
show diff examples/payment-firmware-1 examples/payment-firmware-2
show diff examples/alert-before.zip examples/alert-after.zip
exit $worst
