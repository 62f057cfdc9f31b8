// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// AndroidManifest.xml of an APK: the facts that say what an app is, may do and lets others reach. Values that refer to
// resources are resolved where the table is given.
#pragma once

#include "formats/android/arsc.h"

struct wy_manifest_number {
    int64_t v;
    bool known;
};

enum wy_manifest_flag { WY_FLAG_UNSET = 0, WY_FLAG_NO, WY_FLAG_YES };

struct wy_manifest_permission {
    wy_str name;
    int64_t max_sdk; // 0 = no limit
    int64_t level;   // protectionLevel, of declared ones
    bool declared;   // <permission>, not <uses-permission>
};

struct wy_manifest_component {
    const char *kind; // activity, activity-alias, service, receiver, provider
    wy_str name, permission, read_permission, write_permission;
    enum wy_manifest_flag exported_attribute, enabled;
    bool filters;  // has an intent filter
    bool exported; // by Android's rules for the APK's target SDK
};

struct wy_manifest {
    wy_str package, split, version_name, label, shared_user;
    struct wy_manifest_number version_code; // versionCodeMajor << 32 | versionCode
    struct wy_manifest_number min_sdk, target_sdk, max_sdk, target_sandbox;
    enum wy_manifest_flag debuggable, test_only, allow_backup, cleartext;
    bool application;           // has an <application>
    struct wy_rows permissions; // struct wy_manifest_permission
    struct wy_rows components;  // struct wy_manifest_component
    bool odd_type;              // the document does not call itself XML
    bool cut;                   // more rows than are kept
};

// `resources` may be NULL. Texts lie in `in`, in the table or in the arena.
WY_CHECKED wy_err wy_manifest_read(struct wy_manifest *out, wy_bytes in, struct wy_arsc *resources,
                                   struct wy_res_locale locale, struct wy_arena *arena, struct wy_diag *diag);
// The SDK level that a preview's codename ("S", "Tiramisu") stands for: that of the release before it.
int wy_sdk_of_codename(wy_str codename);
