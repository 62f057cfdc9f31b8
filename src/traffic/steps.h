// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The steps of an experiment and the owner's consent, by time (leaks.h says where marks come from). Consent is never
// read out of packets: without a mark it was not observed.
//
// Marks in the traffic carry the time of the machine that sent them (at=TIME): the smallest difference to the
// capture's clock is how far the two clocks are apart, and the marks of the file are moved by it. They carry the run
// they belong to as well (run=ID). When the marks file names its run ("# run=ID"), a marker packet of another run, or
// of none, is not a mark: anybody in the network could send one.
#pragma once

#include "core/arena.h"
#include "core/error.h"

struct wy_step {
    int64_t time; // nanoseconds since 1970
    wy_str name;  // absent: only consent changes
    bool consent;
    bool in_traffic; // a packet or a comment of the capture, by the capture's clock
};

struct wy_steps {
    struct wy_arena *arena;
    struct wy_rows rows; // struct wy_step, by time
    int64_t consent;     // when it was given first; INT64_MAX = never
    struct wy_rows runs; // wy_str; none: the marks file names none
    uint64_t foreign;    // marker packets of other runs
    bool clock_known;
    int64_t clock_offset; // nanoseconds: the capture's clock minus that of the machine which marked
};

enum { WY_STEPS_MAX = 10000, WY_STEPS_RUNS_MAX = 256 };
#define WY_STEPS_TIME_MAX (INT64_C(4102444800) * 1000000000) // 2100: sums and differences of times stay in range

// The marks file; empty text is none. Gives also what wy_steps_add needs.
WY_CHECKED wy_err wy_steps_read(struct wy_steps *steps, struct wy_arena *arena, wy_bytes text, struct wy_diag *diag);
// One of the capture. Beyond WY_STEPS_MAX: ignored.
void wy_steps_add(struct wy_steps *steps, int64_t time, wy_str mark);
// After the last one: the file's marks are moved to the capture's clock, marks that stand twice become one.
void wy_steps_settle(struct wy_steps *steps);
wy_str wy_steps_at(const struct wy_steps *steps, int64_t time);      // absent before the first
wy_str wy_steps_consent(const struct wy_steps *steps, int64_t time); // before, after, not observed
