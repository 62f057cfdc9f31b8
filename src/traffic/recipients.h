// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Who runs a host and what for: data/lists/recipients.tsv, which says where each row comes from.
#pragma once

#include "core/map.h"

struct wy_recipient {
    wy_str company, purpose; // purpose may be empty
};

struct wy_recipients {
    struct wy_map by_domain;
};

WY_CHECKED wy_err wy_recipients_load(struct wy_recipients *r, struct wy_arena *arena);
// The row of the longest domain that `host` lies in; NULL when none is listed.
const struct wy_recipient *wy_recipient_of(const struct wy_recipients *r, wy_str host);
