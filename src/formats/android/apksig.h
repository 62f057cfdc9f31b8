// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Does an APK verify, for a range of SDK levels? Schemes v1 (JAR), v2, v3, v3.1, v4 (.idsig) and source stamps, with
// rotation lineages and stripping protection: the rules are those of the platform and of AOSP's apksig, whose names the
// errors carry (source.android.com, "APK signature scheme"). docs/conformance/apksig.md argues where we differ.
#pragma once

#include "formats/archive/zip.h"

enum wy_apksig_scheme {
    WY_APKSIG_V1 = 1 << 0,
    WY_APKSIG_V2 = 1 << 1,
    WY_APKSIG_V3 = 1 << 2,
    WY_APKSIG_V31 = 1 << 3,
};

enum wy_apksig_answer { WY_APKSIG_ABSENT = 0, WY_APKSIG_BAD, WY_APKSIG_GOOD };

enum { WY_SDK_MAX = 2147483647 };

struct wy_apksig_options {
    int min_sdk, max_sdk;           // WY_SDK_MAX: no upper end
    int target_sdk, target_sandbox; // of the manifest; 0 = not stated
    const struct wy_blob *idsig;    // the v4 file; NULL = none was given
};

struct wy_apksig {
    bool verified;
    uint32_t schemes; // enum wy_apksig_scheme: examined and verified
    enum wy_apksig_answer v4, source_stamp;
    struct wy_rows errors, warnings; // wy_str: apksig's name for it, then what it is about
    struct wy_rows signers;          // wy_str: SHA-256 of the certificates of the newest scheme's signers, hex
    struct wy_rows lineage;          // wy_str: SHA-256 of the certificates of the lineage, oldest first, hex
};

// The zip must have been opened WY_ZIP_AS_ANDROID. What is wrong with the signature is in *out; a failure is returned
// only when memory or reading fails.
WY_CHECKED wy_err wy_apksig_verify(struct wy_apksig *out, const struct wy_zip *zip,
                                   const struct wy_apksig_options *options, struct wy_arena *arena,
                                   struct wy_diag *diag);
