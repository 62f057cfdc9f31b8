// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys lock_settings`, Android 11 and later: "User 0" and below "CredentialType: NONE" (or PATTERN, PIN, PASSWORD).
// It is kept as the setting "lock credential_type". Older ones tell handles only, which say nothing about the lock.
#include "ingest/section.h"

struct state {
    int64_t user;
};

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    text = wy_str_trim(text);
    if (wy_str_starts(text, WY_S("User "))) {
        int64_t user;
        if (wy_str_i64(wy_str_from(text, 5), &user))
            s->user = user;
        return;
    }
    if (!wy_str_starts(text, WY_S("CredentialType: ")))
        return;
    struct wy_setting *row = WY_ADD(setting, d->in->ev, settings, d->at);
    if (!row)
        return;
    row->space = WY_S("lock");
    row->name = WY_S("credential_type");
    row->value = wy_evidence_text(d->in->ev, wy_str_trim(wy_str_from(text, 16)));
    row->user = wy_int_of(s->user);
}

const struct wy_section wy_section_lock_settings = {
    .service = "lock_settings",
    .names = "dumpsys lock settings",
    .content = "Current lock settings service state",
    .state_size = sizeof(struct state),
    .line = line,
};
