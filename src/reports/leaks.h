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
    wy_str who, form, to, country, network, step, consent; // texts for people, harmless to quote
    bool clear;                                   // anybody on the way could read it
};

// The rows of the report, at most WY_LEAK_ROWS_MAX; *untold tells how many more there are. In the view's arena.
enum { WY_LEAK_ROWS_MAX = 300 };
struct wy_leak_table {
    struct wy_leak_cells *rows;
    size_t n, untold;
};
WY_CHECKED wy_err wy_leak_table_init(struct wy_view *view, struct wy_buf *out, struct wy_leak_table *table);

void wy_leak_table_text(struct wy_view *view, const struct wy_leak_table *table, unsigned width, struct wy_buf *out);
// The whole section; nothing where the evidence has no transfers.
void wy_leak_section_html(struct wy_view *view, struct wy_buf *out);
extern const char wy_leak_style[]; // CSS of that section
