// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Who runs a host and what for: data/lists/recipients.tsv, which says where each row comes from, and the user's lists.
#pragma once

#include "core/map.h"

struct wy_recipient {
    wy_str company, purpose; // purpose is absent where no source tells it
};

struct wy_recipients {
    struct wy_map by_domain;
};

// `lists`: text of the user's lists (domain, company, purpose, between tabs), which count before ours; may be absent.
WY_CHECKED wy_err wy_recipients_load(struct wy_recipients *r, struct wy_arena *arena, wy_str lists);
// The row of the longest domain that `host` lies in; NULL when none is listed.
const struct wy_recipient *wy_recipient_of(const struct wy_recipients *r, wy_str host);
