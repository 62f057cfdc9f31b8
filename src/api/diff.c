// SPDX-FileCopyrightText: 2026 The Wary authors
// SPDX-License-Identifier: Apache-2.0
#include "scan/diff.h"
#include "api/history.h"
#include "api/session.h"
#include "core/lang.h"
#include "core/wrap.h"

static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

// Digests by their beginnings: whole ones are for machines.
static void put_short(struct wy_buf *out, wy_str s)
{
    enum { SHOWN_MAX = 200, DIGEST_MIN = 40, DIGEST_SHOWN = 12 };
    wy_str shown = wy_str_sub(s, 0, SHOWN_MAX);
    for (size_t i = 0, n; i < shown.len; i += n) {
        for (n = 0; i + n < shown.len && is_hex(shown.ptr[i + n]);)
            n++;
        bool digest = n >= DIGEST_MIN;
        if (n == 0)
            while (i + n < shown.len && !is_hex(shown.ptr[i + n]))
                n++;
        wy_buf_term(out, wy_str_sub(shown, i, digest ? DIGEST_SHOWN : n));
        wy_buf_addc(out, digest ? "..." : "");
    }
    if (s.len > SHOWN_MAX)
        wy_buf_addc(out, "...");
}

static void put_text(struct wy_buf *out, wy_str s)
{
    if (s.ptr)
        put_short(out, s);
    else
        wy_buf_addc(out, "-");
}

static const char *change_text(enum wy_change_kind kind)
{
    static const char *const texts[] = {N_("appeared"), N_("gone"), N_("changed"), N_("updated"), N_("downgraded")};
    return _(texts[kind]);
}

void wy_change_words(const struct wy_change *c, struct wy_buf *out)
{
    wy_buf_printf(out, "%s: ", change_text(c->kind));
    wy_buf_term(out, c->key);
    if (!c->field || (c->note && !c->is.ptr))
        return;
    wy_buf_printf(out, "%s%s: ", c->key.len ? ", " : "", wy_diff_field_words(c->field));
    put_text(out, c->was);
    wy_buf_addc(out, " -> ");
    put_text(out, c->is);
}

static void put_lines(struct wy_buf *out, unsigned width, unsigned indent, wy_str words)
{
    wy_buf_repeat(out, ' ', indent);
    wy_wrap(out, words, (struct wy_wrap){width, indent, 4});
}

static void write_step(const struct wy_step *s, unsigned width, struct wy_buf *out)
{
    const char *table = "";
    for (WY_EACH(struct wy_change, c, s->changes)) {
        if (strcmp(table, c->table) != 0)
            wy_buf_printf(out, "%s%s\n", *table ? "\n" : "", wy_diff_table_words(c->table));
        table = c->table;
        struct wy_buf words;
        wy_buf_init(&words, out->max);
        wy_change_words(c, &words);
        put_lines(out, width, 2, wy_buf_str(&words));
        wy_buf_fini(&words);
        if (c->note)
            put_lines(out, width, 4, wy_str_c(_(c->note)));
    }
    for (size_t i = 0; i < s->skipped.n; i++)
        wy_buf_printf(
            out, _("not compared: %.*s (only one of the two cases holds any)\n"),
            WY_ARG(wy_str_c(wy_diff_table_words(s->skipped.v[i].ptr)))); // the model's own name, which ends in a NUL
    for (WY_EACH(wy_str, limit, s->limits))
        put_lines(out, width, 0, *limit);
    wy_buf_printf(out, wy_ngettext("%zu change\n", "%zu changes\n", s->changes.n), s->changes.n);
}

static void write_terminal(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out)
{
    unsigned width = r->cases[r->n - 1]->width;
    for (size_t i = 0; i + 1 < r->n; i++) {
        if (r->n > 2)
            wy_buf_printf(out, "%s%zu -> %zu\n", i ? "\n" : "", i + 1, i + 2);
        write_step(&steps[i], width ? width : 80, out);
    }
    wy_history_terminal(r, out);
}

static void json_step(const struct wy_step *s, struct wy_json_writer *w)
{
    wy_json_open(w, WY_S("changes"), '[');
    for (WY_EACH(struct wy_change, c, s->changes)) {
        wy_json_open(w, (wy_str){0}, '{');
        wy_json_put_str(w, WY_S("table"), wy_str_c(c->table));
        wy_json_put_str(w, WY_S("kind"), wy_str_c(wy_change_word(c->kind)));
        wy_json_put_str(w, WY_S("key"), c->key);
        if (c->field) {
            wy_json_put_str(w, WY_S("field"), wy_str_c(c->field));
            wy_json_put_str(w, WY_S("was"), c->was);
            wy_json_put_str(w, WY_S("is"), c->is);
        }
        if (c->note)
            wy_json_put_str(w, WY_S("note"), wy_str_c(_(c->note)));
        wy_json_close(w, '}');
    }
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("not_compared"), '[');
    for (size_t i = 0; i < s->skipped.n; i++)
        wy_json_put_str(w, (wy_str){0}, s->skipped.v[i]);
    wy_json_close(w, ']');
    wy_json_open(w, WY_S("limits"), '[');
    for (WY_EACH(wy_str, limit, s->limits))
        wy_json_put_str(w, (wy_str){0}, *limit);
    wy_json_close(w, ']');
}

// With two releases their changes stand at the top, with more in "steps".
static void write_json(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out)
{
    struct wy_json_writer w = wy_json_writer_init(out, 2);
    wy_json_open(&w, (wy_str){0}, '{');
    wy_json_put_str(&w, WY_S("schema"), WY_S("wary.diff/1"));
    if (r->n == 2) {
        json_step(&steps[0], &w);
    } else {
        wy_json_open(&w, WY_S("steps"), '[');
        for (size_t i = 0; i + 1 < r->n; i++) {
            wy_json_open(&w, (wy_str){0}, '{');
            wy_json_put_int(&w, WY_S("from"), (int64_t)i);
            wy_json_put_int(&w, WY_S("to"), (int64_t)i + 1);
            json_step(&steps[i], &w);
            wy_json_close(&w, '}');
        }
        wy_json_close(&w, ']');
    }
    wy_history_json(r, &w);
    wy_json_close(&w, '}');
}

static void write_csv(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out)
{
    wy_buf_addc(out, "table,kind,key,field,was,is,note\n");
    for (size_t s = 0; s + 1 < r->n; s++) {
        for (WY_EACH(struct wy_change, c, steps[s].changes)) {
            wy_str columns[] = {wy_str_c(c->table),
                                wy_str_c(wy_change_word(c->kind)),
                                c->key,
                                wy_str_c(c->field),
                                c->was,
                                c->is,
                                wy_str_c(c->note ? _(c->note) : NULL)};
            for (size_t i = 0; i < WY_COUNT(columns); i++) {
                wy_buf_addc(out, i ? "," : "");
                wy_buf_csv(out, columns[i]);
            }
            wy_buf_addc(out, "\n");
        }
        for (WY_EACH(wy_str, limit, steps[s].limits)) {
            wy_buf_addc(out, "transfers,limit,,,,,");
            wy_buf_csv(out, *limit);
            wy_buf_addc(out, "\n");
        }
    }
    wy_history_csv(r, out);
}

typedef void (*writer)(const struct wy_releases *r, const struct wy_step *steps, struct wy_buf *out);

static writer writer_for(const char *format)
{
    static const struct {
        const char *format;
        writer write;
    } rows[] = {{"terminal", write_terminal}, {"json", write_json}, {"csv", write_csv}, {"html", wy_diff_html}};
    for (size_t i = 0; i < WY_COUNT(rows); i++)
        if (strcmp(rows[i].format, format) == 0)
            return rows[i].write;
    return NULL;
}

static wy_err compare(struct wy_releases *r, struct wy_step *steps, struct wy_arena *arena)
{
    const struct wy_evidence **evidence = wy_new(arena, const struct wy_evidence *, r->n);
    wy_err err = evidence ? WY_OK : WY_NO_MEMORY;
    for (size_t i = 0; i < r->n && err == WY_OK; i++)
        evidence[i] = &r->cases[i]->ev;
    for (size_t i = 0; i + 1 < r->n && err == WY_OK; i++) {
        err = wy_diff(evidence[i], evidence[i + 1], arena, &steps[i].changes, &steps[i].skipped);
        if (err == WY_OK)
            err = wy_diff_limits(evidence[i], evidence[i + 1], &steps[i].changes, arena, &steps[i].limits);
    }
    return err == WY_OK ? wy_history(evidence, r->n, arena, &r->history) : err;
}

int wary_write_diffs(wary *const *cases, size_t n, const char *format, int fd)
{
    if (n < 2)
        return n ? wary_fail(cases[0], WARY_USAGE, _("diff needs two cases: the old one and the new one")) : WARY_USAGE;
    wary *last = cases[n - 1];
    writer write = writer_for(format);
    if (!write)
        return wary_fail(last, WARY_USAGE, _("format: \"%s\" is not one of terminal, json, csv, html"), format);
    struct wy_releases r = {.cases = cases, .n = n};
    struct wy_step *steps = wy_new(&last->arena, struct wy_step, n);
    wy_err err = steps ? compare(&r, steps, &last->arena) : WY_NO_MEMORY;
    if (err != WY_OK)
        return wary_fail(last, WARY_INTERNAL, "%s", wy_err_name(err));
    struct wy_buf buf;
    wy_buf_init(&buf, (size_t)last->limits.report);
    write(&r, steps, &buf);
    int code = wary_write_buf(last, &buf, fd);
    wy_buf_fini(&buf);
    return code;
}

int wary_write_diff(wary *before, wary *after, const char *format, int fd)
{
    return wary_write_diffs((wary *const[]){before, after}, 2, format, fd);
}
