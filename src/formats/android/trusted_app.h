// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Trusted applications: what runs in the phone's secure environment. Each maker of such an environment has its own
// container; one file here for each (ta_*.c). Every reader answers the same questions: which app, who signed it, does
// the signature hold, and has the format a counter that keeps an old, validly signed app from being put back. Layouts
// were measured on real files; what was not understood is called unreadable.
#pragma once

#include "core/arena.h"
#include "core/error.h"

enum wy_ta_signature { WY_TA_SIGNATURE_ABSENT, WY_TA_VERIFIED, WY_TA_UNVERIFIABLE, WY_TA_BROKEN };
enum wy_ta_rollback { WY_TA_UNREADABLE, WY_TA_NO_COUNTER, WY_TA_COUNTER };
enum wy_ta_flag { WY_TA_FLAG_UNKNOWN, WY_TA_FLAG_NO, WY_TA_FLAG_YES };

struct wy_ta {
    const char *container; // beanpod, mclf, teegris, qsee, optee, huawei, unknown
    wy_str uuid;           // lower-case hex without dashes; absent when the container has none
    wy_str name;           // what the container itself calls it; absent
    wy_str format_version;
    enum wy_ta_signature signature;
    wy_str signer;
    enum wy_ta_flag debug;
    enum wy_ta_rollback rollback;
    uint64_t counter;     // of WY_TA_COUNTER
    struct wy_rows notes; // of wy_str
};

struct wy_ta_input {
    wy_bytes file;
    wy_str name; // path in the target; a hint, never proof
    struct wy_arena *arena;
};

struct wy_ta_format {
    const char *container;
    // By content alone; `tail` is the end of the file (at least WY_TA_TAIL bytes of it, or all), `head` its beginning.
    bool (*is)(wy_bytes head, wy_bytes tail);
    wy_err (*read)(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag);
};
enum { WY_TA_TAIL = 320 };

extern const struct wy_ta_format wy_ta_beanpod, wy_ta_mclf, wy_ta_teegris, wy_ta_qsee, wy_ta_optee, wy_ta_huawei;

// The format by content, or NULL.
const struct wy_ta_format *wy_ta_format_of(wy_bytes head, wy_bytes tail);
// Does the path alone say that this is a trusted app (a folder that only they lie in)?
bool wy_ta_is_place(wy_str path);
// Reads the whole file. What no format knows becomes container "unknown" if its place says it is one, else
// WY_NOT_FOUND.
WY_CHECKED wy_err wy_ta_read(const struct wy_ta_input *in, struct wy_ta *out, struct wy_diag *diag);

// For the readers: lower-case hex, and the same of a UUID stored with little-endian first fields.
wy_str wy_ta_hex(struct wy_arena *arena, wy_bytes b);
wy_str wy_ta_uuid_le(struct wy_arena *arena, wy_bytes b);
// The UUID written in the file's name, 32 hex digits with or without dashes; absent when it has none.
wy_str wy_ta_uuid_in_name(struct wy_arena *arena, wy_str path);
WY_PRINTF(3, 4) void wy_ta_note(struct wy_ta *ta, struct wy_arena *arena, const char *fmt, ...);
