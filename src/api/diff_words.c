// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What people read for the tables and fields that a diff compares; JSON and CSV keep the model's names.
#include "api/history.h"
#include "core/lang.h"

struct naming {
    const char *name, *words;
};

static const struct naming tables[] = {
    {"devices", N_("the device")},
    {"packages", N_("apps")},
    {"modules", N_("system modules")},
    {"settings", N_("settings")},
    {"accounts", N_("accounts")},
    {"accessibility", N_("accessibility services")},
    {"admins", N_("device administrators")},
    {"sockets", N_("open ports")},
    {"adb_keys", N_("computers that the phone trusts")},
    {"files", N_("files")},
    {"flows", N_("connections")},
    {"transfers", N_("transfers of identifiers")},
    {"trusted_apps", N_("trusted apps")},
    {"attestations", N_("attestations")},
    {"vbmeta", N_("verified boot metadata")},
    {"partitions", N_("partitions")},
};

static const struct naming fields[] = {
    {"advisory", N_("published flaw")},
    {"algorithm", N_("algorithm")},
    {"boot_patch", N_("boot patch level")},
    {"build", N_("build")},
    {"build_tags", N_("build tags")},
    {"build_type", N_("build type")},
    {"company", N_("company")},
    {"count", N_("how many")},
    {"country", N_("country")},
    {"debug", N_("debuggable")},
    {"device_locked", N_("boot loader locked")},
    {"enabled", N_("switched on")},
    {"filesystem", N_("file system")},
    {"fingerprint", N_("fingerprint")},
    {"flags", N_("flags")},
    {"installer", N_("installed by")},
    {"kernel", N_("kernel")},
    {"key", N_("signing key")},
    {"mode", N_("file mode")},
    {"model", N_("model")},
    {"os_patch", N_("system patch level")},
    {"owner", N_("owner")},
    {"patch_level.boot", N_("boot patch level")},
    {"patch_level.system", N_("system patch level")},
    {"patch_level.vendor", N_("vendor patch level")},
    {"permissions", N_("permissions")},
    {"process", N_("process")},
    {"region", N_("region")},
    {"release", N_("Android version")},
    {"rollback", N_("protection against older versions")},
    {"rollback.state", N_("protection against older versions")},
    {"rollback.value", N_("counter against older versions")},
    {"rollback_index", N_("rollback index")},
    {"rollback_index_location", N_("place of the rollback index")},
    {"sha256", N_("content (SHA-256)")},
    {"signature", N_("signature")},
    {"signer", N_("signer")},
    {"signers", N_("signers")},
    {"size", N_("size")},
    {"skin_version", N_("version of the maker's system")},
    {"user", N_("user")},
    {"valid", N_("valid")},
    {"value", N_("value")},
    {"vendor_patch", N_("vendor patch level")},
    {"verified_boot_state", N_("state of verified boot")},
    {"version", N_("version")},
    {"version_code", N_("version code")},
    {"version_name", N_("version")},
};

static const char *words_of(const struct naming *rows, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(rows[i].name, name) == 0)
            return _(rows[i].words);
    return name;
}

const char *wy_diff_table_words(const char *table) { return words_of(tables, WY_COUNT(tables), table); }

const char *wy_diff_field_words(const char *field) { return words_of(fields, WY_COUNT(fields), field); }
