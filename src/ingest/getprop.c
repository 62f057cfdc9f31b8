// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The properties inside a bugreport. A file of them alone is ingest/properties.c's.
#include "ingest/properties.h"
#include "ingest/section.h"

static void line(struct wy_dump *d, wy_str text)
{
    struct wy_getprop_lines *g = d->state;
    if (!g->value.max)
        wy_getprop_begin(g);
    (void)wy_getprop_line(d->in, g, d->at, text);
    d->seen = true;
}

static void end(struct wy_dump *d)
{
    struct wy_getprop_lines *g = d->state;
    if (g->value.max)
        wy_getprop_end(d->in, g);
}

const struct wy_section wy_section_getprop = {
    .title = "SYSTEM PROPERTIES",
    .names = "",
    .tables = "properties",
    .always = true,
    .state_size = sizeof(struct wy_getprop_lines),
    .line = line,
    .end = end,
};
