// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Whose data is searched for: the owner's identifiers, from --identity FILE or from the phone's own evidence. The file
// is a subset of TOML 1.0: `kind = "value"`, `kind = ["value", ...]`, comments, bare digits; no tables. Kinds are the
// names below. Values that many phones share (02:00:00:00:00:00, an advertising ID of zeros) are nobody's and are left
// out.
#pragma once

#include "evidence/model.h"

enum wy_id_kind {
    WY_ID_IMEI,
    WY_ID_IMSI,
    WY_ID_ICCID,
    WY_ID_PHONE,
    WY_ID_CONTACT,
    WY_ID_SERIAL,
    WY_ID_ANDROID_ID,
    WY_ID_ADVERTISING_ID,
    WY_ID_MAC,
    WY_ID_BSSID,
    WY_ID_SSID,
    WY_ID_EMAIL,
    WY_ID_ACCOUNT,
    WY_ID_POSITION,
    WY_ID_TEXT,
    WY_ID_KINDS,
};

struct wy_owner {
    enum wy_id_kind kind;
    wy_str value;
};

struct wy_owners {
    struct wy_arena *arena; // texts are copied into it
    struct wy_rows rows;    // struct wy_owner
    size_t shared;          // values left out because they are nobody's
    size_t national;        // telephone numbers of the file without a country's code
    size_t short_ones;      // values left out because they are too short to be told from chance
};

wy_str wy_id_name(enum wy_id_kind kind);
WY_CHECKED bool wy_id_kind_of(wy_str name, enum wy_id_kind *out);
bool wy_id_is_shared(enum wy_id_kind kind, wy_str value);

// Adds one value; the same kind and value twice is once. WY_LIMIT past WY_OWNERS_MAX.
WY_CHECKED wy_err wy_owners_add(struct wy_owners *owners, enum wy_id_kind kind, wy_str value);
// An identity file. On failure diag names the byte offset; what came before it was added.
WY_CHECKED wy_err wy_owners_toml(struct wy_owners *owners, wy_bytes text, struct wy_diag *diag);
// The identities table of evidence.
WY_CHECKED wy_err wy_owners_evidence(struct wy_owners *owners, const struct wy_evidence *ev);

enum { WY_OWNERS_MAX = 20000, WY_OWNER_VALUE_MAX = 512 };
