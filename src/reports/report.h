// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Reports: one const row for each format. A report is a function of its input alone: no clock, no files, no colour that
// was not asked for. Personal values come out as salted tokens unless `reveal` is set.
#pragma once

#include "core/buffer.h"
#include "findings/finding.h"

enum { WY_SALT_SIZE = 16 };

struct wy_json_writer;

// What was known when something was judged.
struct wy_report_knowledge {
    wy_str date;         // YYYY-MM-DD of the newest knowledge; absent when none was loaded
    uint64_t advisories; // how many were asked
    int64_t age_days;    // at `now`; negative when unknown
};
// "Advisories that were asked: 80. The newest is of ...", in the reader's language; and its members of a JSON object.
void wy_say_knowledge(const struct wy_report_knowledge *knowledge, struct wy_buf *out);
void wy_json_put_knowledge(const struct wy_report_knowledge *knowledge, bool stale, struct wy_json_writer *out);

struct wy_report_input {
    const struct wy_evidence *evidence;
    const struct wy_findings *findings;
    const struct wy_answers *answers;
    struct wy_report_knowledge knowledge;
    int64_t now;
    const char *version; // of Wary
    const char *lang;    // BCP 47, for lang= of HTML; NULL is "en"
    unsigned width;      // of the terminal in columns; 0 is 80
    bool colour;
    bool reveal;         // show personal values as they are
    bool unsandboxed;    // hostile bytes were parsed without isolation: said in the report
    const uint8_t *salt; // WY_SALT_SIZE bytes that tests fix; NULL draws them
};

struct wy_report {
    const char *name;  // what --format takes
    const char *media; // media type
    wy_err (*write)(const struct wy_report_input *in, struct wy_buf *out);
};

extern const struct wy_report *const wy_reports[];
extern const size_t wy_reports_n;
const struct wy_report *wy_report_find(wy_str name); // NULL when there is no such format
