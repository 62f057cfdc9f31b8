// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// What every report needs: findings in the order in which people read them, texts without personal values, and the
// words of a report in the reader's language.
#pragma once

#include "reports/redact.h"
#include "reports/report.h"

struct wy_view {
    const struct wy_report_input *in;
    struct wy_arena arena;
    struct wy_redactor redactor;
    const struct wy_finding **findings; // worst first
    size_t n;
    size_t *same_gaps; // for each gap; NULL: not counted yet
};

WY_CHECKED wy_err wy_view_init(struct wy_view *view, const struct wy_report_input *in);
void wy_view_fini(struct wy_view *view);

// A text that Wary wrote (marks become tokens), and one that quotes evidence (identities are looked for too). In the
// view's arena; absent stays absent, and refused memory gives the empty text and sets out->err in the caller's buffer.
wy_str wy_view_text(struct wy_view *view, wy_str text, struct wy_buf *out);
wy_str wy_view_quote(struct wy_view *view, wy_str text, struct wy_buf *out);

// Control, bidirectional and invisible characters as escapes; line feeds stay. What evidence wrote may hold any.
wy_str wy_view_harmless(struct wy_view *view, wy_str text, struct wy_buf *out);

// Nothing that was given could be read: then a report says why and what to give, not what each check would have needed.
// The target that an item lies in, in short; absent where the item is the target itself.
wy_str wy_source_around(const struct wy_evidence *ev, const struct wy_origin *at);
bool wy_view_nothing_read(const struct wy_view *view);
const char *wy_say_what_to_give(void); // the next step then

enum wy_verdict wy_finding_weight(const struct wy_finding *finding);  // the group it is shown in
wy_str wy_source_name(const struct wy_evidence *ev, uint32_t source); // target as given; absent when there is none
// Its last part, where that is the target's alone: the head of a report names the whole path.
wy_str wy_source_short(const struct wy_evidence *ev, uint32_t source);
enum { WY_POSITION_SIZE = 40 };
// Why something could not be read, with the byte in the file where that is known; quoted.
wy_str wy_view_gap(struct wy_view *view, const struct wy_gap *g, struct wy_buf *out);
// How many gaps say the same of one item, of whose places reports for people name the first; 0: `g` is a later one.
size_t wy_view_same_gaps(struct wy_view *view, const struct wy_gap *g);
wy_str wy_position_json(const struct wy_origin *at, char out[WY_POSITION_SIZE]); // "line 12": stable, English; absent
wy_str wy_position_text(const struct wy_origin *at, char out[WY_POSITION_SIZE]); // translated

// Words in the reader's language.
const char *wy_say_verdict(enum wy_verdict v);        // ACT NOW
const char *wy_say_verdict_long(enum wy_verdict v);   // the last line of a report
const char *wy_say_group(enum wy_verdict v);          // heading of the findings of that weight
const char *wy_say_question(enum wy_question q);      // the question itself
const char *wy_say_question_name(enum wy_question q); // KNOWN
const char *wy_say_severity(enum wy_severity s);
const char *wy_say_status(enum wy_status s);
const char *wy_say_certainty(uint8_t kind);
wy_str wy_view_more(struct wy_view *view, size_t n);            // "and 3 more: --format json lists them."
wy_str wy_say_kind(wy_str kind);                                // of a source
wy_str wy_say_device(struct wy_view *view, struct wy_buf *out); // "Redmi Note 9T (cannong), Android 11, ..."; absent
wy_str wy_say_data_age(struct wy_view *view, struct wy_buf *out);
