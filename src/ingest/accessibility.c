// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// `dumpsys accessibility`. Makers with a dump of their own write lists ("installed services: {" and then "0 : a.b/.C");
// AOSP from Android 11 writes "Enabled services:{{a.b/a.b.C}}" in one line. Before that, AOSP named running services by
// their label only: then the setting enabled_accessibility_services, which comes here too, is the better word.
#include "ingest/accessibility.h"

#include "ingest/section.h"

enum { SERVICES_MAX = 1000 }; // keeps the search for duplicates short; phones have a few dozen

struct state {
    enum { NONE, INSTALLED, ENABLED } list;
    bool labels, names; // services that run are told by their label, those switched on by their name
};

void wy_accessibility_add(struct wy_ingest *in, struct wy_origin at, wy_str component, bool enabled)
{
    wy_str package, class_name;
    if (!wy_component_split(wy_str_trim(component), in->scratch, &package, &class_name))
        return;
    for (WY_EACH(struct wy_accessibility, a, in->ev->accessibility)) {
        if (a->at.source == in->source && wy_str_eq(a->package, package) && wy_str_eq(a->service, class_name)) {
            a->enabled = enabled ? WY_YES : a->enabled;
            return;
        }
    }
    if (in->ev->accessibility.n >= SERVICES_MAX) {
        in->ev->err = in->ev->err ? in->ev->err : WY_LIMIT;
        return;
    }
    struct wy_accessibility *row = WY_ADD(accessibility, in->ev, accessibility, at);
    if (row) {
        row->package = wy_evidence_text(in->ev, package);
        row->service = wy_evidence_text(in->ev, class_name);
        row->enabled = wy_tri_of(enabled);
    }
}

void wy_accessibility_list(struct wy_ingest *in, struct wy_origin at, wy_str components)
{
    wy_str part;
    while (wy_str_next(&components, ':', &part))
        wy_accessibility_add(in, at, part, true);
}

// "{{a.b/.C}, {d.e/.F}}"
static void braces(struct wy_dump *d, wy_str text)
{
    for (wy_str name; (name = wy_str_between(text, WY_S("{"), WY_S("}"))).ptr;) {
        text = wy_str_from(text, (size_t)(name.ptr - text.ptr) + name.len + 1);
        while (name.len && (name.ptr[0] == '{' || name.ptr[0] == ' '))
            name = wy_str_from(name, 1);
        wy_accessibility_add(d->in, d->at, name, true);
    }
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    text = wy_str_trim(text);
    if (wy_str_starts_nocase(text, WY_S("user state["))) {
        d->seen = true;
        s->list = NONE;
    } else if (wy_str_starts_nocase(text, WY_S("services:{service["))) {
        s->labels = true;
    } else if (wy_str_starts_nocase(text, WY_S("installed services:"))) {
        s->list = INSTALLED;
    } else if (wy_str_starts_nocase(text, WY_S("enabled services:"))) {
        s->list = ENABLED;
        s->names = true;
        braces(d, wy_str_from(text, 17));
    } else if (s->list != NONE && text.len && wy_is_digit(text.ptr[0])) {
        size_t colon = wy_str_find(text, WY_S(" : "));
        if (colon != WY_NPOS)
            wy_accessibility_add(d->in, d->at, wy_str_from(text, colon + 3), s->list == ENABLED);
    } else if (text.len && (text.ptr[0] == '}' || text.ptr[text.len - 1] == '{' || wy_str_has(text, WY_S(":{")))) {
        s->list = NONE;
    }
}

// A label is no name: then only the setting can say which services these are.
static void end(struct wy_dump *d)
{
    const struct state *s = d->state;
    d->broken |= s->labels && !s->names;
}

const struct wy_section wy_section_accessibility = {
    .service = "accessibility",
    .names = "dumpsys accessibility",
    .tables = "accessibility",
    .always = true,
    .content = "ACCESSIBILITY MANAGER (",
    .state_size = sizeof(struct state),
    .line = line,
    .end = end,
};
