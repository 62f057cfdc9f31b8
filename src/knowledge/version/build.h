// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// A MIUI or HyperOS build name taken apart: V12.5.6.0.RJEMIXM, OS3.0.3.0.WNLCNXM.PRE,
// V14.0.23.5.8.DEV, 8.1.1.0(MHOMIDI), 7.1.19, and the short forms that press and bulletins print (MIUI 12.5,
// OS2.0.204.0).
#pragma once

#include "knowledge/version/version.h"

enum wy_skin { WY_SKIN_UNKNOWN, WY_SKIN_MIUI, WY_SKIN_HYPEROS };
enum wy_build_kind {
    WY_BUILD_STABLE,     // four numbers and letter, device, region, operator
    WY_BUILD_WEEKLY,     // line and date: 14.0.23.5.8
    WY_BUILD_OLD_WEEKLY, // date alone: 7.1.19
    WY_BUILD_SHORT,      // a line or a release without its device
};

struct wy_build {
    enum wy_skin skin;
    bool skin_assumed; // no family was written; the number tells
    enum wy_build_kind kind;
    uint32_t number[4]; // V816.b.c.d is given as 1.b.c.d
    unsigned numbers;
    int32_t day; // of weekly builds
    char letter; // Android release of the build: ... Q10 R11 S12 T13 U14 V15 W16 X17; 0 when absent
    char device[3], region[3], operator_code[3];
    wy_str suffix; // PRE, DEV, BETA
};

// False when `s` is none of the forms. Words before the number (MIUI, HyperOS) are read.
WY_CHECKED bool wy_build_parse(wy_str s, struct wy_build *out);
enum { WY_BUILD_TEXT_SIZE = 80 };
// The normalised version: OS1.0.4.0.UNCEUXM for V816.0.4.0.UNCEUXM. `out` is the storage.
wy_str wy_build_format(const struct wy_build *build, char out[WY_BUILD_TEXT_SIZE]);
// Android release that the letter stands for ("14"), or absent. A sanity check only: ports carry other letters.
wy_str wy_build_android(char letter);
// Only family and line (12.5, 2.0): what may be compared across devices. WY_NOTE_LINE goes with every order found.
struct wy_compared wy_build_compare_line(const struct wy_build *a, const struct wy_build *b);
struct wy_compared wy_build_compare(const struct wy_build *a, const struct wy_build *b);
