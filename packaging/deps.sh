#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# Installs what building and testing Wary needs on Debian 12, as root or through sudo. Does nothing when all is there.
# deps.sh lint: what `make lint` and `make format` need besides; deps.sh bench: the peers that `make bench` measures against; one
# that this Debian does not have is left out, and so is its row.
set -eu
peers=""
packages="
  gcc g++ clang libc6-dev libclang-rt-14-dev meson ninja-build pkg-config python3 make git
  libssl-dev libcurl4-openssl-dev libsimdjson-dev libisal-dev libseccomp-dev libunistring-dev
  libzstd-dev liblz4-dev libxxhash-dev liblzma-dev zlib1g-dev libbz2-dev libbrotli-dev libpcre2-dev libnghttp2-dev
  libnghttp3-dev libpcap-dev libcmocka-dev gettext scdoc openssl adb age zip unzip python3-jsonschema gnupg strace e2fsprogs erofs-utils
"
case ${1:-} in
  lint) packages="$packages clang-format clang-tidy shellcheck codespell reuse" ;;
  bench) peers="zstd apksigner aapt tcpdump tcpflow tshark suricata libndpi-bin libhyperscan-dev" ;;
esac
missing=""
for p in $packages $peers; do
  dpkg-query -W -f '${Status}' "$p" 2>/dev/null | grep -q 'ok installed' || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "installing:$missing" >&2
if [ "$(id -u)" = 0 ]; then
  as_root=""
elif command -v sudo >/dev/null; then
  as_root=sudo
else
  echo "These Debian packages are missing and neither root nor sudo is at hand:$missing" >&2
  echo "Ask your administrator to install them, then run this again." >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq >&2
for p in $peers; do
  apt-cache policy "$p" | grep -q 'Candidate: [0-9]' || missing=$(echo "$missing " | sed "s/ $p / /;s/ *$//")
done
[ -n "$missing" ] || exit 0
# shellcheck disable=SC2086 # a list of words is meant
$as_root apt-get install -y -qq --no-install-recommends $missing >/dev/null
