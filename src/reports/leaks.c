// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "reports/leaks.h"

#include "core/lang.h"
#include "core/wrap.h"

#include <string.h>

static wy_str kept(struct wy_view *view, struct wy_buf *text, struct wy_buf *out)
{
    wy_str copy = WY_S("");
    if (text->err || !wy_arena_str(&view->arena, wy_buf_str(text), &copy))
        out->err = out->err ? out->err : WY_NO_MEMORY;
    wy_buf_fini(text);
    return wy_view_harmless(view, copy, out);
}

wy_str wy_leak_who(struct wy_view *view, const struct wy_transfer *t, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    const char *name = wy_say_identifier(t->identifier);
    wy_str plain = name ? wy_str_c(name) : t->identifier;
    if (t->shaped == WY_YES)
        wy_buf_printf(&text, _("shaped like: %.*s"), WY_ARG(plain));
    else if (t->value.len)
        wy_redact_value(&view->redactor, t->identifier, t->value, &text);
    else
        wy_buf_add(&text, plain);
    return kept(view, &text, out);
}

static wy_str recipient(struct wy_view *view, const struct wy_transfer *t, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    wy_buf_add(&text, wy_view_quote(view, wy_leak_recipient(t), out));
    if (t->company.len || t->purpose.len)
        wy_buf_printf(&text, " (%.*s%s%.*s)", WY_ARG(t->company), t->company.len && t->purpose.len ? ", " : "",
                      WY_ARG(wy_leak_word(t->purpose)));
    return kept(view, &text, out);
}

static wy_str place(struct wy_view *view, const struct wy_transfer *t, struct wy_buf *out,
                    void (*say)(const struct wy_transfer *t, struct wy_buf *out))
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    say(t, &text);
    wy_str quoted = wy_view_quote(view, wy_buf_str(&text), out);
    wy_buf_fini(&text);
    return wy_view_harmless(view, quoted, out);
}

static wy_str form(struct wy_view *view, const struct wy_transfer *t, struct wy_buf *out)
{
    struct wy_buf text;
    wy_buf_init(&text, 1 << 16);
    wy_buf_printf(&text, "%.*s, %s", WY_ARG(wy_leak_word(t->form)),
                  t->encrypted == WY_YES ? _("encrypted") : _("not encrypted"));
    if (wy_str_eq(t->direction, WY_S("received")))
        wy_buf_printf(&text, ", %s", _("received"));
    return kept(view, &text, out);
}

static wy_str consent(wy_str word)
{
    if (wy_str_eq(word, WY_S("before")))
        return wy_str_c(_("before"));
    return wy_str_c(wy_str_eq(word, WY_S("after")) ? _("after") : _("not observed"));
}

static void fill(struct wy_view *view, const struct wy_leak *l, struct wy_leak_cells *c, struct wy_buf *out)
{
    const struct wy_transfer *t = l->first;
    *c = (struct wy_leak_cells){
        .leak = l,
        .who = wy_leak_who(view, t, out),
        .form = form(view, t, out),
        .to = recipient(view, t, out),
        .country = place(view, t, out, wy_leak_country),
        .spelling = wy_view_harmless(view, wy_view_quote(view, wy_leak_word(t->form), out), out),
        .company =
            wy_view_harmless(view, wy_view_quote(view, t->company.len ? t->company : wy_leak_recipient(t), out), out),
        .network = place(view, t, out, wy_leak_network),
        .step = t->step.len ? wy_view_quote(view, t->step, out) : WY_S("-"),
        .consent = consent(t->consent),
        .clear = t->encrypted != WY_YES,
    };
    c->step = wy_view_harmless(view, c->step, out);
}

wy_err wy_leak_table_init(struct wy_view *view, struct wy_buf *out, struct wy_leak_table *table)
{
    struct wy_rows rows;
    *table = (struct wy_leak_table){0};
    wy_err err = wy_leaks_gather(view->in->evidence, &view->arena, &rows);
    if (err != WY_OK || !rows.n)
        return err;
    table->n = wy_min(rows.n, WY_LEAK_ROWS_MAX);
    table->untold = rows.n - table->n;
    table->all = wy_min(rows.n, WY_LEAK_COUNTED_MAX);
    table->rows = wy_new(&view->arena, struct wy_leak_cells, table->all);
    if (!table->rows)
        return WY_NO_MEMORY;
    for (size_t i = 0; i < table->all; i++)
        fill(view, (const struct wy_leak *)rows.v + i, &table->rows[i], out);
    return out->err;
}

enum { COLUMNS = 5, TEXT_ROWS_MAX = 60, ROW_LINES_MAX = 12 };
static const unsigned widths[COLUMNS] = {19, 24, 14, 11, 8}; // 80 with the blanks between

static bool good_break(char c) { return c == ' ' || c == '.' || c == '-' || c == '_' || c == '/' || c == ','; }

// How much of `text` fits `width`, up to the last good place to break.
static size_t fitting(wy_str text, unsigned width)
{
    size_t best = 0, end = 0;
    if (wy_columns(text) <= width)
        return text.len;
    while (end < text.len) {
        size_t next = end + 1;
        while (next < text.len && ((unsigned char)text.ptr[next] & 0xc0) == 0x80)
            next++;
        if (wy_columns(wy_str_sub(text, 0, next)) > width)
            break;
        end = next;
        if (good_break(text.ptr[end - 1]))
            best = end;
    }
    return best ? best : end ? end : text.len;
}

static void put_row(const wy_str cells[COLUMNS], const unsigned width_of[COLUMNS], struct wy_buf *out)
{
    wy_str rest[COLUMNS];
    memcpy(rest, cells, sizeof rest);
    for (int line = 0; line < ROW_LINES_MAX; line++) {
        bool any = false;
        unsigned blanks = 0;
        for (size_t i = 0; i < COLUMNS; i++)
            any |= rest[i].len > 0;
        if (!any)
            return;
        for (size_t i = 0; i < COLUMNS; i++) {
            unsigned width = width_of[i];
            wy_str part = wy_str_sub(rest[i], 0, fitting(rest[i], width));
            rest[i] = wy_str_trim(wy_str_from(rest[i], part.len));
            part = wy_str_trim(part);
            if (part.len) { // no blanks at the end of a line
                wy_buf_repeat(out, ' ', blanks);
                wy_buf_add(out, part);
                blanks = 0;
            }
            unsigned used = (unsigned)wy_columns(part);
            blanks += (used < width ? width - used : 0) + 1;
        }
        wy_buf_char(out, '\n');
    }
}

// Columns made for 80; a wider terminal gives the rest to the second, a narrower one takes from the widest: short words
// stay whole.
static void fit(const unsigned made[COLUMNS], unsigned width, unsigned w[COLUMNS])
{
    for (size_t i = 0; i < COLUMNS; i++)
        w[i] = made[i];
    w[1] += width > 80 ? width - 80 : 0;
    for (; width < 80; width++) {
        size_t widest = 0;
        for (size_t i = 1; i < COLUMNS; i++)
            widest = w[i] > w[widest] ? i : widest;
        w[widest]--;
    }
}

void wy_leak_table_text(struct wy_view *view, const struct wy_leak_table *table, unsigned width, struct wy_buf *out)
{
    unsigned w[COLUMNS];
    fit(widths, width, w);
    size_t shown = wy_min(table->n, TEXT_ROWS_MAX);
    wy_str head[COLUMNS] = {wy_str_c(_("Identifier")), wy_str_c(_("Recipient")), wy_str_c(_("Form")),
                            wy_str_c(_("Step")), wy_str_c(_("Agreed?"))};
    put_row(head, w, out);
    wy_buf_repeat(out, '-', width);
    wy_buf_char(out, '\n');
    for (size_t i = 0; i < shown; i++) {
        const struct wy_leak_cells *c = &table->rows[i];
        wy_str shape =
            wy_arena_printf(&view->arena, "%.*s; %llu ×", WY_ARG(c->form), (unsigned long long)c->leak->count);
        put_row((const wy_str[COLUMNS]){c->who, c->to, shape, c->step, c->consent}, w, out);
    }
    size_t more = table->n - shown + table->untold;
    if (more)
        wy_buf_printf(out, "%.*s\n", WY_ARG(wy_view_more(view, more)));
}

static wy_str number(struct wy_view *view, uint64_t n)
{
    return wy_arena_printf(&view->arena, "%llu", (unsigned long long)n);
}

static void steps_head(const unsigned w[COLUMNS], unsigned width, struct wy_buf *out)
{
    wy_str head[COLUMNS] = {wy_str_c(_("Step")), wy_str_c(_("Time")), wy_str_c(_("Identifiers sent")),
                            wy_str_c(_("Connections")), wy_str_c(_("Bytes not readable"))};
    wy_buf_char(out, '\n');
    put_row(head, w, out);
    wy_buf_repeat(out, '-', width);
    wy_buf_char(out, '\n');
}

// The name of a step, and what happened in it.
wy_str wy_leak_step_name(struct wy_view *view, const struct wy_leak_step *s, struct wy_buf *out)
{
    wy_str name = s->name.len ? wy_view_quote(view, s->name, out) : wy_str_c(_("(no step)"));
    if (s->consent)
        name = wy_arena_printf(&view->arena, "%.*s (%s)", WY_ARG(name), _("the owner agrees"));
    return wy_view_harmless(view, name, out);
}

static void consents_text(struct wy_view *view, unsigned width, struct wy_buf *out)
{
    static const unsigned made[COLUMNS] = {24, 18, 18, 14, 2};
    unsigned w[COLUMNS];
    struct wy_leak_consents c;
    wy_err err = wy_leak_consents_init(view, out, &c);
    fit(made, width, w);
    if (err != WY_OK)
        out->err = out->err ? out->err : err;
    if (err != WY_OK || !c.observed)
        return;
    wy_buf_char(out, '\n');
    put_row((const wy_str[COLUMNS]){wy_str_c(_("Identifier")), wy_str_c(_("Before agreeing")),
                                    wy_str_c(_("After agreeing")), wy_str_c(_("Not observed"))},
            w, out);
    wy_buf_repeat(out, '-', width);
    wy_buf_char(out, '\n');
    for (size_t i = 0; i < c.n; i++)
        put_row((const wy_str[COLUMNS]){c.rows[i].who, number(view, c.rows[i].before), number(view, c.rows[i].after),
                                        number(view, c.rows[i].unknown)},
                w, out);
}

void wy_leak_steps_text(struct wy_view *view, unsigned width, struct wy_buf *out)
{
    static const unsigned made[COLUMNS] = {20, 24, 11, 11, 10};
    unsigned w[COLUMNS];
    struct wy_leak_steps s;
    wy_err err = wy_leak_steps_init(view, &s);
    fit(made, width, w);
    if (err != WY_OK)
        out->err = out->err ? out->err : err;
    consents_text(view, width, out);
    if (err != WY_OK || !s.n)
        return;
    steps_head(w, width, out);
    for (size_t i = 0; i < s.n; i++) {
        const struct wy_leak_step *row = &s.rows[i];
        wy_str when = wy_view_harmless(view, wy_view_quote(view, row->time, out), out);
        put_row((const wy_str[COLUMNS]){wy_leak_step_name(view, row, out), when,
                                        number(view, row->clear + row->encrypted), number(view, row->connections),
                                        number(view, row->closed_bytes)},
                w, out);
    }
    wy_str outside = wy_leak_steps_outside(view, &s, out);
    if (outside.len)
        wy_wrap(out, outside, (struct wy_wrap){width, 0, 2});
}
