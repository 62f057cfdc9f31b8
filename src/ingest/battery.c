// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The package changes that `dumpsys batterystats --daily` keeps for some days: "Update a.b vers=3" below "Daily from
// ... to
// ...:". Version 0 is a removal, a lower version than before a downgrade.
#include "core/map.h"
#include "ingest/section.h"

#include <stdlib.h>

struct state {
    char day[24];        // 2019-08-14-21-22-25
    size_t day_n, first; // first: rows of ev->events that were there before
    bool inside, changes;
};

static void set_day(struct state *s, wy_str text)
{
    s->day_n = wy_min(text.len, sizeof s->day);
    if (s->day_n)
        memcpy(s->day, text.ptr, s->day_n);
    s->changes = false;
}

static void change(struct wy_dump *d, struct state *s, wy_str text)
{
    wy_str word, package;
    wy_str version = wy_field_of(text, WY_S("vers"));
    (void)wy_str_next_word(&text, &word);
    if (!wy_str_next_word(&text, &package) || !version.len)
        return;
    struct wy_event *e = WY_ADD(event, d->in->ev, events, d->at);
    if (!e)
        return;
    e->kind = wy_str_eq(version, WY_S("0")) ? WY_S("package-removed") : WY_S("package-updated");
    e->subject = wy_evidence_text(d->in->ev, package);
    e->detail = wy_evidence_text(d->in->ev, version);
    e->time = wy_evidence_text(d->in->ev, (wy_str){s->day, s->day_n});
}

static void line(struct wy_dump *d, wy_str text)
{
    struct state *s = d->state;
    if (!s->inside) {
        s->inside = text.len && text.ptr[0] == 'D' && wy_str_starts(text, WY_S("Daily stats:"));
        if (s->inside)
            s->first = d->in->ev->events.n;
        d->only = s->inside ? NULL : "D";
        return;
    }
    size_t indent = wy_indent(text);
    wy_str trimmed = wy_str_from(text, indent);
    if (text.len && indent == 0) {
        s->inside = false;
        d->only = "D";
    } else if (wy_str_starts(trimmed, WY_S("Current start time: "))) {
        set_day(s, wy_str_from(trimmed, 20));
    } else if (wy_str_starts(trimmed, WY_S("Daily from "))) {
        set_day(s, wy_str_between(trimmed, WY_S("from "), WY_S(" to ")));
    } else if (wy_str_starts(trimmed, WY_S("Package changes:"))) {
        s->changes = d->seen = true;
    } else if (s->changes && wy_str_starts(trimmed, WY_S("Update "))) {
        change(d, s, trimmed);
    }
}

static int by_time(const void *a, const void *b)
{
    const struct wy_event *x = *(const struct wy_event *const *)a, *y = *(const struct wy_event *const *)b;
    int order = wy_str_cmp(x->time, y->time);
    if (order)
        return order;
    return x->at.position < y->at.position ? -1 : x->at.position > y->at.position;
}

static void end(struct wy_dump *d)
{
    struct state *s = d->state;
    struct wy_evidence *ev = d->in->ev;
    size_t n = ev->events.n > s->first ? ev->events.n - s->first : 0;
    struct wy_event **order = n > 1 && d->seen ? wy_new(d->in->scratch, struct wy_event *, n) : NULL;
    if (!order)
        return;
    for (size_t i = 0; i < n; i++)
        order[i] = (struct wy_event *)ev->events.v + s->first + i;
    qsort(order, n, sizeof *order, by_time);
    struct wy_map last; // package -> the event before
    wy_map_init(&last, d->in->scratch);
    for (size_t i = 0; i < n; i++) {
        struct wy_map_slot *slot = wy_map_put(&last, order[i]->subject);
        int64_t before, now;
        if (!slot)
            return;
        const struct wy_event *old = slot->value;
        if (old && wy_str_i64(old->detail, &before) && wy_str_i64(order[i]->detail, &now) && now > 0 && now < before)
            order[i]->kind = WY_S("package-downgraded");
        slot->value = order[i];
    }
}

const struct wy_section wy_section_battery = {
    .service = "batterystats",
    .names = "dumpsys batterystats daily|dumpsys batterystats",
    .tables = "events",
    .content = "Battery History (|Daily stats:",
    .state_size = sizeof(struct state),
    .line = line,
    .end = end,
};
