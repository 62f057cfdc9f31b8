// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// Running services of apps, from `dumpsys activity services`: "  * ServiceRecord{4432b25 u0 a.b/.C}" and fields below.
#include "ingest/section.h"

struct state {
    bool inside;
    struct wy_service *row; // into ev->services; nobody else adds there while this runs
};

static void record(struct wy_dump *d, struct state *s, wy_str text)
{
    wy_str inner = wy_str_between(text, WY_S("{"), WY_S("}")), hash, user, component, package, class_name;
    s->row = NULL;
    if (!wy_str_next_word(&inner, &hash) || !wy_str_next_word(&inner, &user) || !wy_str_next_word(&inner, &component))
        return;
    if (!wy_component_split(component, d->in->scratch, &package, &class_name))
        return;
    s->row = WY_ADD(service, d->in->ev, services, d->at);
    if (!s->row)
        return;
    s->row->package = wy_evidence_text(d->in->ev, package);
    s->row->name = wy_evidence_text(d->in->ev, class_name);
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    if (text.len == 0)
        return;
    if (text.ptr[0] == 'A' && wy_str_starts(text, WY_S("ACTIVITY MANAGER "))) {
        s->inside = wy_str_starts(text, WY_S("ACTIVITY MANAGER SERVICES "));
        s->row = NULL;
        d->seen |= s->inside;
    }
    d->only = s->inside ? NULL : "A";
    if (!s->inside || text.ptr[0] != ' ')
        return;
    size_t indent = wy_indent(text);
    if (indent == 2 && wy_str_starts(wy_str_from(text, 2), WY_S("* ServiceRecord{"))) {
        record(d, s, text);
    } else if (indent == 4 && s->row && !s->row->process.ptr) {
        wy_str process = wy_value_of(text, WY_S("processName"));
        if (process.ptr)
            s->row->process = wy_evidence_text(d->in->ev, process);
    }
}

const struct wy_section wy_section_services = {
    .service = "activity",
    .names = "dumpsys activity services|dumpsys activity",
    .tables = "services",
    .content = "ACTIVITY MANAGER SERVICES (",
    .state_size = sizeof(struct state),
    .line = line,
};
