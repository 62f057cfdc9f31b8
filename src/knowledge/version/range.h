// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Version ranges: the vers: notation (package-url/vers-spec) and plain intervals. Containment has three answers,
// because a version that can not be ordered against a bound is neither inside nor outside.
#pragma once

#include "core/arena.h"
#include "core/error.h"
#include "evidence/model.h"
#include "knowledge/version/version.h"

enum wy_comparator { WY_EQUAL, WY_NOT_EQUAL, WY_LESS, WY_LESS_EQUAL, WY_GREATER, WY_GREATER_EQUAL };

struct wy_constraint {
    enum wy_comparator comparator;
    wy_str version; // percent-decoded
};

enum { WY_RANGE_CONSTRAINTS_MAX = 4096, WY_RANGE_LEN_MAX = 65536 };

struct wy_range {
    wy_str scheme;       // as written: "pypi"
    enum wy_order order; // WY_ORDER_NONE for a scheme that is not known here
    bool all;            // vers:x/*
    bool ordered;        // the constraints could be brought into version order (and are in it)
    const struct wy_constraint *constraints;
    size_t n;
};

// Accepts constraints in any sequence, as published ones come; wy_range_check tells whether the text is canonical.
WY_CHECKED wy_err wy_range_parse(wy_str vers, struct wy_arena *arena, struct wy_range *out, struct wy_diag *diag);
// WY_OK when the range keeps the rules on sequence: sorted as written, unique versions, alternating comparators.
WY_CHECKED wy_err wy_range_check(wy_str vers, struct wy_arena *arena, struct wy_diag *diag);
// *why (may be NULL) is set when the answer is WY_UNKNOWN, and may carry a remark otherwise.
enum wy_tri wy_range_contains(const struct wy_range *range, wy_str version, enum wy_version_note *why);

// One interval of an advisory; absent bounds are open ends.
struct wy_interval {
    wy_str from, to;
    bool from_excluded; // "> from"
    bool to_included;   // "<= to"
};
// The same from comparisons of the version with the bounds, where an absent one is kept: 1 and -1.
enum wy_tri wy_interval_weigh(const struct wy_interval *interval, struct wy_compared low, struct wy_compared high,
                              enum wy_version_note *why);
enum wy_tri wy_interval_contains(enum wy_order order, const struct wy_interval *interval, wy_str version,
                                 enum wy_version_note *why);
