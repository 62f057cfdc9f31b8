// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Knowledge against the evidence of one device: for each flaw that names something the device has, what all documents
// together say about it. The cautious statement counts; the others stay visible in the flaw's statements.
#pragma once

#include "knowledge/knowledge.h"

struct wy_flaw_match {
    const struct wy_flaw *flaw;
    const struct wy_package *package; // the row that counts; NULL: about the device itself
    const struct wy_package *hidden;  // an older copy in the system image, which comes back when updates are removed
    bool hidden_affected;             // ... and that copy is affected or possibly affected
    wy_str version;                   // of the package; absent when it cannot be read
    enum wy_standing standing;
    const struct wy_product *product;     // that decided; NULL with WY_STAND_NONE
    const struct wy_statement *statement; // whose product it is
    const char *why;                      // with WY_STAND_UNKNOWN; English, marked for translation
};

// What rows of one package name say together.
struct wy_package_group {
    const struct wy_package *best, *hidden;
    wy_str version; // of the best row, else of another one that is not the hidden copy
};
// In the order in which the names first occur: struct wy_package_group *. False: no memory.
WY_CHECKED bool wy_package_groups(const struct wy_evidence *ev, struct wy_arena *arena, struct wy_rows *groups);
// Whether advisories about the firmware of phones concern it.
bool wy_has_phone_firmware(const struct wy_device *device);

// Adds rows (struct wy_flaw_match) to *out: about the packages, in the order of the evidence, or about the device
// itself. Memory of the rows comes from `arena`.
WY_CHECKED wy_err wy_knowledge_match(const struct wy_knowledge *k, const struct wy_evidence *ev, bool of_packages,
                                     struct wy_arena *arena, struct wy_rows *out);

// The word for `wary advisories match`: affected, possible, fixed, not-affected, cannot-tell.
wy_str wy_flaw_match_word(const struct wy_flaw_match *m);
