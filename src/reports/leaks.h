// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Personal data in traffic as reports show it: the table identifier x recipient x form x step, and for HTML a picture
// of the flow and a time line of the steps. Values are tokens unless the report reveals them.
#pragma once

#include "findings/leak.h"
#include "reports/view.h"

struct wy_leak_cells {
    const struct wy_leak *leak;
    wy_str who, form, to, country, network, step, consent;
    wy_str spelling, company; // the form alone; the recipient's company, or its name where none is listed; texts for
                              // people, harmless to quote
    bool clear;               // anybody on the way could read it
};

// The rows of the report: `n` to be listed, `untold` more that are not. The picture counts `all` of them that fit
// memory. In the view's arena.
enum { WY_LEAK_ROWS_MAX = 300, WY_LEAK_COUNTED_MAX = 20000 };
struct wy_leak_table {
    struct wy_leak_cells *rows;
    size_t n, untold, all;
};
wy_str wy_leak_who(struct wy_view *view, const struct wy_transfer *t, struct wy_buf *out); // whose, or like whose
WY_CHECKED wy_err wy_leak_table_init(struct wy_view *view, struct wy_buf *out, struct wy_leak_table *table);

// What each step of an experiment saw, in time; none without an experiment.
struct wy_leak_step {
    wy_str name, time; // of evidence: to be quoted. Without a name: before the first mark, or a consent alone
    bool consent;      // the owner agreed
    bool outside;      // of the time of every capture: its zeros are no observation
    uint64_t clear, encrypted, connections, closed_bytes; // identifiers; sent bytes that could not be read
};
struct wy_leak_steps {
    struct wy_leak_step *rows;
    size_t n;
};
WY_CHECKED wy_err wy_leak_steps_init(struct wy_view *view, struct wy_leak_steps *steps);

// For each identifier: how often it left before and after the owner agreed, and how often that was not observed.
struct wy_leak_consent {
    const struct wy_transfer *first;
    wy_str who; // as words
    uint64_t before, after, unknown;
};
struct wy_leak_consents {
    struct wy_leak_consent *rows;
    size_t n;
    bool observed; // some mark told of a consent
};
WY_CHECKED wy_err wy_leak_consents_init(struct wy_view *view, struct wy_buf *out, struct wy_leak_consents *consents);

// "Steps in which no capture has packets: a, b", or nothing.
wy_str wy_leak_steps_outside(struct wy_view *view, const struct wy_leak_steps *steps, struct wy_buf *out);
wy_str wy_leak_step_name(struct wy_view *view, const struct wy_leak_step *step, struct wy_buf *out);
// Both for a terminal.
void wy_leak_steps_text(struct wy_view *view, unsigned width, struct wy_buf *out);
void wy_leak_table_text(struct wy_view *view, const struct wy_leak_table *table, unsigned width, struct wy_buf *out);
// The whole section; nothing where the evidence has no transfers.
void wy_leak_section_html(struct wy_view *view, struct wy_buf *out);
extern const char wy_leak_style[]; // CSS of that section
