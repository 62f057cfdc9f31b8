#!/bin/sh
# SPDX-FileCopyrightText: 2026 The Wary authors
# SPDX-License-Identifier: Apache-2.0
#
# Fetches the database of countries for wary check --geoip (CC0, about 8 MB) with npm, and writes it into FOLDER.
# usage: geoip.sh FOLDER. This is the only part of Wary that asks a package registry, and only when you run it.
set -eu
folder=${1:?usage: geoip.sh FOLDER}
package=@ip-location-db/geo-whois-asn-country-mmdb
file=geo-whois-asn-country.mmdb
command -v npm >/dev/null || { echo "npm is not installed (Debian package npm)" >&2; exit 1; }
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
archive=$(npm pack --silent "$package" | tail -n 1)
tar -xzf "$archive" "package/$file" package/package.json
grep -q '"license": *"CC0-1.0"' package/package.json || { echo "the package is not CC0 any more: look at it first" >&2; exit 1; }
mv "package/$file" "$folder/$file"
echo "$folder/$file"
