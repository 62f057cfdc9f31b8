// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
//
// The experiment as a story: what left in each step, also where it was nothing, and for each identifier how often
// before and after the owner agreed.
#include "core/lang.h"
#include "core/map.h"
#include "reports/leaks.h"

#include <stdlib.h>

enum { STEPS_MAX = 200 };

static struct wy_leak_step *add_step(struct wy_leak_steps *s, wy_str name, wy_str time)
{
    if (s->n == STEPS_MAX)
        return NULL;
    s->rows[s->n] = (struct wy_leak_step){.name = name, .time = time};
    return &s->rows[s->n++];
}

static struct wy_leak_step *step_of(struct wy_leak_steps *s, wy_str name, wy_str time)
{
    for (size_t i = 0; i < s->n; i++)
        if (wy_str_eq(s->rows[i].name, name))
            return &s->rows[i];
    return add_step(s, name, time); // of evidence that does not list its steps, or before the first of them
}

static void add(uint64_t *sum, const struct wy_int *n)
{
    if (n->known && n->v > 0)
        *sum += *sum > (uint64_t)INT64_MAX ? 0 : (uint64_t)n->v;
}

static int by_time(const void *a, const void *b)
{
    return wy_str_cmp(((const struct wy_leak_step *)a)->time, ((const struct wy_leak_step *)b)->time);
}

// From the step's mark to the next one. Times of evidence are of one form, so that their texts can be compared.
static bool touches(const struct wy_capture *c, wy_str from, wy_str to)
{
    if (!c->begin.len || !c->end.len || !from.len)
        return true;
    return wy_str_cmp(from, c->end) <= 0 && (!to.len || wy_str_cmp(to, c->begin) > 0);
}

static void find_outside(const struct wy_evidence *ev, struct wy_leak_steps *s)
{
    for (size_t i = 0; i < s->n; i++) {
        struct wy_leak_step *row = &s->rows[i];
        wy_str next = i + 1 < s->n ? row[1].time : (wy_str){0};
        row->outside = row->name.len && !row->connections && ev->captures.n > 0 && !wy_str_eq(row->name, WY_S("end"));
        for (WY_EACH(struct wy_capture, c, ev->captures))
            row->outside &= !touches(c, row->time, next);
    }
}

wy_str wy_leak_steps_outside(struct wy_view *view, const struct wy_leak_steps *steps, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    for (size_t i = 0; i < steps->n; i++)
        if (steps->rows[i].outside)
            wy_buf_printf(&text, "%s%.*s", text.len ? ", " : _("Steps in which the capture has no packets: "),
                          WY_ARG(steps->rows[i].name));
    wy_str copy = wy_view_harmless(view, wy_view_quote(view, wy_buf_str(&text), out), out);
    wy_buf_fini(&text);
    return copy;
}

wy_err wy_leak_steps_init(struct wy_view *view, struct wy_leak_steps *s)
{
    const struct wy_evidence *ev = view->in->evidence;
    bool any = ev->steps.n > 0;
    *s = (struct wy_leak_steps){.rows = wy_new(&view->arena, struct wy_leak_step, STEPS_MAX)};
    if (!s->rows)
        return WY_NO_MEMORY;
    for (WY_EACH(struct wy_step_fact, f, ev->steps)) {
        struct wy_leak_step *row = f->name.len ? step_of(s, f->name, f->time) : add_step(s, f->name, f->time);
        if (row)
            row->consent |= f->consent == WY_YES;
    }
    for (WY_EACH(struct wy_transfer, t, ev->transfers)) {
        any |= t->step.len > 0;
        struct wy_leak_step *row = wy_leak_sent(t) ? step_of(s, t->step, t->time) : NULL;
        if (row)
            *(t->encrypted == WY_YES ? &row->encrypted : &row->clear) += 1;
    }
    for (WY_EACH(struct wy_flow, f, ev->flows)) {
        any |= f->step.len > 0;
        struct wy_leak_step *row = step_of(s, f->step, f->time);
        if (!row)
            continue;
        add(&row->connections, &f->connections);
        row->closed_bytes += (uint64_t)wy_leak_closed(f);
    }
    if (!any) // a capture without an experiment
        s->n = 0;
    if (s->n)
        qsort(s->rows, s->n, sizeof *s->rows, by_time);
    find_outside(ev, s);
    return WY_OK;
}

wy_err wy_leak_consents_init(struct wy_view *view, struct wy_buf *out, struct wy_leak_consents *c)
{
    struct wy_rows rows;
    struct wy_map known;
    wy_err err = wy_leaks_gather(view->in->evidence, &view->arena, &rows);
    *c = (struct wy_leak_consents){0};
    if (err != WY_OK || !rows.n)
        return err;
    c->rows = wy_new(&view->arena, struct wy_leak_consent, rows.n);
    wy_map_init(&known, &view->arena);
    for (size_t i = 0; i < rows.n && c->rows; i++) {
        const struct wy_leak *leak = (const struct wy_leak *)rows.v + i;
        const struct wy_transfer *t = leak->first;
        if (!wy_leak_sent(t))
            continue;
        wy_str who = wy_leak_who(view, t, out);
        struct wy_map_slot *slot = wy_map_put(&known, who);
        if (!slot)
            return WY_NO_MEMORY;
        if (!slot->value) {
            c->rows[c->n] = (struct wy_leak_consent){.first = t, .who = who};
            slot->value = &c->rows[c->n++];
        }
        struct wy_leak_consent *row = slot->value;
        bool before = wy_str_eq(t->consent, WY_S("before")), after = wy_str_eq(t->consent, WY_S("after"));
        c->observed |= before || after;
        *(before ? &row->before : after ? &row->after : &row->unknown) += leak->count;
    }
    return c->rows ? WY_OK : WY_NO_MEMORY;
}
