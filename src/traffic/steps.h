// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps of an experiment and the owner's consent, by time (leaks.h says where marks come from). Consent is never
// read out of packets: without a mark it was not observed.
#pragma once

#include "core/arena.h"
#include "core/error.h"

struct wy_step {
    int64_t time; // nanoseconds since 1970
    wy_str name;  // absent: only consent changes
    bool consent;
};

struct wy_steps {
    struct wy_arena *arena;
    struct wy_rows rows; // struct wy_step
    int64_t consent;     // when it was given first; INT64_MAX = never
};

enum { WY_STEPS_MAX = 10000 };

// The marks file; empty text is none. Gives also what wy_steps_add needs.
WY_CHECKED wy_err wy_steps_read(struct wy_steps *steps, struct wy_arena *arena, wy_bytes text, struct wy_diag *diag);
void wy_steps_add(struct wy_steps *steps, int64_t time, wy_str mark); // beyond WY_STEPS_MAX: ignored
void wy_steps_sort(struct wy_steps *steps);
wy_str wy_steps_at(const struct wy_steps *steps, int64_t time);      // absent before the first
wy_str wy_steps_consent(const struct wy_steps *steps, int64_t time); // before, after, not observed
