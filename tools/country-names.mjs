#!/usr/bin/env node
// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes src/core/country_names.def: names of countries in the program's languages, as Unicode's CLDR gives them through
// node's Intl. Usage: tools/country-names.mjs > src/core/country_names.def
const langs = ["en", "pl", "hi"];
const names = langs.map((l) => new Intl.DisplayNames([l], { type: "region", fallback: "none" }));
const skipped = new Set(["EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "CQ"]); // no country, or no place
const rows = [];
for (let i = 0; i < 26 * 26; i++) {
  const code = String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26));
  const row = names.map((n) => n.of(code));
  const canonical = new Intl.Locale(`und-${code}`).region === code; // else a withdrawn code
  if (row.every(Boolean) && canonical && !skipped.has(code)) rows.push(`COUNTRY("${code}", "${row.join('", "')}")`);
}
console.log(`// SPDX-FileCopyrightText: 1991-2025 Unicode, Inc.
// SPDX-License-Identifier: Unicode-3.0
//
// Names of countries and territories by ISO 3166 code: English, Polish, Hindi. Source: Unicode CLDR
// ${process.versions.cldr}, through ICU ${process.versions.icu}; written by tools/country-names.mjs on ${new Date().toISOString().slice(0, 10)}.
// clang-format off`);
console.log(rows.join("\n"));
